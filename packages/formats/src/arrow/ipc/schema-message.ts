import {
  type ArrowType,
  type Field,
  fieldToMetadata,
  type Layout,
  standsFor,
  type TimeUnit,
  uniqueNames,
} from "@armillary/columns";
import { FlatbufferBuilder, type Slot } from "./flatbuffer.ts";

/** Keys and values that go with a schema or a file. */
export type KeyValues = ReadonlyMap<string, string>;

/** MetadataVersion V5, that of Arrow 1.0 and later. */
const VERSION: Slot = { as: "int16", value: 4 };

/** Members of the union MessageHeader. */
export const MESSAGE_HEADER = { schema: 1, recordBatch: 3 } as const;

/** A column to be written: a field, and the Arrow type of its single values where its layout does not say it. */
export interface IpcField extends Field {
  readonly arrowType?: ArrowType;
  /** Keys of its metadata beside those of the VO. */
  readonly arrowMetadata?: KeyValues;
}

/** Members of the union Type that columns are written as. */
const TYPE = {
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  list: 12,
  fixedSizeBinary: 15,
  fixedSizeList: 16,
  duration: 18,
} as const;

const TIME_UNIT = { s: 0, ms: 1, us: 2, ns: 3 } as const;

/** Precision: HALF is 0. */
const PRECISION = { 32: 1, 64: 2 } as const;

/** Where one record batch lies in a file. */
export interface Block {
  readonly offset: number;
  /** Bytes from the continuation mark to the body. */
  readonly metadataBytes: number;
  readonly bodyBytes: number;
}

/** The FlatBuffer of a Message that holds a Schema (Arrow columnar format, "Serialization and IPC"). */
export function schemaMessage(fields: readonly IpcField[], metadata: KeyValues): Uint8Array {
  const builder = new FlatbufferBuilder();
  const schema = addSchema(builder, fields, metadata);
  return builder.finish(addMessage(builder, MESSAGE_HEADER.schema, schema, 0));
}

/**
 * The FlatBuffer of a Message whose Schema lies in another FlatBuffer, at `place`: the one is put before the other, and
 * the distances within it stay as they are.
 */
export function schemaMessageAround(flatbuffer: Uint8Array, schemaPlace: number): Uint8Array {
  const builder = new FlatbufferBuilder();
  const message = builder.finish(addMessage(builder, MESSAGE_HEADER.schema, -schemaPlace, 0));
  const whole = new Uint8Array(message.length + flatbuffer.length);
  whole.set(message);
  whole.set(flatbuffer, message.length);
  return whole;
}

/** The FlatBuffer of the Footer that ends a file. */
export function footer(
  fields: readonly IpcField[],
  metadata: KeyValues,
  blocks: readonly Block[],
  fileMetadata: KeyValues,
): Uint8Array {
  const builder = new FlatbufferBuilder();
  const schema = addSchema(builder, fields, metadata);
  // Block is a struct of int64, int32 and padding, int64: little-endian, so the int32 may be written as an int64.
  const words = blocks.flatMap(({ offset, metadataBytes, bodyBytes }) => [offset, metadataBytes, bodyBytes]);
  const recordBatches = builder.structs(words, 3);
  const dictionaries = builder.structs([], 3);
  const custom = addKeyValues(builder, fileMetadata);
  return builder.finish(builder.table([VERSION, place(schema), place(dictionaries), place(recordBatches), custom]));
}

/** Adds the root table Message around a header. */
export function addMessage(builder: FlatbufferBuilder, kind: number, header: number, bodyBytes: number): number {
  return builder.table([VERSION, { as: "byte", value: kind }, place(header), { as: "int64", value: bodyBytes }]);
}

function addSchema(builder: FlatbufferBuilder, fields: readonly IpcField[], metadata: KeyValues): number {
  // Arrow knows columns by their place, but many of its readers by their names.
  const names = uniqueNames(fields.map((field) => field.name));
  const places = fields.map((field, index) => {
    const name = names[index] as string;
    const metadata = new Map([...(field.arrowMetadata ?? []), ...fieldToMetadata(field, name)]);
    return addField(builder, name, field.layout, metadata, field.arrowType);
  });
  const children = builder.vector(places);
  const custom = addKeyValues(builder, metadata);
  const littleEndian: Slot = { as: "int16", value: 0 };
  return builder.table([littleEndian, place(children), custom]);
}

function addField(
  builder: FlatbufferBuilder,
  name: string,
  layout: Layout,
  metadata: KeyValues,
  arrowType: ArrowType | undefined,
): number {
  const isLeaf = arrowType !== undefined && standsFor(layout, arrowType);
  const items =
    !isLeaf && (layout.kind === "list" || layout.kind === "fixed")
      ? [addField(builder, "item", layout.item, new Map(), arrowType)]
      : [];
  const children = builder.vector(items);
  const custom = addKeyValues(builder, metadata);
  const label = builder.string(name);
  const { kind, table } = isLeaf ? addArrowType(builder, arrowType) : addType(builder, layout);
  const nullable: Slot = { as: "byte", value: 1 };
  const dictionary = undefined;
  return builder.table([
    place(label),
    nullable,
    { as: "byte", value: kind },
    place(table),
    dictionary,
    place(children),
    custom,
  ]);
}

interface AddedType {
  readonly kind: number;
  readonly table: number;
}

function addType(builder: FlatbufferBuilder, layout: Layout): AddedType {
  switch (layout.kind) {
    case "bool":
      return { kind: TYPE.bool, table: builder.table([]) };
    case "int": {
      const bits: Slot = { as: "int32", value: layout.bits };
      return { kind: TYPE.int, table: builder.table([bits, { as: "byte", value: layout.signed ? 1 : 0 }]) };
    }
    case "float":
      return { kind: TYPE.float, table: builder.table([{ as: "int16", value: PRECISION[layout.bits] }]) };
    case "utf8":
      return { kind: TYPE.utf8, table: builder.table([]) };
    case "list":
      return { kind: TYPE.list, table: builder.table([]) };
    case "fixed":
      return { kind: TYPE.fixedSizeList, table: builder.table([{ as: "int32", value: layout.size }]) };
  }
}

/** Tables of Schema.fbs; a slot that has its default is written as well. */
function addArrowType(builder: FlatbufferBuilder, type: ArrowType): AddedType {
  switch (type.kind) {
    case "int":
      return addType(builder, type);
    case "half":
      return { kind: TYPE.float, table: builder.table([{ as: "int16", value: 0 }]) };
    case "date":
      return { kind: TYPE.date, table: builder.table([{ as: "int16", value: type.unit === "day" ? 0 : 1 }]) };
    case "time": {
      const bits: Slot = { as: "int32", value: type.unit === "s" || type.unit === "ms" ? 32 : 64 };
      return { kind: TYPE.time, table: builder.table([unitSlot(type.unit), bits]) };
    }
    case "timestamp": {
      const zone = type.zone === "" ? undefined : place(builder.string(type.zone));
      return { kind: TYPE.timestamp, table: builder.table([unitSlot(type.unit), zone]) };
    }
    case "duration":
      return { kind: TYPE.duration, table: builder.table([unitSlot(type.unit)]) };
    case "decimal": {
      const { precision, scale, bits } = type;
      const slots = [precision, scale, bits].map((value): Slot => ({ as: "int32", value }));
      return { kind: TYPE.decimal, table: builder.table(slots) };
    }
    case "binary":
      return { kind: TYPE.binary, table: builder.table([]) };
    case "fixedBinary":
      return { kind: TYPE.fixedSizeBinary, table: builder.table([{ as: "int32", value: type.bytes }]) };
    case "uuid":
      return { kind: TYPE.fixedSizeBinary, table: builder.table([{ as: "int32", value: 16 }]) };
  }
}

function unitSlot(unit: TimeUnit): Slot {
  return { as: "int16", value: TIME_UNIT[unit] };
}

function addKeyValues(builder: FlatbufferBuilder, entries: KeyValues): Slot | undefined {
  if (entries.size === 0) return undefined;
  const pairs = Array.from(entries, ([key, value]) => {
    const keyPlace = builder.string(key);
    const valuePlace = builder.string(value);
    return builder.table([place(keyPlace), place(valuePlace)]);
  });
  return place(builder.vector(pairs));
}

function place(value: number): Slot {
  return { as: "place", value };
}
