import type { ColumnMetadata, ServiceMetadata, TableMetadata } from "../schema/metadata.ts";
import { parseWrittenColumn } from "../schema/names.ts";
import { rowTypeOf } from "./row-type.ts";

export interface DeclareSchemaOptions {
  /** Name of the interface of all tables, which `typed` and `RowOf` ask for. Default: `"Schema"`. */
  readonly schemaName?: string;
  /** What the declarations are of, for their first line: a service's name or URL. */
  readonly source?: string;
}

/** Characters that end a line, or that no text should have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const WIDTH = 110;

/**
 * TypeScript declarations of a service's tables: an interface a table, with a property a column, and one interface that has
 * them all by the names that queries call them by. To be written to a `.d.ts` file and imported with `import type`.
 *
 * The same metadata gives the same text, in the order of the metadata, with nothing of the day or the machine: a new
 * file beside an old one shows what changed in the archive. Names and descriptions are a stranger's: whatever they are,
 * they stay inside their quotes and comments.
 *
 * @see rowTypeOf for the types
 */
export function declareSchema(service: ServiceMetadata, options: DeclareSchemaOptions = {}): string {
  const { schemaName = "Schema", source } = options;
  const tables = firstOfEach(service.tables ?? [], ({ name }) => name);
  const names = interfaceNames(tables, schemaName);
  const heading = `Tables${source === undefined ? "" : ` of ${source}`}, as armillary found them declared.`;
  const members = tables.map((table, index) => `  readonly ${propertyName(table.name)}: ${names[index]};`);
  return `${[
    `// ${printable(heading)}`,
    ...tables.map((table, index) => declareTable(table, names[index] ?? "")),
    `/** Every table by the name that a query calls it by. */\n${block(schemaName, members)}`,
  ].join("\n\n")}\n`;
}

function declareTable(table: TableMetadata, name: string): string {
  const columns = firstOfEach(table.columns, (column) => parseWrittenColumn(column.name).name);
  const members = columns.map((column) => {
    const { name } = parseWrittenColumn(column.name);
    return `${docComment(columnDoc(column), "  ")}  readonly ${propertyName(name)}: ${rowTypeOf(column)};`;
  });
  const doc = [table.description ?? table.title, `Table ${table.name}`];
  return `${docComment(doc, "")}${block(name, members)}`;
}

function block(name: string, members: readonly string[]): string {
  return members.length === 0 ? `export interface ${name} {}` : `export interface ${name} {\n${members.join("\n")}\n}`;
}

/** Paragraphs: what it is, then unit, UCD and the rest that tells how to read a value. */
function columnDoc({
  description,
  unit,
  ucd,
  utype,
  xtype,
  datatype,
  arraysize,
}: ColumnMetadata): (string | undefined)[] {
  const type = datatype === undefined ? undefined : `${datatype}${arraysize === undefined ? "" : `[${arraysize}]`}`;
  const facts = { Unit: unit, UCD: ucd, utype, xtype, Type: type };
  const said = Object.entries(facts).filter(([, value]) => value !== undefined && value.trim() !== "");
  return [description, said.map(([what, value]) => `${what} ${value}`).join(" · ")];
}

function docComment(paragraphs: readonly (string | undefined)[], indent: string): string {
  const lines = paragraphs
    .map((paragraph) => printable(paragraph ?? ""))
    .filter((paragraph) => paragraph !== "")
    .flatMap((paragraph, index) => [...(index === 0 ? [] : [""]), ...wrapped(commentText(paragraph))]);
  if (lines.length === 0) return "";
  const [only = ""] = lines;
  if (lines.length === 1) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

/** Nothing in a description ends the comment that it is in, or is read as a tag such as `@deprecated`. */
function commentText(text: string): string {
  return text.replace(/\*\//g, "*\\/").replace(/@/g, "\\@");
}

function printable(text: string): string {
  return text.replace(UNPRINTABLE, " ").replace(/ {2,}/g, " ").trim();
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function propertyName(name: string): string {
  if (/^[A-Za-z_$][\w$]*$/.test(name)) return name;
  const quoted = JSON.stringify(name);
  return name.includes('"') && !name.includes("'") ? `'${quoted.slice(1, -1).replace(/\\"/g, '"')}'` : quoted;
}

/** `gaiadr3.gaia_source` is `Gaiadr3GaiaSource`; alike ones are numbered. */
function interfaceNames(tables: readonly TableMetadata[], schemaName: string): string[] {
  const taken = new Set([schemaName]);
  return tables.map((table) => {
    const words = table.name.match(/[A-Za-z0-9]+/g) ?? [];
    const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
    const base = /^[A-Za-z]/.test(joined) ? joined : `Table${joined}`;
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
    taken.add(name);
    return name;
  });
}

/** Services do list a table or a column twice; an interface has each once. */
function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
