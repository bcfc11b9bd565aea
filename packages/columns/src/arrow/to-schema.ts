import {
  Field as ArrowField,
  Bool,
  type DataType,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  Schema,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import { arrowMetadataOf } from "../arrow-links.ts";
import type { Field } from "../batch.ts";
import { fieldToMetadata } from "../field-metadata.ts";
import type { IntLayout, Layout } from "../layout.ts";
import { uniqueNames } from "../unique-names.ts";

/**
 * The Arrow schema of columns: every field nullable, everything else that is known of a field in its metadata under `vo:`
 * keys. Names that repeat are told apart by `uniqueNames`: apache-arrow mixes up columns of one name.
 * @param metadata - goes into the schema's own metadata
 */
export function toArrowSchema(fields: readonly Field[], metadata?: ReadonlyMap<string, string>): Schema {
  const names = uniqueNames(fields.map((field) => field.name));
  const arrowFields = fields.map((field, index) => {
    const name = names[index] as string;
    const metadata = new Map([...arrowMetadataOf(field, false), ...fieldToMetadata(field, name)]);
    return new ArrowField(name, toArrowType(field.layout), true, metadata);
  });
  return new Schema(arrowFields, new Map(metadata));
}

/** The Arrow type of a layout; items of lists are nullable and named `item`. */
export function toArrowType(layout: Layout): DataType {
  switch (layout.kind) {
    case "bool":
      return new Bool();
    case "int":
      return toIntType(layout);
    case "float":
      return layout.bits === 32 ? new Float32() : new Float64();
    case "utf8":
      return new Utf8();
    case "list":
      return new List(new ArrowField("item", toArrowType(layout.item), true));
    case "fixed":
      return new FixedSizeList(layout.size, new ArrowField("item", toArrowType(layout.item), true));
  }
}

function toIntType({ bits, signed }: IntLayout): DataType {
  switch (bits) {
    case 8:
      return signed ? new Int8() : new Uint8();
    case 16:
      return signed ? new Int16() : new Uint16();
    case 32:
      return signed ? new Int32() : new Uint32();
    case 64:
      return signed ? new Int64() : new Uint64();
  }
}
