import { DalError, type OperationOptions, onAbort } from "@armillary/dali";

/**
 * Waits for what several requests wait for, each for as long as it likes: one that is given up does not end it for the others.
 * @throws DalError codes DAL_ABORTED and DAL_TIMEOUT, by the request's signal and deadline
 */
export async function raceAbort<T>(
  shared: Promise<T>,
  { url, signal, deadline }: OperationOptions & { readonly url: string },
): Promise<T> {
  if (signal === undefined && deadline === undefined) return shared;
  const undo: (() => void)[] = [];
  const givenUp = new Promise<never>((_resolve, reject) => {
    if (signal !== undefined) {
      undo.push(
        onAbort(signal, () =>
          reject(new DalError("DAL_ABORTED", `${url} was given up by the caller.`, { url }, { cause: signal.reason })),
        ),
      );
    }
    if (deadline !== undefined && Number.isFinite(deadline.remainingMs)) {
      const late = new DalError("DAL_TIMEOUT", `${url} was not done within the time for the whole operation.`, { url });
      const timer = setTimeout(() => reject(late), Math.min(deadline.remainingMs, 2 ** 31 - 1));
      undo.push(() => clearTimeout(timer));
    }
  });
  return Promise.race([shared, givenUp]).finally(() => {
    for (const one of undo) one();
  });
}
