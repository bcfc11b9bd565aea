import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import type { Checksum, ChecksumAlgorithm } from "../../download/checksum.ts";

/** Bytes gathered before they are handed to the system. */
const WRITE_BYTES = 512 * 1024;
/** Forced to disk before they get their name: beside fetching them again it costs nothing. Smaller ones are looked at by size. */
const SYNC_BYTES = 8 * 1024 * 1024;
/** A link in place of the file is not followed; Windows has no such flag. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** A file on its way: what came of it, and what its bytes come to so far. */
export class PartFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #declared: Checksum | undefined;
  #hashes: ReadonlyMap<ChecksumAlgorithm, Hash>;
  #bytes = 0;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #written = 0;
  #writing: Promise<void> = Promise.resolve();
  #isOpen = true;

  private constructor(path: string, file: FileHandle, declared: Checksum | undefined) {
    this.path = path;
    this.#file = file;
    this.#declared = declared;
    this.#hashes = startHashes(declared);
  }

  /** Begins a file; what another run left there is gone. */
  static async create(path: string, declared: Checksum | undefined): Promise<PartFile> {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NO_FOLLOW;
    return new PartFile(path, await open(path, flags, 0o666), declared);
  }

  /** Goes on with what another run left, which is read for its sums; undefined where there is nothing. */
  static async resume(path: string, declared: Checksum | undefined): Promise<PartFile | undefined> {
    const file = await open(path, constants.O_RDWR | NO_FOLLOW).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code === "ENOENT") return undefined;
      throw failure;
    });
    if (file === undefined) return undefined;
    const part = new PartFile(path, file, declared);
    try {
      await readChunks(file, (chunk) => part.#count(chunk));
      part.#written = part.#bytes;
      return part;
    } catch (failure) {
      await file.close();
      throw failure;
    }
  }

  /** That came so far, also those that are still to be written. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds bytes, which must not change afterwards. @throws the system's error of this write or an earlier one */
  async append(chunk: Uint8Array): Promise<void> {
    this.#count(chunk);
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    if (this.#gatheredBytes >= WRITE_BYTES) await this.#flush();
  }

  /** Begins anew. */
  async clear(): Promise<void> {
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.#writing.catch(() => undefined);
    await this.#file.truncate(0);
    this.#bytes = 0;
    this.#written = 0;
    this.#hashes = startHashes(this.#declared);
  }

  /** What the bytes so far come to, in hexadecimal. */
  sum(algorithm: ChecksumAlgorithm): string | undefined {
    return this.#hashes.get(algorithm)?.copy().digest("hex");
  }

  /** Writes what is left; then the file may get its name. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#writing;
    if (this.#bytes >= SYNC_BYTES) await this.#file.sync();
    await this.#close();
  }

  /** Gives it its name, whole. */
  async moveTo(place: string): Promise<void> {
    await rename(this.path, place);
  }

  /** Leaves it for another time. Never rejects. Idempotent. */
  async leave(): Promise<void> {
    if (!this.#isOpen) return;
    await this.#flush().catch(() => undefined);
    await this.#writing.catch(() => undefined);
    await this.#close().catch(() => undefined);
  }

  /** Leaves nothing. Never rejects. */
  async discard(): Promise<void> {
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.leave();
    await rm(this.path, { force: true }).catch(() => undefined);
  }

  #count(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    for (const hash of this.#hashes.values()) hash.update(chunk);
  }

  /** One write is under way while the next bytes come. */
  async #flush(): Promise<void> {
    const chunks = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.#writing;
    if (chunks.length === 0) return;
    this.#writing = this.#write(chunks);
    // Heard of by whoever writes next, or finishes.
    this.#writing.catch(() => undefined);
  }

  async #write(chunks: readonly Uint8Array[]): Promise<void> {
    const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at, this.#written);
      at += bytesWritten;
      this.#written += bytesWritten;
    }
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#file.close();
  }
}

function startHashes(declared: Checksum | undefined): ReadonlyMap<ChecksumAlgorithm, Hash> {
  const algorithms = new Set<ChecksumAlgorithm>(["sha256", ...(declared === undefined ? [] : [declared.algorithm])]);
  return new Map([...algorithms].map((algorithm) => [algorithm, createHash(algorithm)]));
}

/** What a whole file comes to. */
export async function sumsOfFile(
  path: string,
  declared: Checksum | undefined,
): Promise<{ readonly bytes: number; readonly sha256: string; readonly declared?: string }> {
  const hashes = startHashes(declared);
  const file = await open(path, constants.O_RDONLY | NO_FOLLOW);
  let bytes = 0;
  try {
    await readChunks(file, (chunk) => {
      bytes += chunk.length;
      for (const hash of hashes.values()) hash.update(chunk);
    });
  } finally {
    await file.close();
  }
  const sum = declared === undefined ? undefined : hashes.get(declared.algorithm)?.copy().digest("hex");
  const sha256 = hashes.get("sha256")?.digest("hex") ?? "";
  return { bytes, sha256, ...(sum === undefined ? {} : { declared: sum }) };
}

/** A file from its start; the memory of a chunk is used again. */
async function readChunks(file: FileHandle, onChunk: (chunk: Uint8Array) => void): Promise<void> {
  const memory = new Uint8Array(WRITE_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(memory, 0, memory.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onChunk(memory.subarray(0, bytesRead));
  }
}
