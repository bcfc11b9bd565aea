import { dirname } from "node:path";
import { CommandError, failureIn } from "./failure.ts";
import { ClosedPipeError, type Io, writeOut } from "./io.ts";

/** Where a verb's data goes. Nothing is there before `commit`, except on standard output and devices. */
export interface Sink {
  readonly label: string;
  /** A chunk that is `lent` may change once the promise is resolved. */
  write(chunk: Uint8Array, lent?: boolean): Promise<void>;
  commit(): Promise<void>;
  /** Leaves nothing behind; nothing after `commit`. */
  discard(): Promise<void>;
}

/**
 * Opens OUT: `-` is standard output. What is wrong with its place is said here, before any work is done; the file
 * itself is begun with the first bytes.
 * @throws CommandError
 */
export async function openSink(out: string, io: Io): Promise<Sink> {
  if (out === "-") {
    return {
      label: "standard output",
      write: (chunk) => writeOut(io.stdout, chunk).catch(failIn("standard output")),
      commit: async () => undefined,
      discard: async () => undefined,
    };
  }
  const { openWholeFile, planWholeFile } = await import("@armillary/formats/node");
  const plan = await planWholeFile(out).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "ENOENT") return failIn(out)(thrown);
    const folder = dirname(out);
    const message = `There is no folder ${folder} to write to.`;
    throw new CommandError({ code: "FILE_NO_FOLDER", message, where: out, hint: `Make it: mkdir -p ${folder}` });
  });
  let file: Awaited<ReturnType<typeof openWholeFile>> | undefined;
  const discardNow = (): void => file?.discardNow();
  const begin = async (): ReturnType<typeof openWholeFile> => {
    file ??= await openWholeFile(plan);
    io.onSignal.add(discardNow);
    return file;
  };
  return {
    label: out,
    async write(chunk, lent) {
      await (file ?? (await begin().catch(failIn(out)))).write(chunk, lent).catch(failIn(out));
    },
    async commit() {
      await (file ?? (await begin().catch(failIn(out)))).commit().catch(failIn(out));
      io.onSignal.delete(discardNow);
    },
    async discard() {
      await file?.discard();
      io.onSignal.delete(discardNow);
    },
  };
}

function failIn(where: string): (thrown: unknown) => never {
  return (thrown) => {
    if (thrown instanceof ClosedPipeError) throw thrown;
    throw failureIn(where, thrown);
  };
}
