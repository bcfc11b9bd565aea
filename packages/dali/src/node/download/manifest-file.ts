import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { DownloadError } from "../../download/errors.ts";
import { keyOf } from "../../download/item.ts";
import { type ManifestEntry, parseEntry, printEntry } from "../../download/manifest-entry.ts";
import { isDiskFull } from "./disk-space.ts";

/** How every line begins. */
const START = '{"url":';

/** What the manifest knows of a file that was begun or is whole; no more than is needed, as there may be a million. */
export type KnownFile = { readonly path: string } & (
  | { readonly status: "complete"; readonly bytes: number; readonly sha256: string }
  | { readonly status: "started"; readonly bytes?: number; readonly etag?: string; readonly lastModified?: string }
);

/**
 * What became of each file, as lines of JSON that are only ever added, whole lines at a time: a process may be killed at any moment, and
 * at worst the last line is torn, which the next run passes over. The last line about a file counts.
 */
export class ManifestFile {
  readonly path: string;
  readonly #known: ReadonlyMap<string, KnownFile>;
  readonly #file: FileHandle | undefined;
  #lines: string[] = [];
  #writing: Promise<void> | undefined;

  private constructor(path: string, known: ReadonlyMap<string, KnownFile>, file?: FileHandle) {
    this.path = path;
    this.#known = known;
    this.#file = file;
  }

  /** Opens a manifest to read and add to it. @throws DownloadError code DOWNLOAD_MANIFEST for a file that is none */
  static async open(path: string): Promise<ManifestFile> {
    const { known, isTorn } = await readManifest(path);
    const file = await open(path, "a", 0o644);
    // What is added must not become part of a torn line.
    if (isTorn) await file.appendFile("\n");
    return new ManifestFile(path, known, file);
  }

  /** The same for reading alone; one that is not there is empty. */
  static async look(path: string): Promise<ManifestFile> {
    return new ManifestFile(path, (await readManifest(path)).known);
  }

  get(key: string): KnownFile | undefined {
    return this.#known.get(key);
  }

  /** The places that files had when the run began, and whose they are. */
  *places(): Generator<readonly [path: string, key: string], void, undefined> {
    for (const [key, { path }] of this.#known) yield [path, key];
  }

  /** Adds a line; resolved when the system has it. @throws DownloadError code DOWNLOAD_SPACE, DOWNLOAD_MANIFEST: ends the run */
  async add(entry: ManifestEntry): Promise<void> {
    this.#lines.push(printEntry(entry));
    // Lines that come while others are written go together behind them.
    this.#writing ??= this.#write();
    await this.#writing.catch((failure: unknown) => {
      throw inManifest(failure, this.path);
    });
  }

  async close(): Promise<void> {
    await this.#writing?.catch(() => undefined);
    await this.#file?.close();
  }

  async #write(): Promise<void> {
    try {
      // Lines of the same moment.
      await Promise.resolve();
      while (this.#lines.length > 0) {
        const text = this.#lines.join("");
        this.#lines = [];
        await this.#file?.appendFile(text);
      }
    } finally {
      this.#writing = undefined;
    }
  }
}

function noManifest(path: string): DownloadError {
  return new DownloadError(
    "DOWNLOAD_MANIFEST",
    `${path} is no manifest of downloads, and is not added to. Name another file, or remove it.`,
  );
}

function inManifest(failure: unknown, path: string): DownloadError {
  const { code, message } = failure as NodeJS.ErrnoException;
  return new DownloadError(
    isDiskFull(code) ? "DOWNLOAD_SPACE" : "DOWNLOAD_MANIFEST",
    `The manifest ${path} cannot be written: ${message}.`,
    {},
    { cause: failure },
  );
}

async function readManifest(path: string): Promise<{ known: Map<string, KnownFile>; isTorn: boolean }> {
  const known = new Map<string, KnownFile>();
  const file = await open(path, "r").catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === "ENOENT") return undefined;
    throw failure;
  });
  if (file === undefined) return { known, isTorn: false };
  let isTorn = false;
  try {
    const status = await file.stat();
    // A pipe or device is written to alone.
    if (!status.isFile() || status.size === 0) return { known, isTorn };
    const first = await file.read(Buffer.alloc(START.length), 0, START.length, 0);
    // The first line may be torn, too.
    const [start = ""] = first.buffer.toString("latin1", 0, first.bytesRead).split("\n");
    if (!START.startsWith(start)) throw noManifest(path);
    const last = await file.read(Buffer.alloc(1), 0, 1, status.size - 1);
    isTorn = last.buffer[0] !== 0x0a;
  } finally {
    await file.close();
  }
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const entry = parseEntry(line);
    // A file that failed, or was left alone, keeps what was known: its part, or what is here of an earlier time.
    if (entry?.status === "complete" || entry?.status === "started") known.set(keyOf(entry), knownOf(entry));
  }
  return { known, isTorn };
}

function knownOf(entry: Extract<ManifestEntry, { status: "complete" | "started" }>): KnownFile {
  const { path, status } = entry;
  if (status === "complete") return { path, status, bytes: entry.bytes, sha256: entry.sha256 };
  const { bytes, etag, lastModified } = entry;
  return {
    path,
    status,
    ...(bytes === undefined ? {} : { bytes }),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}
