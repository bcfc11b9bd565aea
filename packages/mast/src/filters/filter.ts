import { MastError } from "../errors.ts";
import { rangeOfTerm } from "./bounds.ts";

/** One thing that a cell may be, or with `isNegated` may not be. */
export type FilterTerm = { readonly isNegated: boolean } & (
  | {
      /** Exactly this, whatever the case of its letters. */
      readonly kind: "value";
      readonly text: string;
    }
  | {
      /** These texts in this order, with any characters between two of them: `["NIRCAM/", ""]` is what begins so. */
      readonly kind: "pattern";
      readonly parts: readonly string[];
    }
  | {
      /** From `min` to `max`, both included; one may be absent. Numbers, or dates, as they were written. */
      readonly kind: "range";
      readonly min?: string;
      readonly max?: string;
    }
  | {
      /** Beyond a number or a date, which is not included. */
      readonly kind: "above" | "below";
      readonly bound: string;
    }
);

/**
 * What a column must be: one of the terms that are not negated (any, where there is none), and none of those that are. Several
 * filters all must hold.
 */
export interface Filter {
  readonly column: string;
  readonly terms: readonly FilterTerm[];
}

/** What an operator makes of its terms. */
const OPERATORS = ["!=", ">=", "<=", "=", ">", "<", "~"] as const;
type Operator = (typeof OPERATORS)[number];

const FORM =
  'Write COLUMN=VALUE, with several values between commas, * for any characters, "100..200", "100.." or ">100" for ranges, ! before a value or != for what it may not be, ~ for a word in a text.';

/**
 * Parses a filter as people write it.
 *
 * `instrument_name=NIRCAM/*` any characters; `t_exptime=100..`, `t_exptime>=100`, `t_exptime<10` ranges of numbers, or of dates
 * (`t_min=2022-07-12..2022-08-01`, days as a whole); `filters=F070W,F090W` one of several; `filters!=F070W` and `filters=F*,!F070W` what it may
 * not be; `obs_title~exoplanet` a word in a text; quotes keep a value as it is: `target_name="NGC 1, 2*"`, with `""` for a quote.
 * @throws MastError code MAST_FILTER, also for a range that runs backwards, whatever its column
 */
export function parseFilter(text: string): Filter {
  const [, column, rest] = /^\s*([A-Za-z_][\w.]*)\s*(.*)$/s.exec(text) ?? [];
  const operator = OPERATORS.find((one) => rest?.startsWith(one));
  if (column === undefined || rest === undefined || operator === undefined) {
    throw new MastError("MAST_FILTER", `${JSON.stringify(text)} is no filter. ${FORM}`);
  }
  const items = splitItems(rest.slice(operator.length), text);
  const filter = { column, terms: items.map((item) => readTerm(item, operator, text)) };
  // Ends of ranges are numbers or dates of any column; what a value is, only the column tells.
  for (const term of filter.terms) if (term.kind !== "value") rangeOfTerm(term, filter);
  return filter;
}

/** A stretch of a value. */
interface Piece {
  readonly text: string;
  /** Between quotes: nothing in it has a meaning. */
  readonly isQuoted: boolean;
}

/** A value between commas. */
interface Item {
  readonly pieces: readonly Piece[];
  readonly isNegated: boolean;
}

function splitItems(list: string, whole: string): Item[] {
  const items: Item[] = [];
  let pieces: Piece[] = [];
  const end = (): void => {
    items.push(readItem(pieces, whole));
    pieces = [];
  };
  const piece = /"((?:[^"]|"")*)"|([^",]+)|(,)/y;
  while (piece.lastIndex < list.length) {
    const [found, quoted, bare] = piece.exec(list) ?? [];
    if (found === undefined) {
      throw new MastError("MAST_FILTER", `In the filter ${JSON.stringify(whole)} a quote is not closed. ${FORM}`);
    }
    if (quoted !== undefined) pieces.push({ text: quoted.replaceAll('""', '"'), isQuoted: true });
    else if (bare !== undefined) pieces.push({ text: bare, isQuoted: false });
    else end();
  }
  end();
  return items;
}

/** Takes the mark of negation and the blanks around off. */
function readItem(given: readonly Piece[], whole: string): Item {
  const pieces = given.map(({ text, isQuoted }, index) => {
    if (isQuoted) return { text, isQuoted };
    const begun = index === 0 ? text.trimStart() : text;
    return { text: index === given.length - 1 ? begun.trimEnd() : begun, isQuoted };
  });
  const [first] = pieces;
  const isNegated = first?.isQuoted === false && first.text.startsWith("!");
  const rest = isNegated ? [{ text: first.text.slice(1).trimStart(), isQuoted: false }, ...pieces.slice(1)] : pieces;
  const kept = rest.filter(({ text, isQuoted }) => isQuoted || text !== "");
  if (kept.length > 0) return { pieces: kept, isNegated };
  throw new MastError(
    "MAST_FILTER",
    `The filter ${JSON.stringify(whole)} has a value that is empty; "" is the empty text. ${FORM}`,
  );
}

function readTerm({ pieces, isNegated: isMarked }: Item, operator: Operator, whole: string): FilterTerm {
  const isNegated = operator === "!=" ? !isMarked : isMarked;
  const text = pieces.map((piece) => piece.text).join("");
  switch (operator) {
    case ">":
      return { kind: "above", bound: readBound(text, whole), isNegated };
    case ">=":
      return { kind: "range", min: readBound(text, whole), isNegated };
    case "<":
      return { kind: "below", bound: readBound(text, whole), isNegated };
    case "<=":
      return { kind: "range", max: readBound(text, whole), isNegated };
    case "~":
      return { kind: "pattern", parts: patternParts([ANY, ...pieces, ANY]), isNegated };
    default:
      return readEqual(pieces, text, isNegated, whole);
  }
}

const ANY: Piece = { text: "*", isQuoted: false };

function readEqual(pieces: readonly Piece[], text: string, isNegated: boolean, whole: string): FilterTerm {
  if (pieces.every(({ isQuoted }) => !isQuoted)) {
    const [, sign, compared] = /^(>=|<=|>|<)(.+)$/s.exec(text) ?? [];
    if (sign !== undefined && compared !== undefined) {
      return readTerm({ pieces: [{ text: compared, isQuoted: false }], isNegated }, sign as Operator, whole);
    }
    const [, min, max] = /^(.*?)\.\.(.*)$/s.exec(text) ?? [];
    if (min !== undefined && max !== undefined) return readRange(min.trim(), max.trim(), isNegated, whole);
  }
  const parts = patternParts(pieces);
  return parts.length > 1 ? { kind: "pattern", parts, isNegated } : { kind: "value", text, isNegated };
}

function readRange(min: string, max: string, isNegated: boolean, whole: string): FilterTerm {
  if (min === "" && max === "") {
    throw new MastError("MAST_FILTER", `The filter ${JSON.stringify(whole)} has a range that is open at both ends.`);
  }
  return {
    kind: "range",
    ...(min === "" ? {} : { min: readBound(min, whole) }),
    ...(max === "" ? {} : { max: readBound(max, whole) }),
    isNegated,
  };
}

/** The texts between stars, which `%`, MAST's own, is too; several stars in a row are one. */
function patternParts(pieces: readonly Piece[]): string[] {
  const parts = [""];
  let isAfterStar = false;
  for (const { text, isQuoted } of pieces) {
    for (const run of isQuoted ? [text] : text.split(/([*%]+)/)) {
      if (!isQuoted && /^[*%]+$/.test(run)) {
        if (!isAfterStar) parts.push("");
        isAfterStar = true;
      } else if (run !== "") {
        parts[parts.length - 1] += run;
        isAfterStar = false;
      }
    }
  }
  return parts;
}

/** The end of a range: a number or a date. */
function readBound(text: string, whole: string): string {
  const bare = text.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(bare)) return bare;
  if (/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d*)?)?)?Z?$/.test(bare)) return bare.replace(" ", "T");
  throw new MastError(
    "MAST_FILTER",
    `In the filter ${JSON.stringify(whole)}, ${JSON.stringify(bare)} is no end of a range: a number is, or a date such as 2022-07-12.`,
  );
}

/** Prints a filter so that `parseFilter` reads the same. */
export function printFilter({ column, terms }: Filter): string {
  return `${column}=${terms.map(printTerm).join(",")}`;
}

function printTerm(term: FilterTerm): string {
  const not = term.isNegated ? "!" : "";
  switch (term.kind) {
    case "value":
      return `${not}${quote(term.text)}`;
    case "pattern":
      return `${not}${term.parts.map((part) => (part === "" ? "" : quote(part))).join("*")}`;
    case "range":
      return `${not}${term.min ?? ""}..${term.max ?? ""}`;
    case "above":
      return `${not}>${term.bound}`;
    case "below":
      return `${not}<${term.bound}`;
  }
}

/** Between quotes, unless nothing in it has a meaning, and nothing of it would be trimmed. */
function quote(text: string): string {
  const isPlain = /^[^\s!<>",*%.](?:[^",*%]*[^\s",*%.])?$/.test(text) && !text.includes("..");
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
