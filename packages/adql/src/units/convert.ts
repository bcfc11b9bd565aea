import { parseUnit } from "./parse.ts";
import { multiplyScales, raiseScale, scaleToNumber } from "./scale.ts";
import { reduceUnit, type Unit } from "./unit.ts";

/**
 * How two units stand to each other: the same; of one dimension, so that a factor leads from one to the other; of
 * different dimensions; or not known, because one of them has symbols or functions that cannot be reduced.
 */
export type UnitRelation = "same" | "convertible" | "different" | "unknown";

export function relateUnits(a: Unit, b: Unit): UnitRelation {
  if (a.canonical === b.canonical) return "same";
  const [from, to] = [reduceUnit(a), reduceUnit(b)];
  if (from === undefined || to === undefined) return "unknown";
  const bases = new Set([...from.powers.keys(), ...to.powers.keys()]);
  let different = false;
  for (const base of bases) {
    // Functions and unknown symbols are compared by name alone; what they measure cannot be told.
    const [x, y] = [from.powers.get(base), to.powers.get(base)];
    const alike = x !== undefined && y !== undefined && x.num === y.num && x.den === y.den;
    if (!alike && (isOpaque(a, base) || isOpaque(b, base))) return "unknown";
    if (!alike) different = true;
  }
  if (different) return "different";
  return factorBetween(a, b) === 1 ? "same" : "convertible";
}

/**
 * The factor that turns numbers in one unit into numbers in another: 3600 from `deg` to `arcsec`.
 *
 * @returns undefined where a text is no unit, or the two do not measure the same; a wavelength is not turned into an
 *   energy, nor a magnitude into a flux, for no factor does that
 */
export function conversionFactor(from: string | Unit, to: string | Unit): number | undefined {
  const [a, b] = [asUnit(from), asUnit(to)];
  if (a === undefined || b === undefined) return undefined;
  const relation = relateUnits(a, b);
  return relation === "same" ? 1 : relation === "convertible" ? factorBetween(a, b) : undefined;
}

/** A number in another unit: `convertUnit(0.5, "arcmin", "arcsec")` is 30. Undefined as conversionFactor is. */
export function convertUnit(value: number, from: string | Unit, to: string | Unit): number | undefined {
  const factor = conversionFactor(from, to);
  if (factor === undefined) return undefined;
  if (factor >= 1) return value * factor;
  // One rounding less where the inverse is a whole number: seconds of arc to degrees.
  const inverse = conversionFactor(to, from);
  return inverse === undefined ? undefined : value / inverse;
}

function asUnit(unit: string | Unit): Unit | undefined {
  return typeof unit === "string" ? parseUnit(unit) : unit;
}

function factorBetween(a: Unit, b: Unit): number | undefined {
  const [from, to] = [reduceUnit(a), reduceUnit(b)];
  if (from === undefined || to === undefined) return undefined;
  const factor = scaleToNumber(multiplyScales(from.scale, raiseScale(to.scale, { num: -1, den: 1 })));
  return Number.isFinite(factor) && factor > 0 ? factor : undefined;
}

function isOpaque(unit: Unit, base: string): boolean {
  return unit.terms.some(({ symbol, known }) => symbol === base && (!known || symbol.includes("(")));
}
