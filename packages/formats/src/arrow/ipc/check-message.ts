import { ArrowFormatError } from "../errors.ts";
import { FlatbufferTable } from "./flatbuffer-table.ts";

/** How the bodies of messages may be compressed, as the numbers of the enum CompressionType. */
export const COMPRESSION = { lz4Frame: 0, zstd: 1 } as const;

/** Rows or items of one column of one batch: Arrow keeps to what other languages count with. */
const MAX_LENGTH = 0x7fff_ffff;
const MAX_NESTING = 64;

export interface CheckedMessage {
  /** Of a message that is one. */
  readonly schema?: FlatbufferTable;
  readonly bodyBytes: number;
  /** One of COMPRESSION, or a later format's; absent for a plain body. */
  readonly compression?: number;
}

/**
 * Looks through a Message before apache-arrow does, which takes every count and place for true: a damaged one would
 * have it build columns until memory ends.
 * @throws RangeError saying what is wrong
 */
export function checkMessage(bytes: Uint8Array): CheckedMessage {
  const message = FlatbufferTable.root(bytes);
  const kind = message.byte(1);
  const header = message.table(2);
  const bodyBytes = message.int64(3) ?? 0;
  if (header === undefined) throw new RangeError("a message has no header");
  if (!Number.isSafeInteger(bodyBytes) || bodyBytes < 0) throw new RangeError(`a message claims ${bodyBytes} bytes`);
  switch (kind) {
    case 1:
      checkSchema(header, bytes.length);
      return { schema: header, bodyBytes };
    case 2: {
      const batch = header.table(1);
      if (batch === undefined) throw new RangeError("a dictionary has no values");
      return { bodyBytes, ...checkRecordBatch(batch, bodyBytes) };
    }
    case 3:
      return { bodyBytes, ...checkRecordBatch(header, bodyBytes) };
    default:
      throw new RangeError(`a message is of unknown kind ${kind}`);
  }
}

/** @throws RangeError for a schema that leads out of its bytes or has more fields than they can hold */
export function checkSchema(schema: FlatbufferTable, bytes: number): void {
  // Tables may be pointed to more than once: without a count, few bytes could say very many fields.
  let fieldsLeft = bytes / 8;
  const checkField = (field: FlatbufferTable, nesting: number): void => {
    if (--fieldsLeft < 0 || nesting > MAX_NESTING)
      throw new RangeError("the schema has more fields than room for them");
    field.string(0);
    if (field.table(3) === undefined) throw new RangeError("a field has no type");
    field.table(4)?.table(1);
    checkKeyValues(field.tables(6));
    for (const child of field.tables(5)) checkField(child, nesting + 1);
  };
  for (const field of schema.tables(1)) checkField(field, 0);
  checkKeyValues(schema.tables(2));
}

/** Members of the union Type that apache-arrow does not know, and would take for damage. */
const NOT_READ: Readonly<Record<number, readonly [name: string, advice: string]>> = {
  22: ["run-end encoded", "Write it decoded: pyarrow.compute.run_end_decode does that."],
  25: ["a list view", "Write it as a list: pyarrow's cast(pyarrow.list_(...)) does that."],
  26: ["a large list view", "Write it as a list: pyarrow's cast(pyarrow.list_(...)) does that."],
};

/**
 * Tells of a column whose type is not read here.
 * @param schema - one that `checkSchema` has found sound
 * @throws ArrowFormatError code ARROW_NOT_READ naming the column
 */
export function refuseTypes(schema: FlatbufferTable): void {
  for (const field of schema.tables(1)) {
    const column = field.string(0) ?? "";
    const refuse = (within: FlatbufferTable): void => {
      const [name, advice] = NOT_READ[within.byte(2) ?? 0] ?? [];
      if (name !== undefined) {
        throw new ArrowFormatError("ARROW_NOT_READ", `Column "${column}" is ${name}, which is not read. ${advice}`, {
          column,
        });
      }
      for (const child of within.tables(5)) refuse(child);
    };
    refuse(field);
  }
}

function checkKeyValues(pairs: readonly FlatbufferTable[]): void {
  for (const pair of pairs) {
    pair.string(0);
    pair.string(1);
  }
}

function checkRecordBatch(batch: FlatbufferTable, bodyBytes: number): Pick<CheckedMessage, "compression"> {
  const lengths = [batch.int64(0) ?? 0, ...batch.structs(1, 2)];
  const wrongLength = lengths.find((length) => length < 0 || length > MAX_LENGTH);
  if (wrongLength !== undefined) throw new RangeError(`a batch claims ${wrongLength} rows`);
  const regions = batch.structs(2, 2);
  for (let index = 0; index < regions.length; index += 2) {
    const offset = regions[index] as number;
    const length = regions[index + 1] as number;
    if (offset < 0 || length < 0 || offset + length > bodyBytes) {
      throw new RangeError(`a buffer at ${offset} of ${length} bytes lies outside the ${bodyBytes} bytes of its batch`);
    }
  }
  const compression = batch.table(3);
  return compression === undefined ? {} : { compression: compression.byte(0) ?? COMPRESSION.lz4Frame };
}
