import { addFractions, type Fraction, fraction, multiplyFractions, printPower } from "./fraction.ts";
import { KNOWN_UNITS } from "./known-units.ts";
import { multiplyScales, powerOfTen, raiseScale, type Scale, scaleOfDecimal, scaleToNumber, UNITY } from "./scale.ts";

/** One symbol with its prefix and power. */
export interface UnitTerm {
  readonly prefix: string;
  /** A symbol of VOUnits, an unknown one, or a function of a unit (`log(Hz)`). */
  readonly symbol: string;
  readonly power: Fraction;
  /** The value of the prefix. */
  readonly scale: Scale;
  readonly known: boolean;
}

/** A unit as a number times powers of symbols (VOUnits 1.1, section 2). Made by parseUnit. */
export interface Unit {
  /** In the syntax of VOUnits, in one order whatever the order of the text: alike for alike products. */
  readonly canonical: string;
  /** The number in front of the symbols. */
  readonly factor: Scale;
  readonly terms: readonly UnitTerm[];
  /** Symbols that VOUnits does not know: nothing can be said of what they measure. */
  readonly unknown: readonly string[];
  /** How the text departs from VOUnits 1.1, a phrase each; empty for what it recommends. */
  readonly deviations: readonly string[];
}

/** A unit in base units: its factor and the power of each base symbol. */
export interface Reduced {
  readonly scale: Scale;
  readonly powers: ReadonlyMap<string, Fraction>;
}

/** A product of terms as a unit: like symbols merged, in canonical order. Undefined where a power or the factor grows too large. */
export function unitOf(factor: Scale, terms: readonly UnitTerm[], deviations: readonly string[]): Unit | undefined {
  // A factor that is no double could neither be written nor converted by.
  const value = scaleToNumber(factor);
  if (!Number.isFinite(value) || value === 0) return undefined;
  const merged = new Map<string, UnitTerm>();
  for (const term of terms) {
    const key = `${term.prefix} ${term.symbol}`;
    const before = merged.get(key);
    const power = before === undefined ? term.power : addFractions(before.power, term.power);
    if (power === undefined) return undefined;
    merged.set(key, { ...term, power });
  }
  const ordered = [...merged.values()].filter(({ power }) => power.num !== 0).sort(compareTerms);
  return {
    canonical: print(factor, ordered),
    factor,
    terms: ordered,
    unknown: ordered.filter(({ known }) => !known).map(({ symbol }) => symbol),
    deviations,
  };
}

export function multiplyUnits(a: Unit, b: Unit): Unit | undefined {
  return unitOf(multiplyScales(a.factor, b.factor), [...a.terms, ...b.terms], []);
}

/** @param denominator - 2 for a square root */
export function raiseUnit(unit: Unit, numerator: number, denominator = 1): Unit | undefined {
  const power = fraction(numerator, denominator);
  if (power === undefined) return undefined;
  const terms: UnitTerm[] = [];
  for (const term of unit.terms) {
    const raised = multiplyFractions(term.power, power);
    if (raised === undefined) return undefined;
    terms.push({ ...term, power: raised });
  }
  return unitOf(raiseScale(unit.factor, power), terms, []);
}

/** In base units, unknown symbols being bases of their own. Undefined where a power or the factor grows too large. */
export function reduceUnit(unit: Unit): Reduced | undefined {
  let scale = unit.factor;
  const powers = new Map<string, Fraction>();
  for (const { symbol, power, scale: prefix } of unit.terms) {
    const base = reduceSymbol(symbol);
    scale = multiplyScales(scale, raiseScale(multiplyScales(prefix, base.scale), power));
    for (const [name, inner] of base.powers) {
      const raised = multiplyFractions(inner, power);
      const sum = raised === undefined ? undefined : addFractions(powers.get(name) ?? { num: 0, den: 1 }, raised);
      if (sum === undefined) return undefined;
      powers.set(name, sum);
    }
  }
  for (const [name, { num }] of powers) if (num === 0) powers.delete(name);
  return { scale, powers };
}

const reducedSymbols = new Map<string, Reduced>();

function reduceSymbol(symbol: string): Reduced {
  const definition = KNOWN_UNITS.get(symbol)?.is;
  if (definition === undefined) return { scale: UNITY, powers: new Map([[symbol, { num: 1, den: 1 }]]) };
  const known = reducedSymbols.get(symbol);
  if (known !== undefined) return known;
  const { factor = "1", divisor = "1", pi = 0, of } = definition;
  const top = scaleOfDecimal(factor) ?? UNITY;
  const bottom = scaleOfDecimal(divisor) ?? UNITY;
  let scale: Scale = { ...multiplyScales(top, raiseScale(bottom, { num: -1, den: 1 })), pi };
  const powers = new Map<string, Fraction>();
  for (const [name, power] of Object.entries(of)) {
    const inner = reduceSymbol(name);
    scale = multiplyScales(scale, raiseScale(inner.scale, { num: power, den: 1 }));
    for (const [base, { num, den }] of inner.powers) {
      const sum = addFractions(powers.get(base) ?? { num: 0, den: 1 }, { num: num * power, den });
      if (sum !== undefined && sum.num !== 0) powers.set(base, sum);
      else powers.delete(base);
    }
  }
  const reduced = { scale, powers };
  reducedSymbols.set(symbol, reduced);
  return reduced;
}

/** Positive powers first, each group by symbol. */
function compareTerms(a: UnitTerm, b: UnitTerm): number {
  const sides = Number(a.power.num < 0) - Number(b.power.num < 0);
  if (sides !== 0) return sides;
  if (a.symbol !== b.symbol) return a.symbol < b.symbol ? -1 : 1;
  return a.prefix < b.prefix ? -1 : Number(a.prefix > b.prefix);
}

/** `km/s`, `erg.Angstrom**-1.cm**-2.s**-1`: a solidus only before a single symbol, as people write it. */
function print(factor: Scale, terms: readonly UnitTerm[]): string {
  const negative = terms.filter(({ power }) => power.num < 0);
  const last = terms.at(-1);
  const solidus = negative.length === 1 && terms.length > 1 && last !== undefined;
  const head = (solidus ? terms.slice(0, -1) : terms).map(({ prefix, symbol, power }) => {
    const text = prefix + symbol;
    return power.num === 1 && power.den === 1 ? text : `${text}**${printPower(power)}`;
  });
  const number = printFactor(factor);
  const product = head.join(".");
  if (last === undefined) return number === "" ? "1" : number;
  if (!solidus) return number + product;
  const power = { num: -last.power.num, den: last.power.den };
  const bottom = last.prefix + last.symbol;
  return `${number}${product}/${bottom}${power.num === 1 && power.den === 1 ? "" : `**${printPower(power)}`}`;
}

/** Empty for 1, `10**-17` for powers of ten, otherwise a decimal number. */
function printFactor(factor: Scale): string {
  const value = scaleToNumber(factor);
  if (value === 1) return "";
  const exponent = Math.round(Math.log10(value));
  if (Math.abs(exponent) < 300 && value === scaleToNumber(powerOfTen(exponent))) {
    return exponent === 1 ? "10" : `10**${exponent}`;
  }
  return String(value);
}
