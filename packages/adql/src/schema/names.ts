import type { Identifier } from "../language/ast.ts";
import { quoteIdentifier } from "../language/keywords.ts";

/**
 * How well a name in a query fits a name that is declared (ADQL 2.1, section 2.1, "Case sensitivity").
 *
 * `exact`: every service takes it. `loose`: alike but for the case of letters, and one of the two is delimited: whether
 * it fits depends on how the database folds names.
 */
export type Fit = "exact" | "loose";

export interface Matches<T> {
  readonly items: readonly T[];
  readonly fit: Fit;
}

const REGULAR = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * The parts of a name as a service writes it: `ivoa.ObsCore`, `"J/A+A/1"."table-2"`, `a_schema."Table"`.
 *
 * Services also write names that would need quotes without them (`J/A+A/1/table`): such a part is taken as delimited.
 */
export function parseWrittenName(text: string): readonly Identifier[] {
  const parts: Identifier[] = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    if (at < text.length && (quoted || text[at] !== ".")) continue;
    const part = text.slice(start, at).trim();
    if (part !== "") parts.push(parseWrittenColumn(part));
    start = at + 1;
  }
  return parts;
}

/** One name as a service writes it; what is no regular name counts as delimited. A period is part of it. */
export function parseWrittenColumn(text: string): Identifier {
  const trimmed = text.trim();
  const quoted = /^"((?:[^"]|"")*)"$/.exec(trimmed);
  if (quoted !== null) return { kind: "Identifier", name: (quoted[1] ?? "").replace(/""/g, '"'), delimited: true };
  return identifierOf(trimmed);
}

/** As it must stand in a query: services declare names without quotes that are reserved (`external`, `public`, `size`). */
export function printIdentifier({ name, delimited }: Identifier): string {
  return delimited ? `"${name.replace(/"/g, '""')}"` : quoteIdentifier(name);
}

/** How a name in a query fits a declared one, if at all. */
export function fitOf(written: Identifier, declared: Identifier): Fit | undefined {
  if (written.name === declared.name) return fitOfSame(written, declared);
  if (written.name.toLowerCase() !== declared.name.toLowerCase()) return undefined;
  if (!written.delimited && !declared.delimited) return "exact";
  if (!written.delimited) return isFolded(declared.name) ? "exact" : "loose";
  return "loose";
}

/** The same letters fit, but for `Mag` beside a declared "Mag", which is folded before it is looked for. */
function fitOfSame(written: Identifier, declared: Identifier): Fit {
  return written.delimited || !declared.delimited || isFolded(declared.name) ? "exact" : "loose";
}

/** All in one case: databases fold regular names to lower or upper case, so quotes around such a name change nothing. */
function isFolded(name: string): boolean {
  return name === name.toLowerCase() || name === name.toUpperCase();
}

function identifierOf(name: string): Identifier {
  return { kind: "Identifier", name, delimited: !REGULAR.test(name) };
}

/** Things by their names, found as ADQL compares names. */
export class NameIndex<T> {
  private readonly entries = new Map<string, { readonly name: Identifier; readonly item: T }[]>();

  add(name: Identifier, item: T): void {
    const key = name.name.toLowerCase();
    const same = this.entries.get(key);
    if (same === undefined) this.entries.set(key, [{ name, item }]);
    else same.push({ name, item });
  }

  /** Those that fit best; all exact ones, or else all loose ones. */
  find(written: Identifier): Matches<T> | undefined {
    const alike = this.entries.get(written.name.toLowerCase());
    if (alike === undefined) return undefined;
    const [only] = alike;
    if (alike.length === 1 && only !== undefined) {
      const fit = fitOf(written, only.name);
      return fit === undefined ? undefined : { items: [only.item], fit };
    }
    for (const fit of ["exact", "loose"] as const) {
      const items = alike.filter(({ name }) => fitOf(written, name) === fit).map(({ item }) => item);
      if (items.length > 0) return { items, fit };
    }
    return undefined;
  }
}
