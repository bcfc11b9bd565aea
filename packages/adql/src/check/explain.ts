import type { Join, Node, OrderTerm, Query, QueryBody, Select, SetOperator, TableReference } from "../language/ast.ts";
import type { ParseResult } from "../language/parse.ts";
import { childrenOf } from "../language/visitor.ts";
import type { Catalog } from "../schema/catalog.ts";
import { printType } from "../schema/datatype.ts";
import type { ServiceMetadata } from "../schema/metadata.ts";
import { type CheckResult, check } from "./check.ts";
import { conditionLines, type Wording } from "./condition-words.ts";
import type { ResultColumn } from "./result-columns.ts";
import { spanOf } from "./rule.ts";

/**
 * A query in plain words: the rows of which tables, which of them are kept, how they are grouped, sorted and limited;
 * then the columns of the result with type, unit, UCD and where they come from.
 *
 * @param service - what is known of the service; without it columns have no types
 * @returns lines of text; empty where the text holds no query
 */
export function explain(parsed: ParseResult, service: ServiceMetadata | Catalog = {}): string {
  if (parsed.query === undefined) return "";
  const result = check(parsed, service);
  return [...new Explainer(parsed, result).query(parsed.query), ...columnLines(result)].join("\n");
}

const SETS: Readonly<Record<SetOperator, string>> = {
  UNION: "and those of",
  EXCEPT: "but not those of",
  INTERSECT: "that are also those of",
};

class Explainer {
  private readonly parsed: ParseResult;
  private readonly result: CheckResult;
  private readonly wording: Wording;

  constructor(parsed: ParseResult, result: CheckResult) {
    this.parsed = parsed;
    this.result = result;
    this.wording = { text: (node) => this.text(node), query: (query) => this.inline(query) };
  }

  query(query: Query): readonly string[] {
    const lines: string[] = [];
    for (const { name, query: inner } of query.with) {
      lines.push(`First makes a table ${name.name}:`, ...indented(this.query(inner)));
    }
    lines.push(...this.body(query.body));
    if (query.orderBy.length > 0)
      lines.push(`Sorts them by ${query.orderBy.map((term) => this.sortWords(term)).join(", then ")}.`);
    const top = query.body.kind === "Select" ? query.body.top?.text : undefined;
    if (query.offset !== undefined) lines.push(`Leaves out the first ${count(query.offset.text)}.`);
    if (top !== undefined) lines.push(`Gives at most ${count(top)}.`);
    return lines;
  }

  /** A subquery inside a condition, in one line. */
  private inline(query: Query): string {
    const lines = this.query(query).map((line) => line.trim().replace(/[.:]$/, ""));
    if (query.body.kind === "Select") {
      lines.push(`Gives ${query.body.columns.map((column) => this.text(column)).join(", ")}`);
    }
    return lines
      .map((line) => (line.startsWith("- ") ? line : line.slice(0, 1).toLowerCase() + line.slice(1)))
      .join("; ")
      .replace(/ where; - /g, " where ")
      .replace(/; - /g, " and ");
  }

  private body(body: QueryBody): readonly string[] {
    switch (body.kind) {
      case "Select":
        return this.select(body);
      case "ParenthesizedQuery":
        return this.query(body.query);
      case "SetOperation":
        return [
          `Takes rows${body.all ? ", the same ones as often as they come" : ", each once"}:`,
          ...indented(this.body(body.left)),
          `${SETS[body.operator]}:`,
          ...indented(this.body(body.right)),
        ];
    }
  }

  private select(select: Select): readonly string[] {
    const [first, ...more] = select.from;
    const lines: string[] = [];
    if (first !== undefined) lines.push(...this.table(first, "Takes rows of "));
    for (const table of more) lines.push(...this.table(table, "  each with every row of "));
    if (select.where !== undefined)
      lines.push("Keeps those where", ...bulleted(conditionLines(select.where, this.wording)));
    if (select.groupBy.length > 0)
      lines.push(`Puts those alike in ${select.groupBy.map((term) => this.text(term)).join(", ")} together.`);
    else if (hasAggregate(select)) lines.push("Makes one row of all.");
    if (select.having !== undefined)
      lines.push("Keeps groups where", ...bulleted(conditionLines(select.having, this.wording)));
    if (select.quantifier === "DISTINCT") lines.push("Gives rows that are alike once.");
    return lines;
  }

  private table(table: TableReference, lead: string): readonly string[] {
    switch (table.kind) {
      case "TableName": {
        const known = this.result.tables.get(table);
        const alias = table.alias === undefined ? "" : `, called ${table.alias.name}`;
        const title = known?.metadata.title ?? known?.metadata.description;
        return [`${lead}${this.text(table.name)}${alias}${title === undefined ? "" : ` (${shortened(title)})`}`];
      }
      case "DerivedTable": {
        const alias = table.alias === undefined ? "" : `, called ${table.alias.name}`;
        const margin = /^ */.exec(lead)?.[0] ?? "";
        return [`${lead}a subquery${alias}:`, ...this.query(table.query).map((line) => `${margin}    ${line}`)];
      }
      case "ParenthesizedTable":
        return this.table(table.table, lead);
      case "Join": {
        const lines = [...this.table(table.left, lead), ...this.table(table.right, joinLead(table))];
        if (table.natural) lines.push("    alike in all columns that both have");
        else if (table.using !== undefined)
          lines.push(`    alike in ${table.using.map(({ name }) => name).join(", ")}`);
        else if (table.on !== undefined) {
          const conditions = conditionLines(table.on, this.wording);
          if (conditions.length === 1) lines.push(`    where ${conditions[0]}`);
          else lines.push("    where", ...indented(bulleted(conditions)));
        }
        return lines;
      }
    }
  }

  private sortWords({ expression, direction }: OrderTerm): string {
    const what = expression.kind === "NumberLiteral" ? `column ${expression.text}` : this.text(expression);
    return direction === "DESC" ? `${what}, largest first` : what;
  }

  /** As it was written, in one line and without comments. */
  private text(node: Node): string {
    const { tokens } = this.parsed;
    const { start, end } = spanOf(node);
    let text = "";
    for (let index = firstFrom(tokens, start); index < tokens.length; index++) {
      const token = tokens[index];
      if (token === undefined || token.end > end) break;
      const before = tokens[index - 1];
      if (text !== "" && before !== undefined && before.end < token.start) text += " ";
      text += this.parsed.text.slice(token.start, token.end);
    }
    return text;
  }
}

/** Index of the first token that starts at an offset or behind it. */
function firstFrom(tokens: ParseResult["tokens"], offset: number): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joinLead({ type }: Join): string {
  switch (type) {
    case "LEFT":
      return "  joined, where there are any, with rows of ";
    case "RIGHT":
      return "  joined with all rows of ";
    case "FULL":
      return "  joined, those without a partner kept on both sides, with rows of ";
    case "CROSS":
      return "  each with every row of ";
    default:
      return "  joined with rows of ";
  }
}

function hasAggregate(node: Node): boolean {
  if (node.kind === "Aggregate") return true;
  if (node.kind === "Query") return false;
  return childrenOf(node).some(hasAggregate);
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function bulleted(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  - ${line}`);
}

function count(number: string): string {
  return `${number} ${number === "1" ? "row" : "rows"}`;
}

/** First sentence of a description. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const sentence = /^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
  return sentence.length > 100 ? `${sentence.slice(0, 99)}…` : sentence.replace(/\.$/, "");
}

const HEADINGS = ["name", "type", "unit", "UCD", "from"] as const;

function columnLines({ columns, complete }: CheckResult): readonly string[] {
  const rows = columns.map(columnCells);
  const lines = [
    `Gives ${columns.length} ${columns.length === 1 ? "column" : "columns"}${complete ? "" : ", and others that are not known"}:`,
  ];
  if (rows.length === 0) return complete ? [] : ["Gives columns that are not known."];
  const used = HEADINGS.map((_, index) => index === 0 || rows.some((row) => row[index] !== ""));
  const table = [HEADINGS, ...rows].map((row) => row.filter((_, index) => used[index]));
  const widths = (table[0] ?? []).map((_, index) => Math.max(...table.map((row) => row[index]?.length ?? 0)));
  for (const row of table)
    lines.push(`  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd());
  return lines;
}

/** A name that the service chooses is in parentheses. */
function columnCells({ name, named, type, unit = "", ucd = "", origin }: ResultColumn): readonly string[] {
  const typed = type.name === "UNKNOWN" || type.name === "NULL" ? "" : printType(type);
  return [
    named ? name : `(${name})`,
    typed,
    unit,
    ucd,
    origin === undefined ? "" : `${origin.table}.${origin.column}`,
  ].map((cell) => cell.replace(/\s+/g, " "));
}
