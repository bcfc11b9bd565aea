import { AdqlText, isAdqlText } from "./adql-text.ts";
import { AdqlBuildError } from "./build-error.ts";
import { besides } from "./composition.ts";
import { type Piece, readPiece, signOf } from "./lexical.ts";
import { type AdqlValue, isInterval, type ValueWriter } from "./values.ts";

/** The template `adql`. */
export type AdqlTemplate = (strings: TemplateStringsArray, ...values: readonly AdqlValue[]) => AdqlText;

const COMPARISONS: ReadonlySet<string> = new Set(["=", "<>", "!=", "<", ">", "<=", ">=", "LIKE", "ILIKE", "BETWEEN"]);
const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/", "||"]);
/** Behind these stands the name of a table, an alias or a column: a literal there is a name that was not marked as one. */
const BEFORE_NAMES: ReadonlySet<string> = new Set(["FROM", "JOIN", "AS", "."]);
const BEFORE_COUNTS: ReadonlySet<string> = new Set(["TOP", "OFFSET"]);

/**
 * The tagged template over a writer of values. What makes it safe is not only the quoting: each value must arrive as the
 * very tokens it was written as. So a value inside quotes, inside a comment, or joined to a neighbouring word is an
 * error, found by the same lexer that reads queries.
 * @throws AdqlBuildError code ADQL_PLACE for a value where none can stand; those of the values: ADQL_VALUE, ADQL_REGION,
 * ADQL_FEATURE
 */
export function createTemplate(writer: ValueWriter): AdqlTemplate {
  return (strings, ...values) => {
    const texts = strings.map((text, index) => {
      if (text === undefined) throw placeError(index, "an escape before it that JavaScript does not know");
      return text;
    });
    const chunks = texts.map(readPiece);
    const parts: Piece[] = [];
    for (const [index, chunk] of chunks.entries()) {
      parts.push(chunk);
      if (index === values.length) break;
      if (chunk.open !== undefined) throw placeError(index, ENCLOSURES[chunk.open]);
      const previous = lastSign(parts);
      const next = signOf(chunks[index + 1]?.tokens[0]);
      parts.push(readPiece(written(values[index] as AdqlValue, { index, previous, next }, writer)));
    }
    const text = parts.map(({ text }) => text).join("");
    checkTokens(text, parts);
    return new AdqlText(text);
  };
}

/** Where a value stands: its number, and the words or signs beside it. */
interface Place {
  readonly index: number;
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

const ENCLOSURES: Readonly<Record<NonNullable<Piece["open"]>, string>> = {
  string: "it stands inside quotes: leave the quotes out, they come with the value",
  identifier: "it stands inside double quotes: leave them out and give identifier(name)",
  comment: "it stands inside a comment: end the comment before it",
};

function written(value: AdqlValue, place: Place, writer: ValueWriter): string {
  const { previous } = place;
  if (Array.isArray(value)) return writtenList(value, place, writer);
  if (isInterval(value)) {
    if (previous === "BETWEEN") return `${writer.scalar(value.low)} AND ${writer.scalar(value.high)}`;
    throw placeError(place.index, "an interval can only stand behind BETWEEN: use inInterval(column, low, high)");
  }
  if (value === null && (COMPARISONS.has(previous ?? "") || COMPARISONS.has(place.next ?? ""))) {
    throw placeError(place.index, "it is null, and a comparison with NULL is never true: use IS NULL, or equals()");
  }
  if (isAdqlText(value)) return besides(previous, readPiece(value.text), place.next);
  if (BEFORE_NAMES.has(previous ?? "")) {
    throw placeError(place.index, `behind ${previous} stands a name: give identifier(name)`);
  }
  if (BEFORE_COUNTS.has(previous ?? "")) return count(value, place);
  const text = writer.single(value);
  return text.startsWith("-") && ARITHMETIC.has(previous ?? "") ? `(${text})` : text;
}

/** An array behind IN brings its parentheses; elsewhere it is a list of arguments, or of what was built. */
function writtenList(values: readonly AdqlValue[], place: Place, writer: ValueWriter): string {
  const { previous } = place;
  if (values.length === 0) {
    throw placeError(
      place.index,
      "an empty array makes no list: leave the condition out, or use oneOf(), which is then never true",
    );
  }
  if (values.some((value) => value === null) && (previous === "IN" || previous === "(")) {
    throw placeError(place.index, "a list with NULL finds nothing for it, and NOT IN nothing at all: use oneOf()");
  }
  if (values.some((value) => Array.isArray(value) || isInterval(value))) {
    throw placeError(place.index, "an array can hold neither arrays nor intervals");
  }
  const list = values.map(writer.single).join(", ");
  if (previous === "IN") return `(${list})`;
  if (previous === "(" || previous === "," || values.every(isAdqlText)) return list;
  throw placeError(place.index, "an array can only stand behind IN or within parentheses");
}

/** Behind TOP and OFFSET stand digits alone. */
function count(value: AdqlValue, place: Place): string {
  const whole = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
  if (whole && value >= 0) return String(value);
  throw placeError(place.index, `behind ${place.previous} stands a whole number from 0 on, not ${String(value)}`);
}

function lastSign(parts: readonly Piece[]): string | undefined {
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    const token = parts[index]?.tokens.at(-1);
    if (token !== undefined) return signOf(token);
  }
  return undefined;
}

/** Throws unless the whole text has exactly the tokens of its parts: nothing was joined, opened or commented out. */
function checkTokens(text: string, parts: readonly Piece[]): void {
  const whole = readPiece(text).tokens;
  let at = 0;
  let offset = 0;
  for (const [index, part] of parts.entries()) {
    for (const token of part.tokens) {
      const found = whole[at];
      if (found === undefined || found.start !== offset + token.start || found.end !== offset + token.end) {
        throw placeError(
          Math.max(0, Math.ceil(index / 2) - 1),
          `it runs into what stands beside it (${excerpt(text, offset)}): put a blank between`,
        );
      }
      at += 1;
    }
    offset += part.text.length;
  }
}

function excerpt(text: string, offset: number): string {
  return JSON.stringify(text.slice(Math.max(0, offset - 12), offset + 12));
}

function placeError(index: number, why: string): AdqlBuildError {
  return new AdqlBuildError("ADQL_PLACE", `Value ${index + 1} of the template cannot be written: ${why}`);
}
