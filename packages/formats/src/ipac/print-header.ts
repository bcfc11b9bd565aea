import { type Field, uniqueNames } from "@armillary/columns";
import type { Param } from "@armillary/votable";
import type { Reports } from "../cells/reports.ts";
import { DECIMAL } from "../csv/types.ts";
import type { TableMetadata } from "../table-stream.ts";

/** Attributes of a FIELD that have a keyword. */
const KEYWORDS = [
  ["description", "desc"],
  ["ucd", "UCD"],
  ["utype", "utype"],
  ["xtype", "xtype"],
  ["ref", "ref"],
  ["ID", "ID"],
] as const;

/** Names as IPAC tables have them, of ASCII letters, digits and underscores, each once whatever its case. */
export function ipacNames(fields: readonly Field[], reports: Reports): string[] {
  const plain = fields.map(({ name }, index) => {
    const bare = name.replace(/[^A-Za-z0-9_]/g, "_");
    return /[A-Za-z0-9]/.test(bare) ? bare : `col${index + 1}`;
  });
  // Told apart in lower case, then put back into their own.
  const names = uniqueNames(plain.map((name) => name.toLowerCase())).map((unique, index) => {
    const name = plain[index] ?? "";
    return name + unique.slice(name.length);
  });
  for (const [index, name] of names.entries()) {
    const own = fields[index]?.name ?? "";
    if (own !== name)
      reports.add("W-IPAC-NAME", own, `Column "${own}" is called ${name}: its name is none of an IPAC table`);
  }
  return names;
}

/** The lines that begin with a backslash: keywords, then comments. */
export function printKeywords(
  fields: readonly Field[],
  names: readonly string[],
  metadata: TableMetadata,
  reports: Reports,
): string[] {
  const { name, description, params, infos, ...others } = metadata;
  const lines: string[] = [];
  const lost = Object.entries(others).flatMap(([key, value]: [string, unknown]) =>
    value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [key],
  );
  if (name !== undefined) lines.push(keyword("Table name", name, reports));
  if (description !== undefined) lines.push(keyword("Description", description, reports));
  for (const param of params) lines.push(printParam(param, reports));
  for (const info of infos) {
    if (info.name === "comment") lines.push(`\\ ${oneLine(info.value, "comment", reports)}`);
    else lines.push(keyword(info.name, info.value, reports));
  }
  if (params.some(hasMore) || infos.some(hasMore)) lost.push("attributes of PARAMs and INFOs");
  for (const [index, field] of fields.entries()) {
    const column = names[index] ?? field.name;
    if (column !== field.name) lines.push(keyword(`col.${column}.name`, field.name, reports));
    for (const [attribute, key] of KEYWORDS) {
      const value = field[attribute];
      if (value !== undefined && value !== "") lines.push(keyword(`col.${column}.${key}`, value, reports));
    }
    if (field.values !== undefined || field.links !== undefined) lost.push(`VALUES and LINKs of "${field.name}"`);
  }
  for (const what of new Set(lost)) {
    reports.add("W-IPAC-META", what, `${what}: left out, for IPAC tables have no place for it`);
  }
  return lines;
}

/** Says more than a name, a type and a value. */
function hasMore(element: object): boolean {
  const plain = new Set(["name", "value", "datatype", "arraysize", "typed"]);
  return Object.entries(element).some(([key, value]) => value !== undefined && !plain.has(key));
}

function printParam({ name, datatype, arraysize, value }: Param, reports: Reports): string {
  const number = datatype !== "char" && datatype !== "unicodeChar" && arraysize === undefined && DECIMAL.test(value);
  return number ? `\\${keywordName(name, reports)} = ${value}` : keyword(name, value, reports);
}

function keyword(name: string, value: string, reports: Reports): string {
  const line = oneLine(value, name, reports);
  const quote = line.includes("'") && !line.includes('"') ? '"' : "'";
  return `\\${keywordName(name, reports)} = ${quote}${line}${quote}`;
}

/** A keyword's name has no `=`, no line end, and blanks neither first nor last. */
function keywordName(name: string, reports: Reports): string {
  const bare = oneLine(name, name, reports).replaceAll("=", "_").trim();
  return bare === "" ? "keyword" : bare;
}

function oneLine(text: string, name: string, reports: Reports): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const line = text.replace(/[\0-\x1f\x7f]+/g, " ");
  if (line !== text) {
    reports.add(
      "W-IPAC-TEXT",
      name,
      `Keyword "${name}": blanks are written for line ends and other control characters`,
    );
  }
  return line;
}

/** A text between bars: in one line, and without a bar. */
export function betweenBars(text: string, reports: Reports): string {
  return oneLine(text, "unit", reports).replaceAll("|", "_").trim();
}
