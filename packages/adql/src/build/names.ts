import { isReserved, quoteIdentifier } from "../language/keywords.ts";
import { AdqlText, isAdqlText } from "./adql-text.ts";
import { AdqlBuildError } from "./build-error.ts";
import { sendable } from "./literals.ts";

/**
 * A column as the helpers take it: as the service's metadata names it (`ra`, `t.ra`, `"J/A+A/1"."t-2"."RA(ICRS)"`),
 * or what was built: a name, an expression.
 */
export type Column = string | AdqlText;

const PART = /[A-Za-z][A-Za-z0-9_]*|"(?:[^"\0]|"")+"/y;

/**
 * A name, or several joined by periods, given as they are (without quotes): `identifier("ivoa", "obscore")`.
 * Quoted only where it must be: for other signs than letters, digits and underscores, and for reserved words. A name
 * without quotes is found whatever its letters' case; where case matters, use `delimited`.
 * @throws AdqlBuildError code ADQL_VALUE for no name, an empty one, and one that cannot be sent
 * @see ADQL 2.1, sections 2.1.2 to 2.1.6
 */
export function identifier(...names: readonly string[]): AdqlText {
  return joined(names, (name) => quoteIdentifier(checked(name)));
}

/** As `identifier`, but always in quotes: the names are found exactly as they are written. */
export function delimited(...names: readonly string[]): AdqlText {
  return joined(names, (name) => quoted(checked(name)));
}

/**
 * A column's name as a piece of ADQL. What is a reserved word is quoted.
 * @throws AdqlBuildError code ADQL_VALUE where a string is no name: an expression must have been built
 */
export function columnText(column: Column): string {
  if (isAdqlText(column)) return column.text;
  const parts: string[] = [];
  for (let at = 0; ; at += 1) {
    PART.lastIndex = at;
    const part = PART.exec(column)?.[0];
    if (part === undefined) break;
    parts.push(part.startsWith('"') || !isReserved(part) ? part : quoted(part));
    at += part.length;
    if (at === column.length) return sendable(parts.join("."), "a name");
    if (column[at] !== ".") break;
  }
  throw new AdqlBuildError(
    "ADQL_VALUE",
    `${JSON.stringify(column)} is not the name of a column: quote a name with identifier(…), build an expression with adql\`…\``,
  );
}

function joined(names: readonly string[], write: (name: string) => string): AdqlText {
  if (names.length === 0) throw new AdqlBuildError("ADQL_VALUE", "identifier() was given no name");
  return new AdqlText(names.map(write).join("."));
}

function checked(name: string): string {
  if (name === "") throw new AdqlBuildError("ADQL_VALUE", "An empty name cannot be written: name the column or table");
  return sendable(name, "a name");
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
