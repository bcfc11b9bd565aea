import { ArrowFormatError } from "../errors.ts";
import { type CheckedMessage, checkMessage, checkSchema, refuseTypes } from "./check-message.ts";
import { ExactReader } from "./exact-reader.ts";
import { FlatbufferTable } from "./flatbuffer-table.ts";
import { schemaMessageAround } from "./schema-message.ts";

/** The longest FlatBuffer that is believed: a schema of a hundred thousand columns has a tenth of it. */
const MAX_METADATA_BYTES = 256 * 1024 * 1024;

const CONTINUATION = -1;
/** "ARROW1" as the two little-endian integers that it starts with: four bytes, then two and padding. */
const MAGIC = { first: 0x4f525241, second: 0x3157 } as const;

/** A message of an IPC stream with its body, framed as version 1.0 of the format has it. */
export interface IpcMessage {
  /** Body and FlatBuffer start at multiples of 8 of the memory. */
  readonly bytes: Uint8Array;
  /** One of COMPRESSION, or a later format's; absent for a plain body. */
  readonly compression?: number;
}

/**
 * The messages of an IPC stream, or of the one inside an IPC file, up to the mark of its end, the schema first. One is kept
 * at a time, but for files that have their schema at the end alone: those are kept whole.
 * Returns the custom metadata of the footer, for a file.
 * @throws ArrowFormatError codes ARROW_FORMAT, ARROW_TRUNCATED
 */
export async function* readMessages(
  source: AsyncIterable<Uint8Array>,
  onBytes: (bytesRead: number) => void,
): AsyncGenerator<IpcMessage, ReadonlyMap<string, string>, void> {
  const reader = new ExactReader(source, onBytes);
  try {
    let word = await reader.int32OrEnd();
    if (word === undefined) throw new ArrowFormatError("ARROW_FORMAT", "There is nothing to read: no bytes at all.");
    const isFile = word === MAGIC.first;
    if (isFile) {
      const second = await reader.int32();
      if ((second & 0xffff) !== MAGIC.second) throw notArrow();
      word = await reader.int32();
    }
    let schemaCame = false;
    // apache-arrow's own writer leaves the schema out of the stream inside a file: its messages wait for the footer.
    const waiting: IpcMessage[] = [];
    while (word !== undefined) {
      const size: number = word === CONTINUATION ? await reader.int32() : word;
      if (size === 0) break;
      const started = schemaCame || waiting.length > 0;
      if (size < 0 || size > MAX_METADATA_BYTES) {
        throw started ? damaged(`a message claims ${size} bytes of metadata`) : notArrow();
      }
      const { isSchema, ...message } = await readMessage(reader, size, started);
      schemaCame ||= isSchema;
      if (schemaCame) yield message;
      else if (isFile) waiting.push(message);
      else throw damaged("it does not begin with a schema");
      // A stream may end without the mark of its end; a file may not.
      word = isFile ? await reader.int32() : await reader.int32OrEnd();
    }
    if (!isFile) return new Map();
    const footer = readFooter(await reader.rest(MAX_METADATA_BYTES));
    if (!schemaCame) {
      const schema = schemaMessageAround(footer.bytes, footer.schema);
      yield { bytes: framed(schema, new Uint8Array(prefixBytes(schema))) };
      yield* waiting;
    }
    return footer.metadata;
  } finally {
    await reader.close();
  }
}

async function readMessage(
  reader: ExactReader,
  size: number,
  started: boolean,
): Promise<IpcMessage & { readonly isSchema: boolean }> {
  const metadata = await reader.bytes(size, 0);
  let checked: CheckedMessage;
  try {
    checked = checkMessage(metadata);
    if (checked.schema !== undefined) refuseTypes(checked.schema);
  } catch (cause) {
    if (cause instanceof ArrowFormatError) throw cause;
    if (!started) throw notArrow(cause);
    throw damaged(cause instanceof Error ? cause.message : "a message does not decode", cause);
  }
  const body = await reader.bytes(checked.bodyBytes, prefixBytes(metadata));
  const { schema, compression } = checked;
  return {
    bytes: framed(metadata, body),
    isSchema: schema !== undefined,
    ...(compression !== undefined && { compression }),
  };
}

/** Bytes before the body: continuation mark, length, FlatBuffer, padding to a multiple of 8. */
function prefixBytes(metadata: Uint8Array): number {
  return 8 + Math.ceil(metadata.length / 8) * 8;
}

/** Puts mark, length and FlatBuffer before a body that has room for them. */
function framed(metadata: Uint8Array, roomAndBody: Uint8Array): Uint8Array {
  const view = new DataView(roomAndBody.buffer, roomAndBody.byteOffset, 8);
  view.setInt32(0, CONTINUATION, true);
  view.setInt32(4, prefixBytes(metadata) - 8, true);
  roomAndBody.set(metadata, 8);
  return roomAndBody;
}

interface Footer {
  readonly bytes: Uint8Array;
  /** Where in the bytes the schema is. */
  readonly schema: number;
  readonly metadata: ReadonlyMap<string, string>;
}

/** `rest` is what follows the end of the stream: the footer, its length, the magic again. */
function readFooter(rest: Uint8Array): Footer {
  const tail = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  if (rest.length < 10 || tail.getUint32(rest.length - 6, true) !== MAGIC.first) {
    throw new ArrowFormatError("ARROW_TRUNCATED", "The Arrow file has no end: its footer is cut off.");
  }
  try {
    const bytes = rest.subarray(0, rest.length - 10);
    const footer = FlatbufferTable.root(bytes);
    const schema = footer.table(1);
    if (schema === undefined) throw new RangeError("a footer has no schema");
    checkSchema(schema, bytes.length);
    refuseTypes(schema);
    const metadata = new Map(footer.tables(4).map((pair) => [pair.string(0) ?? "", pair.string(1) ?? ""]));
    return { bytes, schema: schema.place, metadata };
  } catch (cause) {
    if (cause instanceof ArrowFormatError) throw cause;
    throw damaged("its footer does not decode", cause);
  }
}

function notArrow(cause?: unknown): ArrowFormatError {
  return new ArrowFormatError("ARROW_FORMAT", "This is neither an Arrow IPC file nor an Arrow IPC stream.", { cause });
}

function damaged(what: string, cause?: unknown): ArrowFormatError {
  return new ArrowFormatError("ARROW_FORMAT", `The Arrow data is damaged: ${what}.`, { cause });
}
