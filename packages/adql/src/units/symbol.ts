import { ONE } from "./fraction.ts";
import { BINARY_PREFIXES, DECIMAL_PREFIXES, KNOWN_UNITS } from "./known-units.ts";
import { powerOfTen, type Scale, UNITY } from "./scale.ts";
import { PREFIX_OF_WORD, SYMBOL_OF_WORD, UNIT_OF_WORD } from "./spellings.ts";
import type { Unit, UnitTerm } from "./unit.ts";

/** What one word of a unit stands for. */
export interface ResolvedSymbol {
  readonly factor: Scale;
  readonly terms: readonly UnitTerm[];
  readonly deviations: readonly string[];
}

/**
 * Takes a word apart into prefix and symbol (VOUnits 1.1, section 2.2): a known symbol before any prefix (`Pa`, `cd`),
 * then a prefix before a known symbol, then the words of archives; what is left is a unit that nobody knows.
 *
 * @param word - `km`, `degrees`, `'furlong'`, `M'jupiterMass'`
 * @param read - reads the text that stands for a unit VOUnits lacks
 */
export function resolveSymbol(word: string, read: (text: string) => Unit | undefined): ResolvedSymbol | undefined {
  const quoted = /^([^']*)'([^']+)'$/.exec(word);
  if (quoted !== null) {
    const [, prefix = "", symbol = ""] = quoted;
    const scale = prefixScale(prefix);
    return scale === undefined ? undefined : single(term(prefix, `'${symbol}'`, scale, false), []);
  }
  return standard(word) ?? spelled(word, read) ?? single(term("", word, UNITY, false), [`unknown unit "${word}"`]);
}

function standard(word: string): ResolvedSymbol | undefined {
  if (KNOWN_UNITS.has(word)) return known("", word, UNITY, []);
  for (const [prefix, exponent] of DECIMAL_PREFIXES) {
    const symbol = word.slice(prefix.length);
    if (!word.startsWith(prefix) || !KNOWN_UNITS.has(symbol)) continue;
    const misused = KNOWN_UNITS.get(symbol)?.prefixes === undefined || prefix === "da";
    return known(prefix, symbol, powerOfTen(exponent), misused ? [`prefix "${prefix}" before "${symbol}"`] : []);
  }
  for (const [prefix, exponent] of BINARY_PREFIXES) {
    const symbol = word.slice(prefix.length);
    if (!word.startsWith(prefix) || KNOWN_UNITS.get(symbol)?.prefixes !== "binary") continue;
    return known(prefix, symbol, { ...UNITY, num: 2n ** BigInt(exponent) }, []);
  }
  return undefined;
}

/** The spellings of archives: `degrees`, `microJy`, `µm`, `Msun`, `micron`. */
function spelled(word: string, read: (text: string) => Unit | undefined): ResolvedSymbol | undefined {
  const deviations = [`"${word}"`];
  if (word === "°") return known("", "deg", UNITY, deviations);
  if (word === "Å") return known("", "Angstrom", UNITY, deviations);
  const ascii = word.replace(/^[µμ]/u, "u");
  if (ascii !== word) {
    const found = standard(ascii) ?? spelled(ascii, read);
    return found && { ...found, deviations };
  }
  const lower = word.toLowerCase();
  const text = UNIT_OF_WORD.get(lower);
  if (text !== undefined) {
    const unit = read(text);
    return unit && { factor: unit.factor, terms: unit.terms, deviations };
  }
  const symbol = SYMBOL_OF_WORD.get(lower);
  if (symbol !== undefined) return known("", symbol, UNITY, deviations);
  for (const [name, prefix] of PREFIX_OF_WORD) {
    if (!lower.startsWith(name)) continue;
    const rest = word.slice(name.length);
    const base = KNOWN_UNITS.has(rest) ? rest : SYMBOL_OF_WORD.get(rest.toLowerCase());
    if (base !== undefined) return known(prefix, base, prefixScale(prefix) ?? UNITY, deviations);
  }
  const base = SYMBOL_OF_WORD.get(lower.slice(1));
  const scale = prefixScale(word.slice(0, 1));
  return base === undefined || scale === undefined ? undefined : known(word.slice(0, 1), base, scale, deviations);
}

/** A known symbol by the name that is preferred for it, so that `ct` and `count` are one. */
function known(prefix: string, symbol: string, scale: Scale, deviations: readonly string[]): ResolvedSymbol {
  const unit = KNOWN_UNITS.get(symbol);
  const preferred = unit?.preferred ?? symbol;
  const old = unit?.deprecated === true ? [`"${symbol}" is deprecated`] : [];
  // Two spellings of one unit, which the standard has side by side.
  if (prefix === "m" && preferred === "arcsec") return single(term("", "mas", UNITY, true), [...deviations, ...old]);
  return single(term(prefix, preferred, scale, true), [...deviations, ...old]);
}

function single(only: UnitTerm, deviations: readonly string[]): ResolvedSymbol {
  return { factor: UNITY, terms: [only], deviations };
}

function term(prefix: string, symbol: string, scale: Scale, isKnown: boolean): UnitTerm {
  return { prefix, symbol, power: ONE, scale, known: isKnown };
}

function prefixScale(prefix: string): Scale | undefined {
  if (prefix === "") return UNITY;
  const exponent = DECIMAL_PREFIXES.get(prefix);
  return exponent === undefined ? undefined : powerOfTen(exponent);
}
