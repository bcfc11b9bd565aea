import { DalError } from "@armillary/dali";
import type { RandomAccess } from "@armillary/formats";

/** A file within a ZIP, as the directory at its end describes it (APPNOTE 4.3.12). */
export interface ZipEntry {
  /** As written: may be anything. */
  readonly name: string;
  readonly isFolder: boolean;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header is. */
  readonly offset: number;
}

const END = { signature: 0x06054b50, bytes: 22 };
const ZIP64_LOCATOR = { signature: 0x07064b50, bytes: 20 };
const ZIP64_END = { signature: 0x06064b50, bytes: 56 };
const HEADER = { signature: 0x02014b50, bytes: 46 };
/** The end may have a comment of so many bytes behind it. */
const MOST_COMMENT_BYTES = 0xffff;
/** Stands for a number that is in the ZIP64 extra field. */
const IN_ZIP64 = 0xffffffff;
const ZIP64_FIELD = 1;
const ENCRYPTED = 1;
const UTF8 = 1 << 11;
/** No cutout has as many files; a directory that says so is not to fill the memory. */
const MOST_ENTRIES = 100_000;
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024;

/**
 * Reads the directory of a ZIP.
 * @throws DalError code DAL_FORMAT for what is no ZIP, or was cut short; DAL_LIMIT for too many files
 * @see APPNOTE 6.3.10, sections 4.3.12 to 4.3.16
 */
export async function readZipDirectory(access: RandomAccess, url: string): Promise<readonly ZipEntry[]> {
  const { entries, start, bytes } = await findDirectory(access, url);
  if (entries > MOST_ENTRIES || bytes > MOST_DIRECTORY_BYTES) {
    throw new DalError("DAL_LIMIT", `${url} sent a ZIP of ${entries} files; at most ${MOST_ENTRIES} are unpacked.`, {
      url,
    });
  }
  if (start < 0 || start + bytes > access.byteLength) throw damaged(url, "its directory lies outside of it");
  const view = new DataView(await access.slice(start, start + bytes));
  const found: ZipEntry[] = [];
  let at = 0;
  while (found.length < entries) {
    if (at + HEADER.bytes > view.byteLength || view.getUint32(at, true) !== HEADER.signature) {
      throw damaged(url, `its directory ends after ${found.length} of ${entries} files`);
    }
    const { entry, next } = readHeader(view, at, url);
    found.push(entry);
    at = next;
  }
  return found;
}

interface Directory {
  readonly entries: number;
  readonly start: number;
  readonly bytes: number;
}

async function findDirectory(access: RandomAccess, url: string): Promise<Directory> {
  const from = Math.max(0, access.byteLength - END.bytes - MOST_COMMENT_BYTES - ZIP64_LOCATOR.bytes);
  const tail = new DataView(await access.slice(from));
  for (let at = tail.byteLength - END.bytes; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END.signature) continue;
    // Within a comment the signature may stand by chance: then the comment's length does not fit.
    if (at + END.bytes + tail.getUint16(at + 20, true) !== tail.byteLength) continue;
    const directory = {
      entries: tail.getUint16(at + 10, true),
      bytes: tail.getUint32(at + 12, true),
      start: tail.getUint32(at + 16, true),
    };
    const locator = at - ZIP64_LOCATOR.bytes;
    if (locator < 0 || tail.getUint32(locator, true) !== ZIP64_LOCATOR.signature) return directory;
    return readZip64End(access, Number(tail.getBigUint64(locator + 8, true)), url);
  }
  throw damaged(url, "it has no directory at its end");
}

async function readZip64End(access: RandomAccess, at: number, url: string): Promise<Directory> {
  if (at + ZIP64_END.bytes > access.byteLength) throw damaged(url, "its directory lies outside of it");
  const view = new DataView(await access.slice(at, at + ZIP64_END.bytes));
  if (view.getUint32(0, true) !== ZIP64_END.signature) throw damaged(url, "its directory is not where it says");
  return {
    entries: Number(view.getBigUint64(32, true)),
    bytes: Number(view.getBigUint64(40, true)),
    start: Number(view.getBigUint64(48, true)),
  };
}

function readHeader(view: DataView, at: number, url: string): { readonly entry: ZipEntry; readonly next: number } {
  const flags = view.getUint16(at + 8, true);
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const nameStart = at + HEADER.bytes;
  const next = nameStart + nameBytes + extraBytes + view.getUint16(at + 32, true);
  if (next > view.byteLength) throw damaged(url, "its directory is cut short");
  const raw = new Uint8Array(view.buffer, view.byteOffset + nameStart, nameBytes);
  const name = new TextDecoder((flags & UTF8) === 0 ? "latin1" : "utf-8").decode(raw);
  if ((flags & ENCRYPTED) !== 0) throw damaged(url, `${JSON.stringify(name)} in it is encrypted`);
  const wide = readWide(view, nameStart + nameBytes, extraBytes);
  // In this order, and only those that are not in the header itself.
  const bytes = pick(view.getUint32(at + 24, true), wide);
  const packedBytes = pick(view.getUint32(at + 20, true), wide);
  const offset = pick(view.getUint32(at + 42, true), wide);
  if (bytes === undefined || packedBytes === undefined || offset === undefined) {
    throw damaged(url, `${JSON.stringify(name)} in it has no length`);
  }
  const isFolder = name.endsWith("/");
  const method = view.getUint16(at + 10, true);
  return { entry: { name, isFolder, method, crc32: view.getUint32(at + 16, true), packedBytes, bytes, offset }, next };
}

/** The numbers of the ZIP64 extra field, in their order. */
function readWide(view: DataView, start: number, length: number): number[] {
  for (let at = start; at + 4 <= start + length; ) {
    const [id, bytes] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (id === ZIP64_FIELD) {
      const count = Math.min(Math.floor(bytes / 8), Math.floor((start + length - at - 4) / 8));
      return Array.from({ length: count }, (_, index) => Number(view.getBigUint64(at + 4 + index * 8, true)));
    }
    at += 4 + bytes;
  }
  return [];
}

function pick(number: number, wide: number[]): number | undefined {
  return number === IN_ZIP64 ? wide.shift() : number;
}

export function damaged(url: string, how: string): DalError {
  return new DalError("DAL_FORMAT", `${url} sent a ZIP that cannot be read: ${how}. Asking again may help.`, { url });
}
