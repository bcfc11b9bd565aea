import { AdqlBuildError } from "./build-error.ts";

/** A direction, ICRS. */
export interface SkyPosition {
  readonly raDeg: number;
  readonly decDeg: number;
}

/** Everything within `radiusDeg` of a position, the rim included. */
export interface CircleRegion extends SkyPosition {
  readonly shape: "circle";
  readonly radiusDeg: number;
}

/** Great circles from vertex to vertex and back to the first; right ascension and declination of each, ICRS. */
export interface PolygonRegion {
  readonly shape: "polygon";
  readonly verticesDeg: readonly (readonly [raDeg: number, decDeg: number])[];
}

/** Bounded by meridians and parallels, bounds included. From 359 to 1 is the two degrees across the meridian of 0. */
export interface RangeRegion {
  readonly shape: "range";
  readonly raDeg: readonly [from: number, to: number];
  readonly decDeg: readonly [from: number, to: number];
}

export type Region = CircleRegion | PolygonRegion | RangeRegion;

/**
 * Reads a region in DALI's words, as SIA 2 and SODA have in POS, or as ObsCore has in `s_region`:
 * `CIRCLE 10 20 0.1`, `POLYGON ICRS 10 10 10.2 10 10.2 10.2`, `RANGE 359 1 -1 1`. Case does not matter.
 * A polygon that repeats its first vertex at the end loses the repetition.
 * @throws AdqlBuildError code ADQL_REGION for other shapes, other frames than ICRS, and numbers that do not fit the shape
 * @see DALI 1.2, section 3.12 "Shape"
 */
export function parseRegion(text: string): Region {
  const [shape = "", ...rest] = text.trim().split(/\s+/);
  const framed = /^[a-z]/i.test(rest[0] ?? "") && !/^[+-]?inf/i.test(rest[0] ?? "");
  const frame = framed ? rest[0] : undefined;
  if (frame !== undefined && frame.toUpperCase() !== "ICRS") {
    throw regionError(text, `the frame ${frame} is not ICRS: convert the coordinates`);
  }
  const numbers = rest.slice(framed ? 1 : 0).map((word) => {
    const number = Number(word);
    if (!Number.isFinite(number)) throw regionError(text, `${word} is not a finite number`);
    return number;
  });
  return checkedRegion(shapeOf(shape.toUpperCase(), numbers, text));
}

function shapeOf(shape: string, numbers: readonly number[], text: string): Region {
  if (shape === "CIRCLE") {
    const [raDeg = 0, decDeg = 0, radiusDeg = 0] = numbers;
    if (numbers.length !== 3) throw regionError(text, "a circle has 3 numbers: right ascension, declination, radius");
    return { shape: "circle", raDeg, decDeg, radiusDeg };
  }
  if (shape === "RANGE") {
    const [from = 0, to = 0, south = 0, north = 0] = numbers;
    if (numbers.length !== 4) throw regionError(text, "a range has 4 numbers: two right ascensions, two declinations");
    return { shape: "range", raDeg: [from, to], decDeg: [south, north] };
  }
  if (shape === "POLYGON") {
    if (numbers.length % 2 !== 0) throw regionError(text, "a polygon has an even number of coordinates");
    const verticesDeg = numbers.flatMap((ra, at) => (at % 2 === 0 ? [[ra, numbers[at + 1] ?? 0] as const] : []));
    return { shape: "polygon", verticesDeg };
  }
  throw regionError(text, "it is none of CIRCLE, RANGE, POLYGON");
}

/**
 * The region with right ascensions from 0 to 360, as services want them (Gaia's refuses others).
 * @throws AdqlBuildError code ADQL_REGION where a number is outside of what it can mean
 */
export function checkedRegion(region: Region): Region {
  if (region.shape === "circle") {
    return { shape: "circle", ...checkedPosition(region), radiusDeg: checkedRadius(region.radiusDeg) };
  }
  if (region.shape === "range") {
    const [south, north] = region.decDeg;
    if (!(Math.abs(south) <= 90 && Math.abs(north) <= 90 && south <= north)) {
      throw new AdqlBuildError(
        "ADQL_REGION",
        `Declinations from ${south} to ${north} are no range: from -90 to 90, upwards`,
      );
    }
    const [from, to] = region.raDeg;
    if (Math.abs(to - from) >= 360) return { ...region, raDeg: [0, 360] };
    return { ...region, raDeg: [reducedRa(from), reducedRa(to)] };
  }
  const vertices = region.verticesDeg.map(([raDeg, decDeg]) => {
    const position = checkedPosition({ raDeg, decDeg });
    return [position.raDeg, position.decDeg] as const;
  });
  const [first] = vertices;
  const last = vertices.at(-1);
  if (vertices.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1]) vertices.pop();
  if (vertices.length < 3) {
    throw new AdqlBuildError("ADQL_REGION", `A polygon of ${vertices.length} different vertices: three are the fewest`);
  }
  return { shape: "polygon", verticesDeg: vertices };
}

/** The position with its right ascension from 0 to 360. */
export function checkedPosition({ raDeg, decDeg }: SkyPosition): SkyPosition {
  if (!(Math.abs(decDeg) <= 90)) {
    throw new AdqlBuildError("ADQL_REGION", `A declination of ${decDeg} is outside of -90 to 90 degrees`);
  }
  return { raDeg: reducedRa(raDeg), decDeg };
}

export function checkedRadius(radiusDeg: number): number {
  if (radiusDeg >= 0 && radiusDeg <= 180) return radiusDeg;
  throw new AdqlBuildError("ADQL_REGION", `A radius of ${radiusDeg} is outside of 0 to 180 degrees`);
}

function reducedRa(raDeg: number): number {
  if (!Number.isFinite(raDeg))
    throw new AdqlBuildError("ADQL_REGION", `A right ascension of ${raDeg} is not a direction`);
  if (raDeg >= 0 && raDeg <= 360) return raDeg;
  const reduced = raDeg % 360;
  return reduced < 0 ? reduced + 360 : reduced;
}

function regionError(text: string, why: string): AdqlBuildError {
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return new AdqlBuildError("ADQL_REGION", `"${shown}" is not a region: ${why}`);
}
