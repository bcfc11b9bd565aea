import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RandomAccess } from "../random-access.ts";

/** Reads a file at any place. */
export async function openFileAccess(path: string): Promise<RandomAccess> {
  const handle = await open(path, "r");
  return new FileAccess(handle, (await handle.stat()).size, () => Promise.resolve());
}

/** Puts a stream into a temporary file, to be read at any place; the file is gone after `close` or with the process. */
export async function spoolToFile(bytes: AsyncIterable<Uint8Array>): Promise<RandomAccess> {
  const folder = await mkdtemp(join(tmpdir(), "armillary-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  let handle: FileHandle | undefined;
  try {
    handle = await open(join(folder, "spool"), "wx+");
    // An open file needs no name, and a nameless one cannot be left behind. Not so on Windows: removed at the end.
    await remove().catch(() => undefined);
    let byteLength = 0;
    for await (const chunk of bytes) {
      for (let start = 0; start < chunk.length; ) {
        const { bytesWritten } = await handle.write(chunk, start, chunk.length - start, byteLength);
        start += bytesWritten;
        byteLength += bytesWritten;
      }
    }
    return new FileAccess(handle, byteLength, remove);
  } catch (failure) {
    await handle?.close();
    await remove();
    throw failure;
  }
}

class FileAccess implements RandomAccess {
  readonly byteLength: number;
  readonly #handle: FileHandle;
  readonly #remove: () => Promise<void>;
  #open = true;

  constructor(handle: FileHandle, byteLength: number, remove: () => Promise<void>) {
    this.#handle = handle;
    this.byteLength = byteLength;
    this.#remove = remove;
  }

  async slice(start: number, end: number = this.byteLength): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(Math.max(0, end - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) throw new RangeError(`the file ended at byte ${start + filled}, before ${end}`);
      filled += bytesRead;
    }
    return bytes.buffer;
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
    await this.#remove();
  }
}
