import type { Datatype, FieldMeta, LinkMeta, ValuesMeta } from "./field-meta.ts";
import { DATATYPES } from "./field-meta.ts";
import type { Layout } from "./layout.ts";
import { describeLayout, fitsLayout } from "./layout-datatype.ts";
import { isNumberedName } from "./unique-names.ts";

/** Attributes that are kept as they are, each under `vo:` and its own name. */
const PLAIN_KEYS = [
  "arraysize",
  "ID",
  "unit",
  "ucd",
  "utype",
  "xtype",
  "ref",
  "description",
  "width",
  "precision",
  "type",
] as const;

/**
 * Everything a FieldMeta says beside its name, as the string map that Arrow and Parquet keep with a column.
 *
 * Keys are `vo:datatype`, `vo:arraysize`, `vo:ID`, `vo:unit`, `vo:ucd`, `vo:utype`, `vo:xtype`, `vo:ref`,
 * `vo:description`, `vo:width`, `vo:precision` and `vo:type`, whose values are the attributes as written; `vo:values`,
 * `vo:links` and `vo:extra`, whose values are JSON; and `vo:null`, a copy of the first VALUES null for readers that know
 * nothing else of VALUES. Absent attributes have no key. `vo:name` is there when the column has to go by another name.
 * @param storedName - what the column is called where the metadata is kept (default: the field's name)
 */
export function fieldToMetadata(field: FieldMeta, storedName: string = field.name): Map<string, string> {
  const metadata = new Map<string, string>([["vo:datatype", field.datatype]]);
  for (const key of PLAIN_KEYS) {
    const value = field[key];
    if (value !== undefined) metadata.set(`vo:${key}`, value);
  }
  const nullText = field.values?.find((values) => values.null !== undefined)?.null;
  if (nullText !== undefined) metadata.set("vo:null", nullText);
  if (field.values !== undefined) metadata.set("vo:values", JSON.stringify(field.values));
  if (field.links !== undefined) metadata.set("vo:links", JSON.stringify(field.links));
  if (field.extra !== undefined) metadata.set("vo:extra", JSON.stringify(field.extra));
  if (storedName !== field.name) metadata.set("vo:name", field.name);
  return metadata;
}

/**
 * The way back from `fieldToMetadata`, for a column of `layout`.
 *
 * A column whose metadata has no `vo:datatype`, or one that its values have left behind (a column that was cast or
 * reshaped on its way keeps its metadata), gets the datatype and arraysize of its layout. JSON that does not parse is as
 * good as absent: other software may have written these keys. A `vo:name` counts while the column still has the name that
 * `uniqueNames` gave it: a column that was renamed keeps its new name.
 */
export function fieldFromMetadata(
  storedName: string,
  layout: Layout,
  metadata: ReadonlyMap<string, string>,
): FieldMeta {
  const plain: { -readonly [Key in (typeof PLAIN_KEYS)[number]]?: string } = {};
  for (const key of PLAIN_KEYS) {
    const value = metadata.get(`vo:${key}`);
    if (value !== undefined) plain[key] = value;
  }
  const datatype = metadata.get("vo:datatype");
  const { arraysize, ...attributes } = plain;
  const shape =
    isDatatype(datatype) && fitsLayout(datatype, arraysize, layout)
      ? { datatype, ...(arraysize !== undefined && { arraysize }) }
      : describeLayout(layout);
  const values = parsed(metadata.get("vo:values"), isList) as readonly ValuesMeta[] | undefined;
  const links = parsed(metadata.get("vo:links"), isList) as readonly LinkMeta[] | undefined;
  const extra = parsed(metadata.get("vo:extra"), isTextRecord) as Readonly<Record<string, string>> | undefined;
  const nullText = metadata.get("vo:null");
  const name = metadata.get("vo:name");
  return {
    name: name !== undefined && isNumberedName(storedName, name) ? name : storedName,
    ...shape,
    ...attributes,
    ...(values !== undefined ? { values } : nullText !== undefined && { values: [{ null: nullText }] }),
    ...(links !== undefined && { links }),
    ...(extra !== undefined && { extra }),
  };
}

/** Whether a text is one of the standard's datatypes, spelled as there. */
export function isDatatype(text: string | undefined): text is Datatype {
  return (DATATYPES as readonly (string | undefined)[]).includes(text);
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null);
}

function isTextRecord(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string")
  );
}

function parsed(json: string | undefined, isWanted: (value: unknown) => boolean): unknown {
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isWanted(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
