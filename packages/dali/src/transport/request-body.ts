import { DalError } from "../errors.ts";
import type { Part } from "./types.ts";

/** What a request carries, ready to go. */
export interface RequestBody {
  readonly contentType: string;
  /** Undefined for a stream whose length is not known. */
  readonly sizeBytes?: number;
  /** Whether `open` works more than once. */
  readonly isRepeatable: boolean;
  open(): Uint8Array | AsyncIterable<Uint8Array>;
}

const encoder = new TextEncoder();

/** Parameters as an HTML form sends them, in their order, repeated names kept (DALI 1.1, section 3). */
export function formBody(parameters: Iterable<readonly [string, string]>): RequestBody {
  const bytes = encoder.encode(new URLSearchParams([...parameters].map(([name, value]) => [name, value])).toString());
  return {
    contentType: "application/x-www-form-urlencoded",
    sizeBytes: bytes.length,
    isRepeatable: true,
    open: () => bytes,
  };
}

/** A JSON document as it is. */
export function jsonBody(json: string): RequestBody {
  const bytes = encoder.encode(json);
  return { contentType: "application/json", sizeBytes: bytes.length, isRepeatable: true, open: () => bytes };
}

/** What is collected before sending rather than streamed: in one piece, with a Content-Length. */
const SMALL_BYTES = 256 * 1024;

/** A body of several parts (RFC 7578): parameters first, then `parts` in their order. */
export function multipartBody(parameters: Iterable<readonly [string, string]>, parts: readonly Part[]): RequestBody {
  const fields = [...parameters].map(([name, value]): Part => ({ name, body: value }));
  const boundary = makeBoundary();
  const pieces = [...fields, ...parts].map((part, index) => ({
    part,
    head: encoder.encode(`${index === 0 ? "" : "\r\n"}--${boundary}\r\n${headOf(part)}\r\n`),
  }));
  const tail = encoder.encode(`${pieces.length === 0 ? "" : "\r\n"}--${boundary}--\r\n`);

  const sizes = pieces.map(({ part, head }) => head.length + (sizeOf(part) ?? Number.NaN));
  const size = sizes.reduce((sum, one) => sum + one, tail.length);
  const isRepeatable = pieces.every(({ part }) => isInMemory(part.body) || typeof part.body === "function");
  const isSmall = size <= SMALL_BYTES && pieces.every(({ part }) => isInMemory(part.body));
  let opened = false;

  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    isRepeatable,
    ...(Number.isNaN(size) ? {} : { sizeBytes: size }),
    open() {
      if (opened && !isRepeatable) throw new DalError("DAL_USAGE", "A body that streams once cannot be sent again.");
      opened = true;
      return isSmall ? joinPieces(pieces, tail) : stream(pieces, tail);
    },
  };
}

function headOf({ name, filename, contentType, body }: Part): string {
  const type =
    contentType ?? (filename === undefined && typeof body === "string" ? undefined : "application/octet-stream");
  if (type !== undefined && !/^[\x20-\x7e]+$/.test(type))
    throw new DalError("DAL_USAGE", `"${type}" is no media type.`);
  const file = filename === undefined ? "" : `; filename="${escapeName(filename)}"`;
  return `Content-Disposition: form-data; name="${escapeName(name)}"${file}\r\n${type === undefined ? "" : `Content-Type: ${type}\r\n`}`;
}

/** As browsers do (HTML, "multipart/form-data encoding algorithm"). */
function escapeName(name: string): string {
  return name.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22");
}

/** Not crypto.randomUUID, which browsers have on secure pages alone. */
function makeBoundary(): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return `armillary-${[...random].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function isInMemory(body: Part["body"]): body is string | Uint8Array {
  return typeof body === "string" || body instanceof Uint8Array;
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? encoder.encode(body) : body;
}

function sizeOf({ body, sizeBytes }: Part): number | undefined {
  return isInMemory(body) ? bytesOf(body).length : sizeBytes;
}

type Pieces = readonly { readonly part: Part; readonly head: Uint8Array }[];

function joinPieces(pieces: Pieces, tail: Uint8Array): Uint8Array {
  const all = [...pieces.flatMap(({ part, head }) => [head, bytesOf(part.body as string | Uint8Array)]), tail];
  const joined = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const bytes of all) {
    joined.set(bytes, offset);
    offset += bytes.length;
  }
  return joined;
}

/** @throws DalError code DAL_USAGE where a part has not the size that was said: the request would never end, or spill over */
async function* stream(pieces: Pieces, tail: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (const { part, head } of pieces) {
    yield head;
    if (isInMemory(part.body)) {
      yield bytesOf(part.body);
      continue;
    }
    let sent = 0;
    for await (const chunk of readPart(part, part.body)) {
      sent += chunk.length;
      yield chunk;
    }
    if (part.sizeBytes !== undefined && sent !== part.sizeBytes) {
      throw new DalError(
        "DAL_USAGE",
        `The part "${part.name}" has ${sent} bytes where ${part.sizeBytes} were announced.`,
      );
    }
  }
  yield tail;
}

/** @throws DalError code DAL_USAGE where the table that is uploaded cannot be read: that is no fault of the network */
async function* readPart(
  { name }: Part,
  body: AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>),
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* typeof body === "function" ? body() : body;
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new DalError("DAL_USAGE", `The part "${name}" cannot be sent: ${reason}`, {}, { cause: thrown });
  }
}
