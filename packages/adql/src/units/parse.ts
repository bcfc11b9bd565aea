import { NotAUnit, UnitCursor } from "./cursor.ts";
import { functionTerm, UnitReader } from "./reader.ts";
import { UNITY } from "./scale.ts";
import { NO_UNIT } from "./spellings.ts";
import { type Unit, unitOf } from "./unit.ts";

const MAX_LENGTH = 500;
const MAX_BRACKETS = 5;

const parsed = new Map<string, Unit | undefined>();
const MAX_REMEMBERED = 2000;

/**
 * Reads a unit: VOUnits 1.0 and 1.1, and what archives write beside it (`degrees`, `erg/cm**2/s`, `km s-1`, `m s^-2`,
 * `[cm/s2]`), each departure named in `deviations`.
 *
 * @returns undefined for what says that there is no unit (an empty text, `---`), and for what cannot be understood or
 *   can be understood in two ways (`J/m.s`)
 * @see VOUnits 1.1, section 2 and appendix C
 */
export function parseUnit(text: string): Unit | undefined {
  if (parsed.has(text)) return parsed.get(text);
  const unit = read(text, 0);
  if (parsed.size >= MAX_REMEMBERED) parsed.clear();
  parsed.set(text, unit);
  return unit;
}

/** True for texts that tell that a value has no unit or that it is not known: empty, `---`, `unknown`, `none`. */
export function isNoUnit(text: string): boolean {
  return NO_UNIT.has(text.trim().toLowerCase());
}

function read(text: string, depth: number): Unit | undefined {
  if (text.length > MAX_LENGTH || depth > MAX_BRACKETS || isNoUnit(text)) return undefined;
  const cursor = new UnitCursor(withoutWords(text.trim()));
  if (cursor.text !== text) cursor.deviate(cursor.text === text.trim() ? "white space around it" : "words in it");
  const brackets = /^([A-Za-z ]*)\[(.*)\]$/.exec(cursor.text);
  try {
    if (brackets !== null) return readBracketed(brackets[1]?.trim() ?? "", brackets[2] ?? "", depth);
    const { factor, terms } = new UnitReader(cursor, (word) => read(word, depth + 1)).read();
    return unitOf(factor, terms, [...cursor.deviations]);
  } catch (error) {
    if (error instanceof NotAUnit) return undefined;
    throw error;
  }
}

/** `[cm/s2]` is a logarithm at the CDS; `Angle[deg]` and `Dimensionless[see description]` are units in ESA's Gaia archive. */
function readBracketed(word: string, text: string, depth: number): Unit | undefined {
  if (/^dimensionless$/i.test(word)) return unitOf(UNITY, [], [`"${word}[…]" for "1"`]);
  const inner = read(text, depth + 1);
  if (inner === undefined) return undefined;
  if (word === "" || /^log(10)?$/i.test(word)) return unitOf(UNITY, [functionTerm("log", inner)], ['"[…]" for log(…)']);
  return unitOf(inner.factor, inner.terms, [`"${word}[…]" around it`, ...inner.deviations]);
}

/** Units in words: `per sq. deg`, `Julian years`. */
function withoutWords(text: string): string {
  return text
    .replace(/\b(?:sq\.?|square)\s+([A-Za-z]+)/gi, "$1**2")
    .replace(/\bjulian\s+years?\b/gi, "yr")
    .replace(/\bper\s+/gi, "/");
}
