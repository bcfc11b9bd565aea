import type { ColumnReference, Node, NodeKind, TableName } from "../language/ast.ts";
import type { ParseResult } from "../language/parse.ts";
import { lineStartsOf, positionIn } from "../language/source.ts";
import type { Finding } from "../language/token.ts";
import { childrenOf } from "../language/visitor.ts";
import type { Problem, QuickFix } from "../problem.ts";
import { type Catalog, type CatalogColumn, type CatalogTable, createCatalog } from "../schema/catalog.ts";
import type { ServiceMetadata } from "../schema/metadata.ts";
import { parseWrittenName } from "../schema/names.ts";
import { analyse } from "./analyse.ts";
import type { Facts } from "./facts.ts";
import { type ResultColumn, resultColumns } from "./result-columns.ts";
import { type RuleContext, spanOf } from "./rule.ts";
import { RULES } from "./rules/index.ts";

/** What a query means to a service. */
export interface CheckResult {
  /** Those of the parser and those found here, in the order of the text. */
  readonly problems: readonly Problem[];
  /** No problem is an error. */
  readonly valid: boolean;
  /** The columns of the result, as far as they are known; empty where there is no query. */
  readonly columns: readonly ResultColumn[];
  /** False where `*` of a table with unknown columns adds columns that cannot be told. */
  readonly complete: boolean;
  /** The table of the service that each name of a table was found to be. */
  readonly tables: ReadonlyMap<TableName, CatalogTable>;
  /** The column of the service that each name of a column leads to, through subqueries too. */
  readonly references: ReadonlyMap<ColumnReference, CatalogColumn>;
}

/**
 * Checks a parsed query against what a service says of its tables, functions and features.
 *
 * An error is what every service must refuse; where services differ there is a warning; what is not known is not
 * checked. One cause gives one problem: nothing is said of the columns of an unknown table.
 *
 * @param service - metadata, or a catalogue made of them with createCatalog, which is quicker for many queries
 * @see ADQL 2.1, sections 2 to 4
 */
export function check(parsed: ParseResult, service: ServiceMetadata | Catalog): CheckResult {
  const catalog = isCatalog(service) ? service : createCatalog(service);
  if (parsed.query !== undefined) return checkFacts(parsed, analyse(parsed.query, catalog));
  return {
    problems: parsed.problems,
    valid: parsed.valid,
    columns: [],
    complete: false,
    tables: new Map(),
    references: new Map(),
  };
}

/** As check, for who needs the facts as well: those that analyse found out about the parsed query. */
export function checkFacts(parsed: ParseResult, facts: Facts): CheckResult {
  const problems = located(parsed, withDeclaredNames(parsed.problems, facts), applyRules(parsed, facts));
  const { columns = [], open = true } =
    (parsed.query === undefined ? undefined : facts.results.get(parsed.query)) ?? {};
  return {
    problems,
    valid: problems.every(({ severity }) => severity !== "error"),
    columns: resultColumns(columns),
    complete: !open,
    tables: tablesOf(facts),
    references: referencesOf(facts),
  };
}

function isCatalog(service: ServiceMetadata | Catalog): service is Catalog {
  return "findTables" in service;
}

/** Each rule by the kinds of nodes that it looks at. */
const RULES_OF_KIND = rulesByKind();

function rulesByKind(): ReadonlyMap<NodeKind, readonly ((node: Node, context: RuleContext) => void)[]> {
  const byKind = new Map<NodeKind, ((node: Node, context: RuleContext) => void)[]>();
  for (const rule of RULES) {
    for (const [kind, look] of Object.entries(rule) as [NodeKind, (node: Node, context: RuleContext) => void][]) {
      const known = byKind.get(kind);
      if (known === undefined) byKind.set(kind, [look]);
      else known.push(look);
    }
  }
  return byKind;
}

/** Names of one query for which nearby names are looked for. */
const MAX_SUGGESTIONS = 30;

function applyRules(parsed: ParseResult, facts: Facts): readonly Finding[] {
  const findings: Finding[] = [];
  let suggestions = 0;
  const context: RuleContext = {
    facts,
    parsed,
    report: (finding) => findings.push(finding),
    maySuggest: () => ++suggestions <= MAX_SUGGESTIONS,
    textOf: (node) => parsed.text.slice(spanOf(node).start, spanOf(node).end),
  };
  const look = (node: Node): void => {
    for (const rule of RULES_OF_KIND.get(node.kind) ?? []) rule(node, context);
    for (const child of childrenOf(node)) look(child);
  };
  if (parsed.query !== undefined) look(parsed.query);
  return mergeRepeated(findings.filter((finding) => !parsed.problems.some((problem) => isSameCause(problem, finding))));
}

/** Codes of names: the same name amiss in several places is one cause, and its fix mends all of them. */
const REPEATED: ReadonlySet<string> = new Set([
  "ADQL_UNKNOWN_TABLE",
  "ADQL_UNKNOWN_COLUMN",
  "ADQL_AMBIGUOUS",
  "ADQL_AGGREGATE",
]);

function mergeRepeated(findings: readonly Finding[]): readonly Finding[] {
  const first = new Map<string, number>();
  const merged: Finding[] = [];
  for (const finding of [...findings].sort((a, b) => a.span.start - b.span.start)) {
    const key = `${finding.code} ${finding.message}`;
    const index = REPEATED.has(finding.code) ? first.get(key) : undefined;
    const before = index === undefined ? undefined : merged[index];
    if (index === undefined || before === undefined) {
      first.set(key, merged.length);
      merged.push(finding);
    } else if (before.fixes !== undefined) {
      const fixes = before.fixes.map((fix) =>
        withEdits(
          fix,
          finding.fixes?.find(({ title }) => title === fix.title),
        ),
      );
      merged[index] = { ...before, fixes };
    }
  }
  return merged;
}

function withEdits(fix: QuickFix, other: QuickFix | undefined): QuickFix {
  const last = fix.edits.at(-1)?.span.end ?? 0;
  return {
    ...fix,
    edits: [...fix.edits, ...(other?.edits ?? []).filter(({ span }) => span.start >= last && span.end > last)],
  };
}

/** The grammar knows some types and arguments, too: what it has found is not said twice. */
function isSameCause(problem: Problem, { code, span }: Finding): boolean {
  if (problem.span.start >= span.end || span.start >= problem.span.end) return false;
  if (problem.code === code) return true;
  if (problem.severity !== "error") return false;
  // A reserved word may be an unknown name as well: then quotes alone do not help.
  if (problem.code === "ADQL_RESERVED") return code !== "ADQL_UNKNOWN_TABLE" && code !== "ADQL_UNKNOWN_COLUMN";
  return problem.code === "ADQL_SYNTAX" || problem.code === "ADQL_ARGUMENTS";
}

function located(parsed: ParseResult, ofParser: readonly Problem[], findings: readonly Finding[]): readonly Problem[] {
  if (findings.length === 0) return ofParser;
  const lines = lineStartsOf(parsed.text);
  const found = findings.map((finding) => ({ ...finding, ...positionIn(lines, finding.span.start) }));
  return [...ofParser, ...found].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/**
 * Reserved words that a service itself declares as names, without quotes, are warnings: ESA's Gaia archive has a schema
 * `external` and takes it so (seen in 2026).
 */
function withDeclaredNames(problems: readonly Problem[], facts: Facts): readonly Problem[] {
  if (!problems.some(({ code }) => code === "ADQL_RESERVED")) return problems;
  const declared = declaredNames(facts);
  return problems.map((problem) => {
    if (problem.code !== "ADQL_RESERVED" || !declared.has(problem.span.start)) return problem;
    return {
      ...problem,
      severity: "warning",
      message: `${problem.message} The service declares it without, and may take it.`,
    };
  });
}

/** Where names stand that mean a table or column of the service whose name is declared without quotes. */
function declaredNames({ tables, references }: Facts): ReadonlySet<number> {
  const starts = new Set<number>();
  for (const [{ name }, resolution] of tables) {
    if (resolution.kind !== "table") continue;
    const declared = parseWrittenName(resolution.match.table.name);
    for (const [index, part] of name.parts.entries()) {
      const other = declared[index + declared.length - name.parts.length];
      if (other?.delimited === false) starts.add(spanOf(part).start);
    }
  }
  for (const [{ name }, resolution] of references) {
    const column = resolution.kind === "column" ? resolution.column.value : undefined;
    const last = name.parts.at(-1);
    if (column?.name.delimited === false && last !== undefined) starts.add(spanOf(last).start);
  }
  return starts;
}

function tablesOf({ tables }: Facts): ReadonlyMap<TableName, CatalogTable> {
  const found = new Map<TableName, CatalogTable>();
  for (const [node, resolution] of tables) {
    if (resolution.kind === "table") found.set(node, resolution.match.table);
  }
  return found;
}

function referencesOf({ references }: Facts): ReadonlyMap<ColumnReference, CatalogColumn> {
  const found = new Map<ColumnReference, CatalogColumn>();
  for (const [node, resolution] of references) {
    const column = resolution.kind === "column" ? resolution.column.value.column : undefined;
    if (column !== undefined) found.set(node, column);
  }
  return found;
}
