import {
  type ArrowType,
  type Field,
  type FieldMeta,
  fieldFromMetadata,
  fieldToMetadata,
  isDatatype,
  type Layout,
  withAnnouncedSizes,
  withArrowLinks,
} from "@armillary/columns";
import type { Diagnostic } from "@armillary/votable";
import { type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree } from "hyparquet";
import { type ArrowColumn, readArrowSchema, withListSizes } from "./arrow-schema.ts";
import { ParquetError } from "./errors.ts";
import { type Leaf, leafOfElement } from "./leaf.ts";
import { ARROW_SCHEMA_KEY } from "./metadata-keys.ts";
import type { PrimitiveType } from "./values.ts";

/** One column of a table, and how it lies in the file. */
export interface ParquetColumn {
  readonly field: Field;
  readonly leaf: Leaf;
  readonly primitive: PrimitiveType;
  /** Place of its chunk among those of a row group. */
  readonly chunk: number;
  readonly nesting: Nesting;
  readonly diagnostics: readonly Diagnostic[];
}

/** The definition levels at which the parts of a nested value begin to be there (Parquet format, "Nested Encoding"). */
export interface Nesting {
  /** The lists around a value, outermost first. */
  readonly lists: readonly ListLevels[];
  /** From here on there is a place for a value; at `maxDefinition` there is a value. */
  readonly place: number;
  readonly maxDefinition: number;
}

export interface ListLevels {
  /** From here on there is a place for the list; below `present` it is null. */
  readonly place: number;
  readonly present: number;
  /** From here on the list has an item. */
  readonly item: number;
}

/** A top-level column before anything is known of its values. */
export interface NamedColumn {
  readonly name: string;
  /** Its VOTable field or what Arrow's schema keeps of it. */
  readonly metadata: ReadonlyMap<string, string>;
  /** @throws ParquetError code PARQUET_TYPE for maps, structs and types unknown */
  describe(): ParquetColumn;
}

/**
 * The columns that a file's metadata tell of.
 * @param votableFields - the FIELDs of the VOTable document that the file keeps, if it does
 */
export function readSchema(metadata: FileMetaData, votableFields: readonly FieldMeta[]): NamedColumn[] {
  const { children } = parquetSchema(metadata);
  const arrowSchema = metadata.key_value_metadata?.find(({ key }) => key === ARROW_SCHEMA_KEY)?.value;
  const arrowColumns = arrowSchema === undefined ? undefined : readArrowSchema(arrowSchema);
  let chunk = 0;
  return children.map((tree, index): NamedColumn => {
    const { name } = tree.element;
    const arrow = placed(arrowColumns, name, index, children.length);
    const votable = placed(votableFields, name, index, children.length);
    const own = arrow?.metadata ?? new Map<string, string>();
    // Written here, and then exact: a valid document has no place for all that a FIELD of the world may say.
    const about = votable === undefined || own.has("vo:datatype") ? own : fieldToMetadata(votable, name);
    const first = chunk;
    chunk += leafCount(tree);
    return { name, metadata: about, describe: () => describeColumn(tree, first, about, arrow) };
  });
}

function leafCount({ children }: SchemaTree): number {
  return children.length === 0 ? 1 : children.reduce((sum, child) => sum + leafCount(child), 0);
}

/** The entry for a column: that in its place if the names agree, else the first of its name. */
function placed<Named extends { readonly name: string }>(
  list: readonly Named[] | undefined,
  name: string,
  index: number,
  count: number,
): Named | undefined {
  const here = list?.[index];
  // A VOTable has the names that the columns had before they were told apart.
  if (here !== undefined && (here.name === name || (list?.length === count && name.startsWith(`${here.name}_`))))
    return here;
  return list?.find((entry) => entry.name === name);
}

function describeColumn(
  tree: SchemaTree,
  chunk: number,
  metadata: ReadonlyMap<string, string>,
  arrow: ArrowColumn | undefined,
): ParquetColumn {
  const { name } = tree.element;
  const { element, ...nesting } = nestingOf(tree, 0, name);
  let leaf = leafOfElement(element);
  const { type, type_length: typeLength = 0 } = element;
  if (leaf === undefined || type === undefined) throw withoutPlace(name, "a type");
  // Some writers annotate no text at all: then its description decides.
  const isText = /^(char|unicodeChar)$/.test(metadata.get("vo:datatype") ?? "");
  if (isText && type === "BYTE_ARRAY" && leaf.layout.kind === "list") leaf = { layout: { kind: "utf8" } };
  let layout: Layout = leaf.layout;
  for (const _list of nesting.lists) layout = { kind: "list", item: layout };
  if (nesting.lists.length > 0) {
    layout = withListSizes(layout, arrow?.listSizes ?? []);
    const datatype = metadata.get("vo:datatype");
    if (isDatatype(datatype)) layout = withAnnouncedSizes(datatype, metadata.get("vo:arraysize"), layout);
  }

  // The xtypes of DALI that are meant here are of one string.
  const implied = leaf.xtype === undefined || nesting.lists.length > 0 ? [] : ([["vo:xtype", leaf.xtype]] as const);
  const described = { ...fieldFromMetadata(name, layout, new Map([...implied, ...metadata])), layout };
  const field = withArrowLinks(described, missingType(leaf, metadata, arrow?.timeZone), metadata);
  const [code, message] = leaf.remark ?? [];
  const diagnostics = code === undefined ? [] : [{ code, message: `"${name}": ${message}`, count: 1 }];
  return { field, leaf, primitive: { type, typeLength }, chunk, nesting, diagnostics };
}

/** The Arrow type to be kept for the way back; integers of a field of the VO have the width that they were given. */
function missingType(
  { layout, arrowType }: Leaf,
  metadata: ReadonlyMap<string, string>,
  timeZone: string | undefined,
): ArrowType | undefined {
  if (arrowType?.kind === "timestamp" && arrowType.zone !== "" && timeZone) return { ...arrowType, zone: timeZone };
  if (arrowType !== undefined || layout.kind !== "int" || metadata.has("vo:datatype")) return arrowType;
  return layout.signed === (layout.bits !== 8) ? undefined : layout;
}

/** The lists around the values of a column, and the element of the values themselves. */
function nestingOf(
  { element, children }: SchemaTree,
  place: number,
  name: string,
): Nesting & { readonly element: SchemaElement } {
  const present = element.repetition_type === "OPTIONAL" ? place + 1 : place;
  if (children.length === 0) {
    if (element.repetition_type !== "REPEATED") return { element, lists: [], place, maxDefinition: present };
    // A list without a group around it.
    const item = place + 1;
    return { element, lists: [{ place, present: place, item }], place: item, maxDefinition: item };
  }
  const [repeated] = children;
  if (!isList(element) || children.length > 1 || repeated === undefined) throw withoutPlace(name, "a map or a struct");
  if (repeated.element.repetition_type !== "REPEATED" || repeated.children.length > 1) {
    throw withoutPlace(name, "a list of structs");
  }
  const item = present + 1;
  const list: ListLevels = { place, present, item };
  // Lists have three levels, of which old writers leave out the middle one.
  const [inner] = repeated.children;
  if (inner === undefined) return { element: repeated.element, lists: [list], place: item, maxDefinition: item };
  const within = nestingOf(inner, item, name);
  return { ...within, lists: [list, ...within.lists] };
}

function isList({ converted_type, logical_type }: SchemaElement): boolean {
  return converted_type === "LIST" || logical_type?.type === "LIST";
}

function withoutPlace(column: string, what: string): ParquetError {
  const message = `Column "${column}" is ${what} that has no place in a table of the VO: leave it out or flatten it.`;
  return new ParquetError("PARQUET_TYPE", message, { column });
}
