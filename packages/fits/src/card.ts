/** The value of a keyword; integers beyond 2^53 are bigint, complex values are `[re, im]`. */
export type CardValue = string | number | bigint | boolean | readonly [number, number];

/** One keyword record of a header, with the CONTINUE records that belong to it. */
export interface Card {
  /** `NAXIS1`, `COMMENT`, empty for a blank record; `ESO DET ID` for a HIERARCH one. */
  readonly keyword: string;
  /** Absent for commentary, for a keyword without a value, and for a value that cannot be read. */
  readonly value?: CardValue;
  /** What follows the slash, or the text of commentary. Empty is absent. */
  readonly comment?: string;
  /** The value departs from every form of the standard; `comment` is then all of it as written. */
  readonly malformed?: true;
}

/**
 * Parses a record of 80 characters.
 * @see FITS 4.0, section 4.1 and 4.2; the HIERARCH convention of ESO
 */
export function parseCard(record: string): Card {
  const hierarch = /^HIERARCH\s+([^=]*[^=\s])\s*=(.*)$/.exec(record);
  if (hierarch?.[1] !== undefined) return { keyword: hierarch[1], ...parseValue(hierarch[2] ?? "") };
  const keyword = record.slice(0, 8).trimEnd();
  if (record.slice(8, 10) === "= " && keyword !== "COMMENT" && keyword !== "HISTORY" && keyword !== "") {
    return { keyword, ...parseValue(record.slice(10)) };
  }
  return { keyword, ...withComment(record.slice(8).trimEnd()) };
}

/** The string on a CONTINUE record, and its comment; undefined where the record has none. */
export function parseContinuation(record: string): { readonly text: string; readonly comment?: string } | undefined {
  const { value, comment } = parseValue(record.slice(8));
  if (typeof value !== "string") return undefined;
  return comment === undefined ? { text: value } : { text: value, comment };
}

type Value = Omit<Card, "keyword">;

const INTEGER = /^[+-]?\d+$/;
const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[EDed][+-]?\d+)?$/;
const COMPLEX = /^\(([^,()]*),([^,()]*)\)$/;

function parseValue(text: string): Value {
  const written = text.trim();
  if (written.startsWith("'")) return parseString(written);
  const slash = written.indexOf("/");
  const token = (slash < 0 ? written : written.slice(0, slash)).trimEnd();
  const comment = withComment(slash < 0 ? "" : written.slice(slash + 1).trim());
  if (token === "") return comment;
  if (token === "T" || token === "F") return { value: token === "T", ...comment };
  const number = parseNumber(token);
  if (number !== undefined) return { value: number, ...comment };
  const complex = COMPLEX.exec(token);
  const re = Number(parseNumber(complex?.[1]?.trim() ?? ""));
  const im = Number(parseNumber(complex?.[2]?.trim() ?? ""));
  if (complex !== null && !Number.isNaN(re) && !Number.isNaN(im)) return { value: [re, im], ...comment };
  return { comment: written, malformed: true };
}

function parseNumber(token: string): number | bigint | undefined {
  if (INTEGER.test(token)) {
    const integer = Number(token);
    return Number.isSafeInteger(integer) ? integer : BigInt(token.replace("+", ""));
  }
  return REAL.test(token) ? Number(token.replace(/[Dd]/, "e")) : undefined;
}

/** A quote inside is doubled; blanks at the end mean nothing, those at the start do (section 4.2.1). */
function parseString(written: string): Value {
  const closed = /^'((?:[^']|'')*)'(.*)$/.exec(written);
  if (closed === null) return { comment: written, malformed: true };
  const value = (closed[1] ?? "").replaceAll("''", "'").trimEnd();
  const rest = (closed[2] ?? "").trim();
  return { value, ...withComment(rest.startsWith("/") ? rest.slice(1).trim() : rest) };
}

function withComment(comment: string): { comment?: string } {
  return comment === "" ? {} : { comment };
}
