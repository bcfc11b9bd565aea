import type { Span } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { deletion, fixOf, insertion, replacement } from "./edits.ts";
import { isClosing, isOpening } from "./parentheses.ts";
import type { Token } from "./token.ts";

/** Words that a clause or an operand of a set starts with: where parsing finds its feet again. */
const CLAUSES: ReadonlySet<string> = new Set([
  "FROM",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "OFFSET",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "SELECT",
  "FETCH",
]);

/** Whether a clause starts at the token, or at one ahead of it. */
export function isClauseStart(cursor: Cursor, ahead = 0): boolean {
  const { kind, text } = cursor.peek(ahead);
  if (kind !== "word") return false;
  if (text === "OFFSET") return startsOffset(cursor, cursor.peek(ahead + 1));
  return CLAUSES.has(text) || isLimit(cursor, ahead);
}

/** OFFSET before what may be meant for its number, rather than as a name that needs quotes. */
function startsOffset(cursor: Cursor, { kind, text }: Token): boolean {
  if (cursor.version === "2.0") return kind === "number";
  if (kind === "symbol") return text === "(" || text === "-" || text === "+" || text === ";";
  return kind !== "word" || !AFTER_VALUES.has(text);
}

const AFTER_VALUES: ReadonlySet<string> = new Set("AND AS ASC BETWEEN DESC FROM ILIKE IN IS LIKE NOT OR".split(" "));

/** `LIMIT 10`, which is no alias, whatever the grammar says. */
export function isLimit(cursor: Cursor, ahead = 0): boolean {
  const { kind, text } = cursor.peek(ahead);
  if (kind !== "word" || text !== "LIMIT") return false;
  const next = cursor.peek(ahead + 1);
  return next.kind === "number" || (next.kind === "word" && next.text === "ALL");
}

/** Whether nothing more of a list can come: the end, a closing parenthesis, a semicolon or the next clause. */
export function isListEnd(cursor: Cursor, ahead = 0): boolean {
  const token = cursor.peek(ahead);
  return token.kind === "end" || isClosing(token) || isSemicolon(token) || isClauseStart(cursor, ahead);
}

export function isSemicolon({ kind, text }: Token): boolean {
  return kind === "symbol" && text === ";";
}

function isComma({ kind, text }: Token): boolean {
  return kind === "symbol" && text === ",";
}

/** Whether a value can start with a token. Names only as they stand, keywords only where they are functions. */
function startsItem(cursor: Cursor, token: Token, next: Token): boolean {
  switch (token.kind) {
    case "number":
    case "string":
    case "delimited":
      return true;
    case "word":
      return cursor.isName(token) || token.text === "NULL" || token.text === "CASE" || isFunctionCall(token, next);
    default:
      return false;
  }
}

function isFunctionCall(token: Token, next: Token): boolean {
  return token.kind === "word" && isOpening(next) && !NOT_FUNCTIONS.has(token.text);
}

/** Reserved words that may stand before a parenthesis and are no function. */
export const NOT_FUNCTIONS: ReadonlySet<string> = new Set(
  `ALL AND ANY AS ASC BETWEEN BY CASE CROSS DESC DISTINCT ELSE END EXCEPT EXISTS FROM FULL GROUP HAVING ILIKE IN INNER
  INTERSECT IS JOIN LIKE NATURAL NOT OFFSET ON OR ORDER OUTER SELECT SOME THEN TOP UNION USING VALUES WHEN WHERE
  WITH`.split(/\s+/),
);

/** `item {, item}`; stray commas are reported, and so is a comma that is missing between two items. */
export function commaList<Item>(cursor: Cursor, what: string, item: (cursor: Cursor) => Item | undefined): Item[] {
  const items: Item[] = [];
  if (isListEnd(cursor)) {
    cursor.expected([what]);
    return items;
  }
  for (;;) {
    if (isComma(cursor.token)) {
      strayComma(cursor, cursor.advance());
      if (isListEnd(cursor)) return items;
      continue;
    }
    const before = cursor.index;
    const found = item(cursor);
    if (found !== undefined) items.push(found);
    if (isComma(cursor.token)) {
      const comma = cursor.advance();
      if (!isListEnd(cursor)) continue;
      strayComma(cursor, comma);
      return items;
    }
    if (cursor.index === before || isListEnd(cursor) || !startsItem(cursor, cursor.token, cursor.peek())) return items;
    const previous = cursor.at(cursor.index - 1);
    cursor.expected(["a comma before the next"], "", [fixOf("Insert a comma", insertion(previous.end, ","))]);
  }
}

function strayComma(cursor: Cursor, comma: Token): void {
  const before = cursor.at(cursor.index - 2);
  const glues = before.end === comma.start && cursor.token.start === comma.end;
  cursor.report("ADQL_SYNTAX", comma, "This comma separates nothing. Remove it, or write what is missing beside it.", {
    fixes: [fixOf("Remove the comma", replacement(comma, glues ? " " : ""))],
  });
}

/** `)` of the parenthesis that was opened by `opening`; where it is missing, what is before the next `)` or clause is left out. */
export function closeParenthesis(cursor: Cursor, opening: Token, others: readonly string[] = []): void {
  cursor.open--;
  if (cursor.takeSymbol(")")) return;
  const { end } = cursor.at(cursor.index - 1);
  const fixes = isListEnd(cursor) ? [fixOf("Insert )", insertion(end, ")"))] : [];
  const advice = isComma(cursor.token) ? "ADQL has no lists of values in parentheses but after IN." : "";
  cursor.expected([...others, ")"], advice, fixes);
  const stopped = cursor.index;
  cursor.skipTo(() => isSemicolon(cursor.token) || isClauseStart(cursor));
  // A `)` that comes at once would have been taken; one that comes after what was left out is ours if it is our partner.
  if (isClosing(cursor.token) && cursor.index > stopped && cursor.at(cursor.partner(cursor.index)) === opening)
    cursor.advance();
  else if (cursor.index === stopped) cursor.fail();
}

/** `(`; reported where it is missing. */
export function openParenthesis(cursor: Cursor, after: string): Token | undefined {
  const { token } = cursor;
  if (cursor.takeSymbol("(")) {
    cursor.open++;
    return token;
  }
  cursor.expected([`( after ${after}`]);
  return undefined;
}

/** Reads what should stand in parentheses after a word and does not; the fix puts it into them. */
export function withoutParentheses<Item>(cursor: Cursor, after: string, read: () => Item): Item {
  const { token } = cursor;
  const place = cursor.findings.length;
  cursor.expected([`( after ${after}`]);
  const item = read();
  const finding = cursor.findings[place];
  const { end } = cursor.at(cursor.index - 1);
  if (finding !== undefined && finding.span.start === token.start && cursor.token !== token) {
    const fix = fixOf("Put it in parentheses", insertion(token.start, "("), insertion(end, ")"));
    cursor.findings[place] = { ...finding, fixes: [fix] };
  }
  return item;
}

/** Reports what stands where a clause, a comma or the end should, and leaves it out up to the next of those. */
export function clauseEnd(cursor: Cursor, expected: readonly string[]): void {
  for (;;) {
    const { token } = cursor;
    if (isClosing(token) && cursor.open === 0) {
      cursor.advance();
      cursor.report(
        "ADQL_SYNTAX",
        token,
        "This ) closes nothing. Remove it, or open the parenthesis that it belongs to.",
        {
          fixes: [fixOf("Remove the )", deletion(token))],
        },
      );
      continue;
    }
    if (isListEnd(cursor)) return;
    if (respellKeyword(cursor, KEYWORDS_AFTER_ITEMS)) return;
    cursor.expected(expected);
    cursor.skipTo(() => isSemicolon(cursor.token) || isClauseStart(cursor));
    if (cursor.token === token) cursor.advance();
  }
}

const KEYWORDS_AFTER_ITEMS = ["FROM", "WHERE", "GROUP", "HAVING", "ORDER", "OFFSET", "UNION", "EXCEPT", "INTERSECT"];

/** Where the token is nearly one of the keywords that could stand there: reports it, and reads it as that keyword. */
export function respellKeyword(cursor: Cursor, keywords: readonly string[]): boolean {
  const { token } = cursor;
  if (token.kind !== "word" || !cursor.isName(token)) return false;
  const keyword = keywords.find((candidate) => isNearly(token.text, candidate));
  if (keyword === undefined) return false;
  cursor.report(
    "ADQL_SYNTAX",
    token,
    `Expected ${keyword}, found ${cursor.describe(token)}. It looks like a misspelling.`,
    {
      expected: [keyword],
      fixes: [fixOf(`Replace by ${keyword}`, replacement(token, keyword))],
    },
  );
  cursor.respell(keyword);
  return true;
}

/** One letter wrong, missing, too many, or two neighbours swapped. Words of three letters and less are too short to tell. */
export function isNearly(word: string, keyword: string): boolean {
  if (word === keyword || keyword.length < 4 || Math.abs(word.length - keyword.length) > 1) return false;
  let head = 0;
  while (head < word.length && word[head] === keyword[head]) head++;
  let tail = 0;
  const shorter = Math.min(word.length, keyword.length) - head;
  while (tail < shorter && word[word.length - 1 - tail] === keyword[keyword.length - 1 - tail]) tail++;
  const left = word.slice(head, word.length - tail);
  const right = keyword.slice(head, keyword.length - tail);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

/** The span of the gap that goes with a word when that is removed: the word and the blanks after it. */
export function wordWithGap(word: Token, next: Token): Span {
  return { start: word.start, end: next.kind === "end" ? word.end : next.start };
}
