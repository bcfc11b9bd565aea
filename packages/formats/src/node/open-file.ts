import { openFileSource } from "@armillary/votable/node";
import { type OpenTableOptions, openTable } from "../open.ts";
import type { TableStream } from "../table-stream.ts";
import { openFileAccess, spoolToFile } from "./random-access.ts";

/** Opens the table in a file; its name helps to tell the format. See `openTable`. */
export async function openTableFile(path: string, options: OpenTableOptions = {}): Promise<TableStream> {
  const { bytes, size } = await openFileSource(path);
  return openTable(bytes, { name: path, ...fileAccess(path, size !== undefined), ...options });
}

/** How `openTable` gets at a file again; a pipe or device is read once and spooled where that will not do. */
export function fileAccess(path: string, regular: boolean): Pick<OpenTableOptions, "reopen" | "randomAccess"> {
  if (!regular) return { randomAccess: spoolToFile };
  return {
    async *reopen() {
      yield* (await openFileSource(path)).bytes;
    },
    async randomAccess(bytes, gzip) {
      if (gzip) return spoolToFile(bytes);
      await bytes[Symbol.asyncIterator]().return?.();
      return openFileAccess(path);
    },
  };
}
