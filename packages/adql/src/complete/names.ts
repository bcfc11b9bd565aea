import type { Identifier } from "../language/ast.ts";
import { quoteIdentifier } from "../language/keywords.ts";
import { printIdentifier } from "../schema/names.ts";

/**
 * A declared name as it must stand in a query. Services declare reserved words (`size`, `date`) without the quotes that
 * they need.
 * @param quoted - put it in quotes in any case, for its opening quote is typed already
 */
export function writtenName(name: Identifier, quoted = false): string {
  if (quoted || name.delimited) return printIdentifier({ ...name, delimited: true });
  return quoteIdentifier(name.name);
}

/** What is compared with further typing: the bare name, behind a quote where one is typed. */
export function filterName(name: Identifier, quoted: boolean): string {
  return quoted ? printIdentifier({ ...name, delimited: true }) : name.name;
}
