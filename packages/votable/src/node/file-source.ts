import { type FileHandle, open } from "node:fs/promises";

/** The first read is small, so that the first rows come before much is read. */
const FIRST_READ_BYTES = 64 * 1024;
const READ_BYTES = 1024 * 1024;

export interface FileSource {
  /** Absent for what is no regular file (a pipe, a device). */
  readonly size?: number;
  /** The file from its start, once; `return` closes it. A chunk's memory is used again after the next is asked for. */
  readonly bytes: AsyncIterableIterator<Uint8Array>;
}

/**
 * A file as chunks of up to 1 MiB, the next read while the last is worked on, in two buffers whatever the size.
 * @throws the system's error (`code` ENOENT, EACCES, EISDIR, …) at once, not at the first read
 */
export async function openFileSource(path: string): Promise<FileSource> {
  const handle = await open(path, "r");
  const status = await handle.stat();
  if (status.isDirectory()) {
    await handle.close();
    throw Object.assign(new Error(`EISDIR: is a directory, read '${path}'`), { code: "EISDIR", path });
  }
  const regular = status.isFile();
  const bytes = new FileChunks(handle, regular);
  return regular ? { size: status.size, bytes } : { bytes };
}

class FileChunks implements AsyncIterableIterator<Uint8Array> {
  readonly #handle: FileHandle;
  readonly #readAhead: boolean;
  readonly #buffers: [Uint8Array, Uint8Array] = [new Uint8Array(FIRST_READ_BYTES), new Uint8Array(0)];
  #reads = 0;
  #ahead: Promise<Uint8Array> | undefined;
  #open = true;

  /** A pipe is never read ahead: a read that waits for its writer would keep the process from ending. */
  constructor(handle: FileHandle, readAhead: boolean) {
    this.#handle = handle;
    this.#readAhead = readAhead;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#open) return { value: undefined, done: true };
    const reading = this.#ahead ?? this.#read();
    this.#ahead = undefined;
    let chunk: Uint8Array;
    try {
      chunk = await reading;
    } catch (failure) {
      await this.return();
      throw failure;
    }
    if (chunk.length === 0) return this.return();
    if (this.#readAhead) {
      this.#ahead = this.#read();
      // Heard of by the next `next`; should that never come, its failure is nobody's.
      this.#ahead.catch(() => undefined);
    }
    return { value: chunk, done: false };
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    if (this.#open) {
      this.#open = false;
      await this.#ahead?.catch(() => undefined);
      await this.#handle.close();
    }
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #read(): Promise<Uint8Array> {
    const turn = this.#reads++ % 2 === 0 ? 0 : 1;
    const length = this.#reads === 1 ? FIRST_READ_BYTES : READ_BYTES;
    if (this.#buffers[turn].length < length) this.#buffers[turn] = new Uint8Array(length);
    const buffer = this.#buffers[turn];
    const { bytesRead } = await this.#handle.read(buffer, 0, length, null);
    return buffer.subarray(0, bytesRead);
  }
}
