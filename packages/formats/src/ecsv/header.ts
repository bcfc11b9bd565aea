import { type Field, type FieldMeta, fieldFromMetadata } from "@armillary/columns";
import type { Reports } from "../cells/reports.ts";
import { type ColumnType, parseArrayType, parseColumnType, unflattened } from "./column-type.ts";
import { EcsvError } from "./errors.ts";
import { jsonOf, listIn, mapIn, parseYaml, textIn, type YamlMap, type YamlTree } from "./yaml-tree.ts";

/** What the lines before the rows say. */
export interface EcsvHeader {
  readonly delimiter: " " | ",";
  readonly columns: readonly EcsvColumn[];
  /** The table's `meta`, where it is a map. */
  readonly meta: YamlMap;
}

export interface EcsvColumn {
  /** As the header row has it. */
  readonly storedName: string;
  readonly type: ColumnType;
  readonly field: Field;
}

const FIRST_LINE = /^\s*%ECSV\s+(\d+)\.(\d+)(?:\.\d+)?\s*$/;

/**
 * Reads the header: the `# %ECSV` line and the YAML behind it.
 * @param lines - without their `#` and one blank behind it; the first is line 1
 * @see APE 6, "Header details"
 */
export function readHeader(lines: readonly string[], reports: Reports): EcsvHeader {
  const version = FIRST_LINE.exec(lines[0] ?? "");
  if (version === null) {
    throw new EcsvError("ECSV_HEADER", "The first line is not `# %ECSV` with a version: this is no ECSV.", { line: 1 });
  }
  if (Number(version[1]) > 1) {
    reports.add("W-ECSV-VERSION", "", `ECSV ${version[1]}.${version[2]} is newer than what is known here, 1.0`, 1);
  }
  // Lines of two hashes are comments; a line stays a line, so that places in errors are right.
  const yaml = lines.map((line, index) => (index === 0 || line.startsWith("#") ? "" : line)).join("\n");
  const tree = mapIn(parseYaml(yaml, 1));
  const described = listIn(tree?.get("datatype"));
  if (described.length === 0) {
    throw new EcsvError("ECSV_HEADER", "The header describes no columns: it has no `datatype`, or an empty one.");
  }
  const delimiter = textIn(tree?.get("delimiter")) ?? " ";
  if (delimiter !== " " && delimiter !== ",") {
    throw new EcsvError("ECSV_HEADER", `The delimiter is ${JSON.stringify(delimiter)}; ECSV has a blank or a comma.`);
  }
  const columns = described.map((column, index) => readColumn(column, index, reports));
  return { delimiter, columns, meta: mapIn(tree?.get("meta")) ?? new Map() };
}

/** Attributes that are plain entries of a column's `meta`, as astropy and STILTS have them. */
export const PLAIN_ATTRIBUTES: readonly (keyof FieldMeta & string)[] = [
  "ID",
  "ucd",
  "utype",
  "xtype",
  "ref",
  "width",
  "precision",
  "type",
];

function readColumn(tree: YamlTree, index: number, reports: Reports): EcsvColumn {
  const column = mapIn(tree);
  const storedName = textIn(column?.get("name"));
  const datatype = textIn(column?.get("datatype"));
  if (column === undefined || storedName === undefined || datatype === undefined) {
    const missing = storedName === undefined ? "name" : "datatype";
    throw new EcsvError("ECSV_HEADER", `Column ${index + 1} of the header has no ${missing}.`);
  }
  const kept = columnMetadata(column);
  const declared = parseColumnType(datatype.trim(), textIn(column.get("subtype")));
  const type = withKeptShape(declared, kept);
  if (type.loss !== undefined) {
    reports.add("W-ECSV-DATATYPE", storedName, `Column "${storedName}": ${type.loss}`);
  }
  if (type.cells === "time" && !kept.has("vo:xtype")) kept.set("vo:xtype", "timestamp");
  if (type.cells === "complex" && !kept.has("vo:datatype")) {
    kept.set("vo:datatype", datatype === "complex64" ? "floatComplex" : "doubleComplex");
  }
  const field = { ...fieldFromMetadata(storedName, type.layout, kept), layout: type.layout };
  return { storedName, type, field };
}

/** An array whose shape ECSV has no words for, by what our writer keeps of it in the column's `meta`. */
function withKeptShape(type: ColumnType, kept: ReadonlyMap<string, string>): ColumnType {
  if (type.cells === "json") return parseArrayType(kept.get("vo:subtype") ?? "") ?? type;
  if (type.cells !== "array") return type;
  const layout = unflattened(type.layout, kept.get("vo:datatype"), kept.get("vo:arraysize"));
  return { ...type, layout, flat: layout !== type.layout };
}

/** What the header says of a column, in the keys of `fieldToMetadata`; what it has no key for is `extra`. */
function columnMetadata(column: YamlMap): Map<string, string> {
  const kept = new Map<string, string>();
  const extra = new Map<string, string>();
  for (const key of ["unit", "description"]) {
    const text = textIn(column.get(key));
    if (text !== undefined) kept.set(`vo:${key}`, text);
  }
  const format = textIn(column.get("format"));
  if (format !== undefined) extra.set("format", format);
  for (const [key, value] of mapIn(column.get("meta")) ?? []) {
    const text = textIn(value) ?? jsonOf(value);
    if (key === "vo:extra")
      for (const [name, more] of mapIn(value) ?? []) extra.set(name, textIn(more) ?? jsonOf(more));
    else if (key.startsWith("vo:")) kept.set(key, text);
    else if ((PLAIN_ATTRIBUTES as readonly string[]).includes(key)) kept.set(`vo:${key}`, text);
    else extra.set(key, text);
  }
  if (extra.size > 0 || mapIn(column.get("meta"))?.has("vo:extra"))
    kept.set("vo:extra", JSON.stringify(Object.fromEntries(extra)));
  return kept;
}
