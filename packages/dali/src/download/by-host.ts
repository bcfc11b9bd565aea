/** How work is shared out. */
export interface SharingOptions<Item> {
  /** Pieces of work at a time. */
  readonly parallel: number;
  /** Pieces at a time of one host. */
  readonly perHost: number;
  /** Whose turn a piece takes. */
  readonly hostOf: (item: Item) => string;
  /** Pieces that are looked ahead at (default 1000), so that one slow host does not keep the others waiting. */
  readonly ahead?: number;
  /** Ends it: no further piece is begun. */
  readonly signal?: AbortSignal;
}

/**
 * Works through items as they come, several at a time, a few of each host, hosts in turn; no more than `ahead` of them wait in memory.
 * @param work - what it throws ends all: nothing more is begun, what is under way is waited for, and it is thrown on
 * @throws what `work` or the source throws; the signal's reason
 */
export async function shareByHost<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  work: (item: Item) => Promise<void>,
  { parallel, perHost, hostOf, ahead = 1000, signal }: SharingOptions<Item>,
): Promise<void> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const lines = new Map<string, { readonly waiting: Item[]; running: number }>();
  let [waiting, running] = [0, 0];
  let [isPulling, isDry] = [false, false];
  let failure: { readonly cause: unknown } | undefined;

  await new Promise<void>((resolve) => {
    const stop = (cause: unknown): void => {
      failure ??= { cause };
      pump();
    };
    const onAbort = (): void => stop(signal?.reason);
    const pump = (): void => {
      while (failure === undefined && running < parallel) {
        const next = takeNext();
        if (next === undefined) break;
        begin(...next);
      }
      const isWanted = !isDry && failure === undefined;
      if (isWanted && !isPulling && waiting < ahead) pull();
      if (running === 0 && !isPulling && (failure !== undefined || (isDry && waiting === 0))) {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }
    };
    const takeNext = (): readonly [string, Item] | undefined => {
      for (const [host, line] of lines) {
        if (line.running >= perHost) continue;
        const item = line.waiting.shift();
        if (item === undefined) continue;
        // To the end of the round.
        lines.delete(host);
        lines.set(host, line);
        waiting--;
        return [host, item];
      }
      return undefined;
    };
    const begin = (host: string, item: Item): void => {
      const line = lines.get(host);
      if (line !== undefined) line.running++;
      running++;
      work(item)
        .catch(stop)
        .finally(() => {
          running--;
          if (line !== undefined && --line.running === 0 && line.waiting.length === 0) lines.delete(host);
          pump();
        });
    };
    const pull = (): void => {
      isPulling = true;
      Promise.resolve(source.next())
        .then(({ value, done }) => {
          if (done === true) isDry = true;
          else add(value);
        })
        .catch(stop)
        .finally(() => {
          isPulling = false;
          pump();
        });
    };
    const add = (item: Item): void => {
      const host = hostOf(item);
      const line = lines.get(host) ?? { waiting: [], running: 0 };
      line.waiting.push(item);
      lines.set(host, line);
      waiting++;
    };
    if (signal?.aborted === true) failure = { cause: signal.reason };
    else signal?.addEventListener("abort", onAbort);
    pump();
  });
  if (failure === undefined) return;
  await source.return?.();
  throw failure.cause;
}
