import type { ColumnDescription, ForeignKeyDescription, SchemaDescription, TableDescription } from "./model.ts";

/** What is gathered of an element: the text of its children by name, the first of each that has any. */
export type Texts = Map<string, string>;

/** What is gathered of a `<column>`: its texts, its `<dataType>`, its flags. */
export interface ColumnParts {
  readonly texts: Texts;
  readonly std: string | undefined;
  type: ReadonlyMap<string, string> | undefined;
  readonly flags: string[];
}

export interface KeyParts {
  readonly texts: Texts;
  readonly pairs: { readonly from: string; readonly target: string }[];
}

export interface TableParts {
  readonly texts: Texts;
  readonly attributes: ReadonlyMap<string, string>;
  readonly columns: ColumnDescription[];
  readonly foreignKeys: ForeignKeyDescription[];
}

/** One string for all that are equal: thousands of columns have the same unit, UCD and type. */
export type Intern = (text: string) => string;

export function assembleColumn(name: string, parts: ColumnParts, intern: Intern): ColumnDescription {
  const { texts, type, flags } = parts;
  const typeSystem = typeSystemOf(type);
  const extended = typeSystem === "TAP" ? undefined : attribute(type, "extendedType");
  const size = wholeNumber(attribute(type, "size"));
  const std = truth(parts.std);
  const texted = pick(
    [
      ["datatype", texts.get("dataType")],
      ["arraysize", attribute(type, "arraysize")],
      ["xtype", attribute(type, "xtype") ?? extended],
      ["unit", texts.get("unit")],
      ["ucd", texts.get("ucd")],
      ["utype", texts.get("utype")],
      ["delim", type?.get("delim")],
    ],
    intern,
  );
  const description = texts.get("description");
  return {
    name,
    ...texted,
    ...(description === undefined ? {} : { description }),
    // `primary` is no `principal`: TAPLib writes it for one, VODataService means a key.
    ...(flags.includes("principal") ? { principal: true } : {}),
    ...(flags.includes("indexed") ? { indexed: true } : {}),
    ...(std === undefined ? {} : { std }),
    ...(typeSystem === undefined ? {} : { typeSystem }),
    ...(size === undefined ? {} : { size }),
    flags: flags.map(intern),
  };
}

export function assembleKey(targetTable: string, { texts, pairs }: KeyParts): ForeignKeyDescription {
  return { targetTable, columns: pairs, ...pick(["description", "utype"].map((key) => [key, texts.get(key)])) };
}

export function assembleTable(name: string, schema: string | undefined, parts: TableParts): TableDescription {
  const { texts, attributes, columns, foreignKeys } = parts;
  const role = attribute(attributes, "type");
  const type = role === undefined ? undefined : tableType(role.toLowerCase());
  const rows = wholeNumber(texts.get("nrows")) ?? esaSize(attributes);
  return {
    name,
    ...(schema === undefined ? {} : { schema }),
    ...(type === undefined ? {} : { type }),
    ...(role === undefined ? {} : { role }),
    ...pick(["title", "description", "utype"].map((key) => [key, texts.get(key)])),
    ...(rows === undefined ? {} : { rows }),
    columns,
    ...(foreignKeys.length === 0 ? {} : { foreignKeys }),
  };
}

export function assembleSchema(texts: Texts): SchemaDescription {
  return pick(["name", "title", "description", "utype"].map((key) => [key, texts.get(key)]));
}

/** By `xsi:type`, whatever its prefix; drafts and services write `vs:TAP`, `vs:VOTable`, `vod:TAPType`. */
function typeSystemOf(type: ReadonlyMap<string, string> | undefined): "VOTable" | "TAP" | undefined {
  const local = attribute(type, "type")?.replace(/^.*:/, "").toLowerCase();
  if (local?.startsWith("votable") === true) return "VOTable";
  return local?.startsWith("tap") === true ? "TAP" : undefined;
}

function tableType(role: string): "table" | "view" | undefined {
  if (role === "view") return "view";
  return role === "table" || role === "base_table" ? "table" : undefined;
}

/** The Gaia archive and its kin give the rows of a table as `esatapplus:size`. */
function esaSize(attributes: ReadonlyMap<string, string>): number | undefined {
  for (const [name, value] of attributes) if (name.endsWith(":size")) return wholeNumber(value.trim());
  return undefined;
}

/** An attribute with or without a prefix; undefined when it is empty. */
function attribute(attributes: ReadonlyMap<string, string> | undefined, local: string): string | undefined {
  if (attributes === undefined) return undefined;
  for (const [name, value] of attributes) {
    if (name === local || name.endsWith(`:${local}`)) return value.trim() || undefined;
  }
  return undefined;
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

function truth(text: string | undefined): boolean | undefined {
  const word = text?.trim().toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : undefined;
}

function pick(
  entries: readonly (readonly [key: string, value: string | undefined] | (string | undefined)[])[],
  intern: Intern = (text) => text,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, value] of entries) if (key !== undefined && value !== undefined) kept[key] = intern(value);
  return kept;
}
