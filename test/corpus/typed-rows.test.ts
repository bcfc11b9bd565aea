import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CheckResult, check, type Node, parse, visit } from "@armillary/adql";
import { uniqueNames } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { corpusFolder, corpusLabel } from "../support/corpus.ts";
import { compile } from "../types/compile.ts";

// Queries that other people wrote: the compiler may know less of their rows than `check` does, never anything else.

interface CorpusQuery {
  readonly id: string;
  readonly query: string;
}

/** By id, where the compiler leaves out a column, and why that is as well. */
const KNOWN_LESS: Readonly<Record<string, string>> = {
  "lyonetia-gavo-simpleunit-5e700476-4458":
    "a number that ends in a name without a blank between: it takes both for a number",
};

describe.skipIf(corpusFolder === undefined)(`rows of the corpus' queries${corpusLabel}`, () => {
  test("are what check finds", () => {
    const cases = corpusQueries().flatMap(({ id, query }) => {
      const tables = tablesFor(query);
      const { valid, complete, columns } = checked(query, tables);
      if (!valid || !complete) return [];
      return [{ id, query, tables, names: uniqueNames(columns.filter(({ named }) => named).map(({ name }) => name)) }];
    });
    const verdicts = compileVerdicts(cases);
    const argued = new Set(Object.keys(KNOWN_LESS));
    expect(verdicts.filter(({ verdict, id }) => !["same", "outside"].includes(verdict) && !argued.has(id))).toEqual([]);
    expect(verdicts.filter(({ verdict, id }) => verdict === "same" && argued.has(id))).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === "same").length).toBeGreaterThan(200);
  });

  test("are refused where check misses a column", () => {
    const cases = corpusQueries().flatMap(({ id, query }) => {
      const tables = tablesFor(query);
      // A column may have a reserved word for its name, by its service's leave; the compiler knows of no such leave.
      if (!parse(query).valid || !checked(query, tables).valid) return [];
      const [name, columns] = [...tables].find(([, columns]) => columns.size > 0) ?? ["", new Set<string>()];
      const without = new Map(tables).set(name, new Set([...columns].slice(1)));
      const { problems } = checked(query, without);
      return problems.some(({ code }) => code === "ADQL_UNKNOWN_COLUMN")
        ? [{ id, query, tables: without, names: [] }]
        : [];
    });
    const verdicts = compileVerdicts(cases);
    expect(verdicts.filter(({ verdict }) => !["refused", "outside"].includes(verdict))).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === "refused").length).toBeGreaterThan(150);
  });
});

type Tables = ReadonlyMap<string, ReadonlySet<string>>;

interface Case extends CorpusQuery {
  readonly tables: Tables;
  readonly names: readonly string[];
}

function checked(query: string, tables: Tables): CheckResult {
  const named = (names: Iterable<string>) => [...names].map((name) => ({ name }));
  return check(parse(query), { tables: [...tables].map(([name, columns]) => ({ name, columns: named(columns) })) });
}

/** What the compiler makes of each case: one of VERDICT's words. */
function compileVerdicts(
  cases: readonly Case[],
): { readonly id: string; readonly verdict: string; readonly error: string }[] {
  const program = cases.map(
    ({ query, tables, names }, index) =>
      `export const query${index}: Verdict<RowOf<${schemaType(tables)}, ${quote(query)}>, ${unionOf(names)}, ${index}> = 0;`,
  );
  const { errors } = compile(`${VERDICT}\n${program.join("\n")}`, "export interface Schema {}");
  expect(errors).toHaveLength(cases.length);
  return errors.map((error) => {
    const [, verdict = "", index = ""] = /to type '\["(\w+)", (\d+)/.exec(error) ?? [];
    return { id: cases[Number(index)]?.id ?? "", verdict, error };
  });
}

/** `outside` of the subset; `refused` with a message; the `same` names, or `other` ones. */
const VERDICT = `type Verdict<Row, Names, Index> = [string] extends [keyof Row]
  ? ["outside", Index]
  : Row extends { readonly adqlTypeError: string } ? ["refused", Index, Row]
  : [keyof Row, Names] extends [Names, keyof Row] ? ["same", Index] : ["other", Index, Row];`;

function corpusQueries(): CorpusQuery[] {
  const folder = join(corpusFolder ?? "", "adql");
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ndjson"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as CorpusQuery);
}

/**
 * Tables on which a query could be right: those that it names, each with the columns that are qualified by it; columns without
 * qualifier are the first table's. It is for `check` to say whether that makes sense.
 */
function tablesFor(text: string): Tables {
  const nodes: Node[] = [];
  const { query } = parse(text);
  if (query !== undefined) visit(query, { enter: (node) => void nodes.push(node) });
  const commons = new Set(nodes.flatMap((node) => (node.kind === "CommonTable" ? [node.name.name.toLowerCase()] : [])));
  const tables = new Map<string, Set<string>>();
  const labels = new Map<string, Set<string>>();
  for (const node of nodes) {
    if (node.kind !== "TableName") continue;
    const written = node.name.parts.map(({ name, delimited }) => (delimited ? `"${name}"` : name)).join(".");
    if (commons.has(written.toLowerCase())) continue;
    const known = [...tables.keys()].find((name) => name.toLowerCase() === written.toLowerCase()) ?? written;
    const columns = tables.get(known) ?? new Set();
    tables.set(known, columns);
    labels.set((node.alias ?? node.name.parts.at(-1))?.name.toLowerCase() ?? "", columns);
  }
  const [first] = tables.values();
  for (const node of nodes) {
    if (node.kind !== "ColumnReference") continue;
    const name = node.name.parts.at(-1)?.name ?? "";
    const qualifier = node.name.parts.at(-2)?.name.toLowerCase();
    const columns = qualifier === undefined ? first : labels.get(qualifier);
    if (columns === undefined) continue;
    if (![...columns].some((column) => column.toLowerCase() === name.toLowerCase())) columns.add(name);
  }
  return tables;
}

function schemaType(tables: Tables): string {
  const members = [...tables].map(
    ([name, columns]) => `${quote(name)}: { ${[...columns].map((column) => `${quote(column)}: number`).join("; ")} }`,
  );
  return `{ ${members.join("; ")} }`;
}

function unionOf(names: readonly string[]): string {
  return names.length === 0 ? "never" : names.map(quote).join(" | ");
}

function quote(text: string): string {
  return JSON.stringify(text);
}
