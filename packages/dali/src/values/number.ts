import { valueError } from "./value-error.ts";

const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** A real number as DALI 1.2, section 3.1 has it, with `±Inf`; undefined for anything else, NaN included. */
export function parseReal(text: string): number | undefined {
  if (REAL.test(text)) {
    const value = Number(text);
    // 1e999 is a number to the grammar and to nobody else.
    return Number.isFinite(value) ? value : undefined;
  }
  const infinite = INFINITE.exec(text);
  if (infinite === null) return undefined;
  return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The shortest text that reads back to the same number: `12.5`, `1e-7`, `-Inf`, `+Inf`. Zero loses its sign. */
export function printReal(value: number, what: string): string {
  if (Number.isNaN(value)) throw valueError(what, "NaN", "NaN is no number that a service can search for");
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value === 0 ? 0 : value).replace("e+", "e");
}

/** The reals that blanks separate; undefined when one of them is none. */
export function parseReals(text: string): number[] | undefined {
  const numbers: number[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const number = parseReal(word);
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers;
}
