import { AdqlText, isAdqlText } from "./adql-text.ts";
import { AdqlBuildError } from "./build-error.ts";
import type { AdqlFlavour } from "./flavour.ts";
import { numberLiteral, stringLiteral } from "./literals.ts";
import { type Column, columnText } from "./names.ts";
import {
  type CircleRegion,
  checkedPosition,
  checkedRadius,
  checkedRegion,
  parseRegion,
  type Region,
} from "./region.ts";
import { boxCorners } from "./sphere.ts";
import { type PointText, separationText, withinCircle, withinPolygon } from "./trigonometry.ts";

/** A region, or its text in DALI's words: `"CIRCLE 10 20 0.1"`. */
export type RegionLike = Region | string;

/** A coordinate: a number of degrees, or a column or expression. */
export type Coordinate = number | Column;

/** Geometry in the flavour of a service. Angles are degrees, ICRS; `ra` and `dec` are columns. */
export interface Geometry {
  /** `POINT(…)`, of columns or numbers. */
  point(raDeg: Coordinate, decDeg: Coordinate): AdqlText;
  /** `CIRCLE(…)`; the radius may be a column. */
  circle(raDeg: Coordinate, decDeg: Coordinate, radiusDeg: Coordinate): AdqlText;
  /** `POLYGON(…)`; the last vertex is joined to the first. */
  polygon(verticesDeg: readonly (readonly [raDeg: number, decDeg: number])[]): AdqlText;
  /** `BOX(…)`, or the polygon that it is where the service has no BOX. Both sides below 180 degrees. */
  box(raDeg: number, decDeg: number, widthDeg: number, heightDeg: number): AdqlText;
  /** A circle or polygon as a value. A range of coordinates is none: ask with `inRegion`. */
  region(region: RegionLike): AdqlText;
  /** Separation in degrees, from columns to columns or numbers. */
  distance(ra: Coordinate, dec: Coordinate, raDeg: Coordinate, decDeg: Coordinate): AdqlText;
  /** The condition that the position in two columns is within a circle, rim included. */
  inCircle(ra: Column, dec: Column, raDeg: number, decDeg: number, radiusDeg: number): AdqlText;
  /** … within a polygon, sides included. */
  inPolygon(ra: Column, dec: Column, verticesDeg: readonly (readonly [raDeg: number, decDeg: number])[]): AdqlText;
  /** … within a box: see `box`. */
  inBox(ra: Column, dec: Column, raDeg: number, decDeg: number, widthDeg: number, heightDeg: number): AdqlText;
  /** … within a region of any shape. */
  inRegion(ra: Column, dec: Column, region: RegionLike): AdqlText;
  /** The condition that a column of regions (ObsCore's `s_region`) has a position in it. */
  contains(region: Column, raDeg: Coordinate, decDeg: Coordinate): AdqlText;
  /** … has something in common with a circle. */
  intersectsCircle(region: Column, raDeg: Coordinate, decDeg: Coordinate, radiusDeg: Coordinate): AdqlText;
  /** … with a circle or polygon. */
  intersects(region: Column, other: RegionLike): AdqlText;
}

/**
 * The geometry of a flavour. All of it throws AdqlBuildError: ADQL_REGION for numbers that are no place on the sky,
 * ADQL_FEATURE for what the service has no words for, ADQL_VALUE for a string that is not the name of a column.
 * @see ADQL 2.1, section 4.2
 */
export function createGeometry(flavour: AdqlFlavour): Geometry {
  const frame = flavour.frame === null ? "" : `${stringLiteral(flavour.frame)}, `;

  const shape = (name: string, ...coordinates: readonly string[]): string =>
    `${name}(${frame}${coordinates.join(", ")})`;
  const holds = (predicate: string): AdqlText =>
    new AdqlText(flavour.truth === "first" ? `1 = ${predicate}` : `${predicate} = 1`);
  const needsGeometry = (what: string): void => {
    if (flavour.region !== "trigonometry") return;
    throw new AdqlBuildError(
      "ADQL_FEATURE",
      `The service has no geometry, and so no ${what}: ask by inCircle or inPolygon`,
    );
  };

  const pointText = (ra: Coordinate, dec: Coordinate): string => shape("POINT", ...coordinatePair(ra, dec));
  const circleText = (ra: Coordinate, dec: Coordinate, radius: Coordinate): string =>
    shape("CIRCLE", ...coordinatePair(ra, dec), coordinateText(radius, checkedRadius));
  const regionText = (region: Region): string => {
    if (region.shape === "circle") return circleText(region.raDeg, region.decDeg, region.radiusDeg);
    if (region.shape === "polygon") return shape("POLYGON", ...region.verticesDeg.flat().map(numberLiteral));
    throw new AdqlBuildError("ADQL_REGION", "A range of coordinates is not a region of ADQL: ask by inRegion");
  };

  const geometry: Geometry = {
    point: (raDeg, decDeg) => {
      needsGeometry("POINT");
      return new AdqlText(pointText(raDeg, decDeg));
    },
    circle: (raDeg, decDeg, radiusDeg) => {
      needsGeometry("CIRCLE");
      return new AdqlText(circleText(raDeg, decDeg, radiusDeg));
    },
    polygon: (verticesDeg) => geometry.region({ shape: "polygon", verticesDeg }),
    box: (raDeg, decDeg, widthDeg, heightDeg) => {
      const corners = checkedBox(raDeg, decDeg, widthDeg, heightDeg);
      if (!flavour.box) return geometry.region(corners);
      needsGeometry("BOX");
      const sides = [numberLiteral(widthDeg), numberLiteral(heightDeg)];
      return new AdqlText(shape("BOX", ...coordinatePair(raDeg, decDeg), ...sides));
    },
    region: (region) => {
      needsGeometry("value that is a region");
      return new AdqlText(regionText(regionOf(region)));
    },
    distance: (ra, dec, raDeg, decDeg) => {
      if (flavour.region === "trigonometry") {
        return new AdqlText(separationText(operandPair(ra, dec), operandPair(raDeg, decDeg)));
      }
      return new AdqlText(`DISTANCE(${pointText(ra, dec)}, ${pointText(raDeg, decDeg)})`);
    },
    inCircle: (ra, dec, raDeg, decDeg, radiusDeg) =>
      geometry.inRegion(ra, dec, { shape: "circle", raDeg, decDeg, radiusDeg }),
    inPolygon: (ra, dec, verticesDeg) => geometry.inRegion(ra, dec, { shape: "polygon", verticesDeg }),
    inBox: (ra, dec, raDeg, decDeg, widthDeg, heightDeg) =>
      flavour.box && flavour.region !== "trigonometry"
        ? holds(`CONTAINS(${pointText(ra, dec)}, ${geometry.box(raDeg, decDeg, widthDeg, heightDeg).text})`)
        : geometry.inRegion(ra, dec, checkedBox(raDeg, decDeg, widthDeg, heightDeg)),
    inRegion: (ra, dec, regionLike) => {
      const region = regionOf(regionLike);
      if (region.shape === "range") return inRange(operandPair(ra, dec), region.raDeg, region.decDeg);
      if (flavour.region === "trigonometry") return byTrigonometry(operandPair(ra, dec), region);
      if (flavour.region === "distance" && region.shape === "circle") {
        const separation = geometry.distance(ra, dec, region.raDeg, region.decDeg).text;
        return new AdqlText(`${separation} <= ${numberLiteral(region.radiusDeg)}`);
      }
      return holds(`CONTAINS(${pointText(ra, dec)}, ${regionText(region)})`);
    },
    contains: (region, raDeg, decDeg) => {
      needsGeometry("CONTAINS");
      return holds(`CONTAINS(${pointText(raDeg, decDeg)}, ${columnText(region)})`);
    },
    intersectsCircle: (region, raDeg, decDeg, radiusDeg) => {
      needsGeometry("INTERSECTS");
      return holds(`INTERSECTS(${circleText(raDeg, decDeg, radiusDeg)}, ${columnText(region)})`);
    },
    intersects: (region, other) => {
      needsGeometry("INTERSECTS");
      return holds(`INTERSECTS(${regionText(regionOf(other))}, ${columnText(region)})`);
    },
  };
  return geometry;
}

function regionOf(region: RegionLike): Region {
  return typeof region === "string" ? parseRegion(region) : checkedRegion(region);
}

function checkedBox(raDeg: number, decDeg: number, widthDeg: number, heightDeg: number): Region {
  for (const side of [widthDeg, heightDeg]) {
    if (!(side > 0 && side < 180)) {
      throw new AdqlBuildError(
        "ADQL_REGION",
        `A side of ${side} is outside of what a box has: above 0, below 180 degrees`,
      );
    }
  }
  const centre = checkedPosition({ raDeg, decDeg });
  return boxCorners(centre.raDeg, centre.decDeg, widthDeg, heightDeg);
}

function byTrigonometry(point: PointText, region: Exclude<Region, { shape: "range" }>): AdqlText {
  if (region.shape === "circle") return new AdqlText(withinCircle(point, region satisfies CircleRegion));
  const condition = withinPolygon(point, region);
  if (condition !== undefined) return new AdqlText(condition);
  throw new AdqlBuildError(
    "ADQL_FEATURE",
    "The service has no geometry, and a polygon that is not convex cannot be asked for without: divide it into convex ones",
  );
}

function inRange(
  { ra, dec }: PointText,
  [from, to]: readonly [number, number],
  [south, north]: readonly [number, number],
): AdqlText {
  const band = `${dec} BETWEEN ${numberLiteral(south)} AND ${numberLiteral(north)}`;
  if (to - from === 360) return new AdqlText(`(${band})`);
  const meridians =
    from <= to
      ? `${ra} BETWEEN ${numberLiteral(from)} AND ${numberLiteral(to)}`
      : `(${ra} >= ${numberLiteral(from)} OR ${ra} <= ${numberLiteral(to)})`;
  return new AdqlText(`(${meridians} AND ${band})`);
}

/** Both coordinates as arguments of a function. Numbers are checked together: right ascensions are brought to 0 to 360. */
function coordinatePair(ra: Coordinate, dec: Coordinate): readonly [string, string] {
  return [
    coordinateText(ra, (raDeg) => checkedPosition({ raDeg, decDeg: 0 }).raDeg),
    coordinateText(dec, (decDeg) => checkedPosition({ raDeg: 0, decDeg }).decDeg),
  ];
}

function coordinateText(coordinate: Coordinate, check: (value: number) => number): string {
  return typeof coordinate === "number" ? numberLiteral(check(coordinate)) : columnText(coordinate);
}

/** Both coordinates as operands: negative numbers and built expressions in parentheses. */
function operandPair(ra: Coordinate, dec: Coordinate): PointText {
  const [raText, decText] = coordinatePair(ra, dec);
  const operand = (coordinate: Coordinate, text: string): string =>
    isAdqlText(coordinate) || text.startsWith("-") ? `(${text})` : text;
  return { ra: operand(ra, raText), dec: operand(dec, decText) };
}
