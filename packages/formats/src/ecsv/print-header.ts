import { describeLayout, type Field, fieldToMetadata, fitsLayout, uniqueNames } from "@armillary/columns";
import { quoteCell, quoteWhereNeeded } from "../csv/quote.ts";
import type { TableStream } from "../table-stream.ts";
import { type ColumnType, parseArrayType, parseColumnType, printColumnType, type WrittenType } from "./column-type.ts";
import { PLAIN_ATTRIBUTES } from "./header.ts";
import { printTableMeta, votableTree } from "./print-meta.ts";
import { printFlow, type YamlValue } from "./yaml-text.ts";

type Head = Pick<TableStream, "fields" | "metadata">;

/** The header and the row of names, each line ended by a line feed. */
export function printHeader({ fields, metadata }: Head): string {
  const names = uniqueNames(fields.map(({ name }) => name));
  const lines = ["%ECSV 1.0", "---", "delimiter: ','", "datatype:"];
  for (const [index, field] of fields.entries()) lines.push(`- ${printColumn(field, names[index] ?? field.name)}`);
  const meta = printTableMeta(metadata);
  if (meta.length > 0) lines.push("meta:", ...meta.map((line) => `  ${line}`));
  lines.push("schema: astropy-2.0");
  const header = lines.map((line) => `# ${line}\n`).join("");
  // A line that begins with a hash would be a comment.
  const cells = names.map((name) => (name.startsWith("#") ? quoteCell(name) : quoteWhereNeeded(name, ",")));
  return `${header}${cells.join(",")}\n`;
}

/** Whether the column holds complex numbers rather than pairs. */
export function isComplex(field: Field): boolean {
  return field.datatype === "floatComplex" || field.datatype === "doubleComplex";
}

function printColumn(field: Field, storedName: string): string {
  const type = printColumnType(field.layout, isComplex(field));
  const { datatype, subtype } = type;
  const { unit, description, extra = {} } = field;
  const { format } = extra;
  const meta = columnMeta(field, storedName, type);
  return printFlow({
    name: storedName,
    unit,
    datatype,
    subtype,
    format,
    description,
    meta: Object.keys(meta).length === 0 ? undefined : meta,
  });
}

function columnMeta(
  field: Field,
  storedName: string,
  { datatype, subtype, unsupported }: WrittenType,
): { readonly [key: string]: YamlValue } {
  const metadata = fieldToMetadata(field, storedName);
  for (const key of ["unit", "description", "null", "values", "links", "extra"]) metadata.delete(`vo:${key}`);
  const read = unsupported === undefined ? parseColumnType(datatype, subtype) : parseArrayType(unsupported);
  // What the reader makes of the type alone need not be said.
  if (read !== undefined && isUnderstood(read, field)) {
    metadata.delete("vo:datatype");
    metadata.delete("vo:arraysize");
  } else if (!fitsLayout(field.datatype, field.arraysize, field.layout)) {
    const shape = describeLayout(field.layout);
    metadata.set("vo:datatype", shape.datatype);
    metadata.set("vo:arraysize", shape.arraysize ?? "");
  }
  const meta: Record<string, YamlValue> = {};
  for (const [key, value] of metadata) {
    meta[PLAIN_ATTRIBUTES.find((name) => key === `vo:${name}`) ?? key] = value;
  }
  if (unsupported !== undefined) meta["vo:subtype"] = unsupported;
  if (field.values !== undefined) meta["vo:values"] = votableTree(field.values);
  if (field.links !== undefined) meta["vo:links"] = votableTree(field.links);
  const { format, ...extra } = field.extra ?? {};
  if (Object.keys(extra).length > 0 || (field.extra !== undefined && format === undefined)) meta["vo:extra"] = extra;
  return meta;
}

function isUnderstood({ cells, layout }: ColumnType, field: Field): boolean {
  if (cells !== "complex") {
    const shape = describeLayout(layout);
    return shape.datatype === field.datatype && shape.arraysize === field.arraysize;
  }
  return field.arraysize === undefined;
}
