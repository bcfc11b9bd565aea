import type { ProblemCode, QuickFix } from "../problem.ts";
import type { Condition, NullLiteral, Query, Span, Value } from "./ast.ts";
import { FEATURE_TYPES, type FeatureType, type FeatureUse } from "./features.ts";
import { type AdqlVersion, reservedWords } from "./keywords.ts";
import { isClosing, isOpening, partnersOf } from "./parentheses.ts";
import type { Finding, Token } from "./token.ts";

/** Productions that others come back to, handed round so that the files need not import one another in circles. */
export interface Grammar {
  query(cursor: Cursor, place: QueryPlace): Query;
  expression(cursor: Cursor): Value | Condition;
}

/** Only the main query may have a WITH clause (ADQL 2.1, section 4.5.1). */
export type QueryPlace = "main" | "nested";

export interface CursorOptions {
  readonly version: AdqlVersion;
  readonly extensions: "warn" | "error" | "allow";
  readonly maxDepth: number;
}

interface ReportDetails {
  readonly severity?: "error" | "warning";
  readonly expected?: readonly string[];
  readonly fixes?: readonly QuickFix[];
}

/** Where the parser stands in the tokens, and what it has found so far. */
export class Cursor {
  readonly grammar: Grammar;
  readonly version: AdqlVersion;
  readonly maxDepth: number;
  readonly findings: Finding[] = [];
  /** The token that is looked at. */
  token: Token;
  /** Its index. */
  index = 0;
  /** Parentheses that the grammar has opened and not closed yet. */
  open = 0;
  /** Something was used that 2.0 has not. */
  needs21 = false;
  readonly #text: string;
  /** A copy of the text's tokens once a misspelled keyword was replaced. */
  #tokens: readonly Token[];
  readonly #reserved: ReadonlySet<string>;
  readonly #partners: Int32Array;
  readonly #extensions: CursorOptions["extensions"];
  readonly #features = new Map<string, FeatureUse>();
  #missing: Set<object> | undefined;
  #words: ReadonlySet<string> | undefined;
  #failedAt = -1;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], grammar: Grammar, options: CursorOptions) {
    this.#text = text;
    this.#tokens = tokens;
    this.#partners = partnersOf(tokens);
    this.grammar = grammar;
    this.version = options.version;
    this.#reserved = reservedWords(options.version);
    this.maxDepth = options.maxDepth;
    this.#extensions = options.extensions;
    this.token = this.at(0);
  }

  get features(): readonly FeatureUse[] {
    return [...this.#features.values()];
  }

  // ---- looking

  /** The token at an index; beyond the last one, the end. */
  at(index: number): Token {
    const tokens = this.#tokens;
    return (tokens[index] ?? tokens[tokens.length - 1]) as Token;
  }

  /** The token `ahead` of the one that is looked at. */
  peek(ahead = 1): Token {
    return this.at(this.index + ahead);
  }

  atEnd(): boolean {
    return this.token.kind === "end";
  }

  isWord(word: string): boolean {
    return this.token.text === word && this.token.kind === "word";
  }

  isSymbol(symbol: string): boolean {
    return this.token.text === symbol && this.token.kind === "symbol";
  }

  /** Whether a token can be a name as it stands. */
  isName({ kind, text }: Token): boolean {
    return kind === "delimited" || (kind === "word" && !this.#reserved.has(text));
  }

  /** Whether a word, in upper case, cannot be a name without quotes. */
  isReserved(word: string): boolean {
    return this.#reserved.has(word);
  }

  /** Whether SELECT or WITH comes, perhaps after opening parentheses. */
  leadsToQuery(): boolean {
    return this.#isQueryWord(this.#afterOpening());
  }

  /**
   * Whether what starts here is a query, perhaps in parentheses of a set operation, where a table or a value could
   * start as well: `((SELECT …) AS a JOIN b)` is a join, `((SELECT …) UNION …)` and `((SELECT …))` are queries.
   */
  startsQuery(): boolean {
    const inner = this.#afterOpening();
    if (!this.#isQueryWord(inner)) return false;
    for (let outer = this.index; outer < inner; outer++) {
      const partner = this.partner(outer);
      if (partner !== -1 && !AFTER_QUERIES.has(this.at(partner + 1).text)) return false;
    }
    return true;
  }

  #afterOpening(): number {
    let { index } = this;
    while (isOpening(this.at(index))) index++;
    return index;
  }

  #isQueryWord(index: number): boolean {
    const { kind, text } = this.at(index);
    return kind === "word" && (text === "SELECT" || text === "WITH");
  }

  /** Index of the parenthesis that goes with the one at `index`; -1 when there is none. */
  partner(index: number): number {
    return this.#partners[index] ?? -1;
  }

  slice({ start, end }: Span): string {
    return this.#text.slice(start, end);
  }

  /** Whether the token follows the one before at once, without any white space. */
  isAdjacent(index: number = this.index): boolean {
    return index > 0 && this.at(index - 1).end === this.at(index).start;
  }

  /** Whether the text has a word or name of these letters, in whatever case. */
  hasWord(word: string): boolean {
    this.#words ??= new Set(this.#tokens.map(({ text }) => text.toUpperCase()));
    return this.#words.has(word.toUpperCase());
  }

  // ---- going on

  advance(): Token {
    const { token } = this;
    if (token.kind !== "end") this.token = this.at(++this.index);
    return token;
  }

  takeWord(word: string): boolean {
    const taken = this.isWord(word);
    if (taken) this.advance();
    return taken;
  }

  takeSymbol(symbol: string): boolean {
    const taken = this.isSymbol(symbol);
    if (taken) this.advance();
    return taken;
  }

  jump(index: number): void {
    this.index = index;
    this.token = this.at(index);
  }

  /** The text from `start` up to the token before. */
  spanFrom(start: number): Span {
    const end = this.index === 0 ? start : this.at(this.index - 1).end;
    return { start, end: Math.max(start, end) };
  }

  /** Reads the token as another word, where it is a misspelled one. */
  respell(word: string): void {
    const tokens = [...this.#tokens];
    tokens[this.index] = { ...this.token, text: word };
    this.#tokens = tokens;
    this.token = this.at(this.index);
  }

  /** Leaves out what is up to a token that `stop` likes, or a closing parenthesis; parentheses are left out whole. */
  skipTo(stop: (token: Token) => boolean): void {
    while (this.token.kind !== "end" && !isClosing(this.token) && !stop(this.token)) {
      const partner = isOpening(this.token) ? this.partner(this.index) : -1;
      this.jump(partner === -1 ? this.index + 1 : partner + 1);
    }
  }

  /** One level deeper; false, and reported, where it gets too deep. Every call is answered by leave(). */
  enter(): boolean {
    if (++this.#depth <= this.maxDepth) return true;
    if (this.#depth === this.maxDepth + 1) {
      this.report(
        "ADQL_LIMIT",
        this.token,
        `This is nested more than ${this.maxDepth} levels deep. Split the query, or raise maxDepth.`,
      );
      this.#failedAt = this.index;
    }
    return false;
  }

  leave(): void {
    this.#depth--;
  }

  // ---- telling

  report(code: ProblemCode, { start, end }: Span, message: string, details: ReportDetails = {}): void {
    this.findings.push({ code, severity: "error", message, span: { start, end }, ...details });
  }

  /** `Expected a, b or c, found x. advice` at the token, once for each token. */
  expected(names: readonly string[], advice = "", fixes: readonly QuickFix[] = []): void {
    if (this.hasFailed()) return;
    const message = `Expected ${alternatives(names)}, found ${this.describe(this.token)}.${advice === "" ? "" : ` ${advice}`}`;
    this.report("ADQL_SYNTAX", this.token, message, { expected: names, ...(fixes.length === 0 ? {} : { fixes }) });
    this.#failedAt = this.index;
  }

  /** Whether something was found amiss at this very token. */
  hasFailed(): boolean {
    return this.#failedAt === this.index;
  }

  /** Keeps quiet about this token. */
  fail(): void {
    this.#failedAt = this.index;
  }

  /** SQL that no version of ADQL has. */
  extension(span: Span, message: string, fixes: readonly QuickFix[] = []): void {
    if (this.#extensions === "allow") return;
    const severity = this.#extensions === "error" ? "error" : "warning";
    this.report("ADQL_EXTENSION", span, message, { severity, ...(fixes.length === 0 ? {} : { fixes }) });
  }

  /** Marks what came with ADQL 2.1. `what` is a subject: `OFFSET`. */
  since21(span: Span, what: string, advice = "", fixes: readonly QuickFix[] = []): void {
    this.needs21 = true;
    if (this.version !== "2.0") return;
    const message = `${what} came with ADQL 2.1; this is to be 2.0.${advice === "" ? "" : ` ${advice}`}`;
    this.report("ADQL_VERSION", span, message, fixes.length === 0 ? {} : { fixes });
  }

  feature(kind: keyof typeof FEATURE_TYPES, form: string, { start, end }: Span): void {
    const type: FeatureType = FEATURE_TYPES[kind];
    const key = `${type} ${form.toUpperCase()}`;
    if (!this.#features.has(key)) this.#features.set(key, { type, form, span: { start, end } });
  }

  /** A token as a message names it. */
  describe(token: Token): string {
    if (token.kind === "end") return "the end of the text";
    const written = this.slice(token).replace(/\s+/g, " ");
    const shown = written.length > 40 ? `${written.slice(0, 39)}…` : written;
    return token.kind === "string" ? `the string ${shown}` : shown;
  }

  /** What stands in the tree where a value is missing and reported. */
  missingValue(): NullLiteral {
    const { start } = this.token;
    const node: NullLiteral = { kind: "NullLiteral", span: { start, end: start } };
    this.#missing ??= new Set();
    this.#missing.add(node);
    return node;
  }

  isMissing(node: object): boolean {
    return this.#missing?.has(node) === true;
  }
}

export const SET_OPERATORS: ReadonlySet<string> = new Set(["UNION", "EXCEPT", "INTERSECT"]);
/** What can follow a query in parentheses that is an operand, or all there is; the end of the text has no letters. */
const AFTER_QUERIES: ReadonlySet<string> = new Set([
  ...SET_OPERATORS,
  "ORDER",
  "OFFSET",
  "LIMIT",
  "FETCH",
  ")",
  ";",
  "",
]);

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(names: readonly string[]): string {
  const last = names[names.length - 1] ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} or ${last}`;
}
