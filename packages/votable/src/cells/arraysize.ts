import { CELL_WARNINGS, type CellWarning } from "./report.ts";

/**
 * The shape of a cell: how many primitives it holds, and along which axes.
 *
 * A scalar has no axis and is not variable. `"3x2"` is `{ fixed: [3, 2], variable: false }`, `"3x5*"` is
 * `{ fixed: [3], variable: true, max: 5 }`.
 */
export interface Arraysize {
  /** Lengths of the axes whose length is known, the fastest-varying first. */
  readonly fixed: readonly number[];
  /** One more axis follows, the slowest, whose length differs from cell to cell. */
  readonly variable: boolean;
  /** Upper bound of the variable axis, where the attribute gives one. */
  readonly max?: number;
}

export type ArraysizeResult =
  | { readonly ok: true; readonly arraysize: Arraysize; readonly warning?: CellWarning }
  | { readonly ok: false; readonly reason: string };

/** The shape of a FIELD without `arraysize`. */
export const SCALAR: Arraysize = { fixed: [], variable: false };

/** `"*"`: what to read a column as whose `arraysize` makes no sense. */
export const UNBOUNDED: Arraysize = { fixed: [], variable: true };

/** More primitives than this do not fit in a cell: "in practice up to 2×10⁹ elements" (VOTable 1.5, section 2.2). */
const MOST_ITEMS = 2 ** 31 - 1;

/** Axes nest as lists do in a column; no table has anywhere near as many. */
const MOST_AXES = 32;

const ARRAYSIZE = /^((?:\d+x)*)(?:(\d+)|(\d*)\*)(?:s\W)?$/;

/**
 * Parses the `arraysize` attribute; absent is a scalar.
 *
 * `"1"` is an array of one, as the standard will have it "if a future specification re-encourages its use"; an axis
 * of 0 is an array that is always empty; the substring convention of appendix A.3 (`"100s,"`) gives the string whole.
 * Each of these, and an empty attribute (a scalar), comes with a warning.
 * @param text - the attribute as written, blanks around it allowed
 * @returns the shape, or the reason why there is none; nothing is thrown
 * @see VOTable 1.5, section 2.2 "Columns as Arrays"
 */
export function parseArraysize(text: string | undefined): ArraysizeResult {
  if (text === undefined) return { ok: true, arraysize: SCALAR };
  const trimmed = text.trim();
  if (trimmed === "") return { ok: true, arraysize: SCALAR, warning: odd("is empty; taken as a scalar") };
  const match = ARRAYSIZE.exec(trimmed);
  if (match === null) return { ok: false, reason: whyMalformed(trimmed) };
  const [, axes = "", last, bound] = match;
  const fixed = axes === "" ? [] : axes.slice(0, -1).split("x").map(Number);
  if (last !== undefined) fixed.push(Number(last));
  const variable = bound !== undefined;
  const max = bound === undefined || bound === "" ? undefined : Number(bound);
  if (fixed.length > MOST_AXES) return { ok: false, reason: `more than ${MOST_AXES} axes` };
  if (itemsOf(fixed) * (max ?? 1) > MOST_ITEMS) {
    return { ok: false, reason: `more than ${MOST_ITEMS} elements` };
  }
  const arraysize: Arraysize = max === undefined ? { fixed, variable } : { fixed, variable, max };
  const warning = oddity(arraysize, trimmed);
  return warning === undefined ? { ok: true, arraysize } : { ok: true, arraysize, warning };
}

/** The attribute of a shape; undefined for a scalar, which has none. Parsing it gives the shape back. */
export function printArraysize(arraysize: Arraysize): string | undefined {
  const axes = arraysize.fixed.map(String);
  if (arraysize.variable) axes.push(`${arraysize.max ?? ""}*`);
  return axes.length === 0 ? undefined : axes.join("x");
}

/** No axis at all: a single primitive. */
export function isScalar(arraysize: Arraysize): boolean {
  return arraysize.fixed.length === 0 && !arraysize.variable;
}

/** Primitives along the given axes together; 1 for none. */
export function itemsOf(axes: readonly number[]): number {
  return axes.reduce((product, axis) => product * axis, 1);
}

function oddity(arraysize: Arraysize, text: string): CellWarning | undefined {
  if (arraysize.fixed.includes(0) || arraysize.max === 0) return odd(`"${text}" has an axis of 0: always empty`);
  if (/s\W$/.test(text)) return odd(`"${text}" has a separator, which is no part of the standard; strings stay whole`);
  if (text === "1") return odd(`"1" should not be used; taken as an array of one`);
  return undefined;
}

function odd(what: string): CellWarning {
  return { code: "W-ARRAYSIZE", message: `arraysize ${what}`, section: CELL_WARNINGS["W-ARRAYSIZE"] };
}

function whyMalformed(text: string): string {
  if (/^-|x-/.test(text)) return "a negative length";
  if (/\*.*x/.test(text)) return "only the last axis can be variable";
  if (/^x|xx|x$/.test(text)) return "a length is missing beside an x";
  return 'lengths joined by x are due, the last of them free to be "*" or to end in it';
}
