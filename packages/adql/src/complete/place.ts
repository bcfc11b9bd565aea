import type { Identifier, Span } from "../language/ast.ts";
import { tokenize } from "../language/lexer.ts";
import type { Token } from "../language/token.ts";

/** Where a cursor stands in a text, and what has been typed there. */
export interface Place {
  readonly text: string;
  readonly offset: number;
  /** `number` and `comment`: nothing can be completed. `string`: between single quotes. */
  readonly inside: "code" | "string" | "number" | "comment";
  /** The tokens before the word that is typed, and before the names that qualify it. */
  readonly before: readonly Token[];
  /** What is typed of the word up to the cursor, without its opening quote. */
  readonly typed: string;
  /** The word began with a double quote. */
  readonly quoted: boolean;
  /** The names and periods in front: `schema.table.` */
  readonly qualifier: readonly Identifier[];
  /** The whole word, which a completion replaces; in a string its content. */
  readonly span: Span;
  /** The string that the cursor is in, with its quotes. */
  readonly literal?: Span;
  /** The tokens behind. */
  readonly after: readonly Token[];
}

/** Looks at what is around an offset; beyond the text counts as its end. */
export function placeAt(text: string, at: number): Place {
  const offset = Math.min(Math.max(0, Math.trunc(at) || 0), text.length);
  const { tokens } = tokenize(text);
  const index = lastStartingBefore(tokens, offset);
  const token = tokens[index];
  const alone = queryAlone(text, tokens, index);
  if (alone !== undefined) return placeAt(alone, offset);
  const nowhere = { text, offset, typed: "", quoted: false, span: { start: offset, end: offset } };
  if (token === undefined || token.kind === "end" || token.kind === "symbol" || offset > token.end) {
    const inside = isInComment(text.slice(token?.end ?? 0, offset)) ? "comment" : "code";
    const before = tokens.slice(0, index + 1);
    return { ...nowhere, inside, ...withoutQualifier(text, before), after: tokens.slice(index + 1) };
  }
  const quote = text.indexOf(token.kind === "string" ? "'" : '"', token.start);
  if (token.end === text.length && token.kind !== "number" && isForgotten(text, quote, token, offset)) {
    return placeAt(withoutForgotten(text, quote), offset);
  }
  const before = tokens.slice(0, index);
  switch (token.kind) {
    case "number":
      return { ...nowhere, inside: "number", before, qualifier: [], after: tokens.slice(index + 1) };
    case "string":
      return inString(nowhere, token, before, tokens.slice(index + 1));
    default:
      return inName(nowhere, token, before, tokens.slice(index + 1));
  }
}

/**
 * Of several queries with semicolons between, the one that a token is in, the others blanked out. ADQL has one query a
 * text; people keep several in a file.
 */
function queryAlone(text: string, tokens: readonly Token[], index: number): string | undefined {
  const isEnd = ({ kind, text: sign }: Token): boolean => kind === "symbol" && sign === ";";
  let first = index;
  while (first >= 0 && !isEnd(tokens[first] as Token)) first--;
  const next = tokens.find((token, at) => at > index && isEnd(token));
  const start = tokens[first]?.end ?? 0;
  if (start === 0 && next === undefined) return undefined;
  return " ".repeat(start) + text.slice(start, next?.start);
}

/** Whether a quote on a line before was never closed, and all that follows only seems to be in quotes. */
function isForgotten(text: string, quote: number, { start, end }: Token, offset: number): boolean {
  if (quote < start || quote > start + 1 || !/[\r\n]/.test(text.slice(quote, offset))) return false;
  return text[end - 1] !== text[quote] || end - quote < 2;
}

/** The text with something whole and of the same length in the place of what is quoted on that line. */
function withoutForgotten(text: string, quote: number): string {
  const [line = ""] = /^[^\r\n]*/.exec(text.slice(quote)) ?? [];
  const whole = (text[quote] === "'" && line.length > 1 ? "''" : "x").padEnd(line.length);
  return text.slice(0, quote) + whole + text.slice(quote + line.length);
}

function lastStartingBefore(tokens: readonly Token[], offset: number): number {
  let low = -1;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tokens[middle]?.start ?? 0) < offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param gap - white space and comments, the last one perhaps unfinished */
function isInComment(gap: string): boolean {
  const line = gap.slice(Math.max(gap.lastIndexOf("\n"), gap.lastIndexOf("\r")) + 1);
  if (/--|\/\/|#/.test(line)) return true;
  return gap.lastIndexOf("/*") > gap.lastIndexOf("*/");
}

type Start = Pick<Place, "text" | "offset" | "typed" | "quoted" | "span">;

function inName(start: Start, token: Token, before: readonly Token[], after: readonly Token[]): Place {
  const { text, offset } = start;
  const quoted = text[token.start] === '"';
  const broken = quoted && isBroken(text, token, '"');
  const end = broken ? offset : token.end;
  const typed = text.slice(quoted ? token.start + 1 : token.start, offset);
  const closed = quoted && !broken && offset === token.end;
  return {
    ...start,
    inside: "code",
    typed: (closed ? typed.slice(0, -1) : typed).replaceAll('""', '"'),
    quoted,
    span: { start: token.start, end },
    ...withoutQualifier(text, before),
    after: broken ? rest(text, offset) : after,
  };
}

function inString(start: Start, token: Token, before: readonly Token[], after: readonly Token[]): Place {
  const { text, offset } = start;
  const open = text.indexOf("'", token.start);
  const broken = isBroken(text, token, "'");
  // Behind the closing quote, or between N and the opening one, nothing is typed.
  if ((!broken && offset === token.end) || offset <= open || open < 0) {
    return { ...start, inside: "comment", before: [...before, token], qualifier: [], after };
  }
  const end = broken ? offset : token.end;
  return {
    ...start,
    inside: "string",
    before,
    qualifier: [],
    typed: text.slice(open + 1, offset),
    span: { start: open + 1, end: broken ? end : end - 1 },
    literal: { start: token.start, end },
    after: broken ? rest(text, offset) : after,
  };
}

/**
 * Whether a quote that is being typed has run into the next one: it is never closed, closes on another line, or what
 * closes it is the opening quote of the next.
 */
function isBroken(text: string, { start, end }: Token, quote: string): boolean {
  const closed = text[end - 1] === quote && end - start > 1;
  return !closed || /[\r\n]/.test(text.slice(start, end)) || /[A-Za-z0-9_]/.test(text[end] ?? "");
}

/** The tokens from an offset on, as they are when what is before is left out. */
function rest(text: string, offset: number): readonly Token[] {
  return tokenize(text.slice(offset)).tokens.map((token) => ({
    ...token,
    start: token.start + offset,
    end: token.end + offset,
  }));
}

/** Splits `schema . table .` off the end. */
function withoutQualifier(text: string, tokens: readonly Token[]): Pick<Place, "before" | "qualifier"> {
  const qualifier: Identifier[] = [];
  let end = tokens.length;
  for (;;) {
    const [name, period] = [tokens[end - 2], tokens[end - 1]];
    if (period?.kind !== "symbol" || period.text !== "." || name === undefined) break;
    if (name.kind !== "word" && name.kind !== "delimited") break;
    qualifier.push(identifierOf(text, name));
    end -= 2;
  }
  return { before: tokens.slice(0, end), qualifier: qualifier.reverse() };
}

/** A token that is a name, whatever keyword it may be elsewhere. */
export function identifierOf(text: string, { kind, text: content, start, end }: Token): Identifier {
  const delimited = kind === "delimited";
  return {
    kind: "Identifier",
    name: delimited ? content : text.slice(start, end),
    delimited,
    span: { start, end },
  };
}
