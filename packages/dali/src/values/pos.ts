import type { Circle, Point, Polygon, Range } from "@armillary/votable";
import { parseReals, printReal } from "./number.ts";
import { valueError } from "./value-error.ts";

/** A region of the sky in ICRS, degrees: the value of POS in SIA 2 and SODA, and of DALI's xtype `shape`. */
export type Pos =
  | ({ readonly shape: "CIRCLE" } & Circle)
  | ({ readonly shape: "RANGE" } & Range)
  | ({ readonly shape: "POLYGON" } & Polygon);

const WHAT = "a region";
const FORMS =
  'Write "CIRCLE ra dec radius", "RANGE ra1 ra2 dec1 dec2" or "POLYGON ra1 dec1 ra2 dec2 ra3 dec3 …", in degrees.';

/**
 * Parses `CIRCLE 10.68 41.27 0.1`, `RANGE 359 1 -1 1`, `POLYGON …`, the shape in any case (DALI 1.2, section 3.12; SIA
 * 2.0, section 2.1.1). Bounds of a range may be `-Inf` and `+Inf`, nothing else may.
 *
 * Right ascensions are kept as they are: -90 is as good as 270, and MAST writes it. Declinations stay within ±90.
 * @throws DalError DAL_USAGE
 */
export function parsePos(text: string): Pos {
  const [shape = "", ...rest] = text.trim().split(/\s+/);
  const numbers = rest.length === 0 ? [] : parseReals(rest.join(" "));
  if (numbers === undefined) throw valueError(WHAT, text, "not all of its coordinates are numbers", FORMS);
  return checkPos(shapeOf(shape.toUpperCase(), numbers, text), text);
}

/**
 * Prints a region as SIA 2 and SODA take it; `xtype: "shape"` has the shape in lower case, as DALI 1.2 does.
 * @throws DalError DAL_USAGE for numbers that no service takes
 */
export function printPos(pos: Pos, options: { readonly xtype?: "shape" } = {}): string {
  const shape = options.xtype === "shape" ? pos.shape.toLowerCase() : pos.shape;
  const text = [shape, ...numbersOf(pos).map((value) => (Number.isNaN(value) ? "NaN" : printReal(value, WHAT)))].join(
    " ",
  );
  checkPos(pos, text);
  return text;
}

function shapeOf(shape: string, numbers: readonly number[], text: string): Pos {
  switch (shape) {
    case "CIRCLE": {
      const [longitudeDeg, latitudeDeg, radiusDeg] = numbers as [number, number, number];
      if (numbers.length !== 3) throw miscounted(text, "3", numbers.length);
      return { shape, longitudeDeg, latitudeDeg, radiusDeg };
    }
    case "RANGE": {
      const [west, east, south, north] = numbers as [number, number, number, number];
      if (numbers.length !== 4) throw miscounted(text, "4", numbers.length);
      return { shape, longitudeDeg: { lower: west, upper: east }, latitudeDeg: { lower: south, upper: north } };
    }
    case "POLYGON": {
      if (numbers.length < 6 || numbers.length % 2 !== 0)
        throw miscounted(text, "an even count, 6 or more,", numbers.length);
      const vertices: Point[] = [];
      for (let index = 0; index < numbers.length; index += 2) {
        vertices.push({ longitudeDeg: numbers[index] as number, latitudeDeg: numbers[index + 1] as number });
      }
      return { shape, vertices };
    }
    default:
      throw valueError(WHAT, text, shape === "" ? "it is empty" : `there is no shape "${shape}"`, FORMS);
  }
}

function checkPos(pos: Pos, text: string): Pos {
  const numbers = numbersOf(pos);
  if (numbers.some(Number.isNaN)) throw valueError(WHAT, text, "NaN is no coordinate");
  if (pos.shape !== "RANGE" && !numbers.every(Number.isFinite)) {
    throw valueError(WHAT, text, "only the bounds of a RANGE may be infinite");
  }
  const latitudes = latitudesOf(pos).filter(Number.isFinite);
  const outside = latitudes.find((latitude) => Math.abs(latitude) > 90);
  if (outside !== undefined) throw valueError(WHAT, text, `the declination ${outside} is outside of -90 to 90`);
  if (pos.shape === "CIRCLE" && !(pos.radiusDeg >= 0 && pos.radiusDeg <= 180)) {
    throw valueError(WHAT, text, `the radius ${pos.radiusDeg} is outside of 0 to 180 degrees`);
  }
  if (pos.shape === "RANGE" && pos.latitudeDeg.lower > pos.latitudeDeg.upper) {
    throw valueError(WHAT, text, "its lower declination is above the upper one");
  }
  if (pos.shape === "POLYGON" && pos.vertices.length < 3) throw valueError(WHAT, text, "it has fewer than 3 vertices");
  return pos;
}

function numbersOf(pos: Pos): number[] {
  switch (pos.shape) {
    case "CIRCLE":
      return [pos.longitudeDeg, pos.latitudeDeg, pos.radiusDeg];
    case "RANGE":
      return [pos.longitudeDeg.lower, pos.longitudeDeg.upper, pos.latitudeDeg.lower, pos.latitudeDeg.upper];
    case "POLYGON":
      return pos.vertices.flatMap(({ longitudeDeg, latitudeDeg }) => [longitudeDeg, latitudeDeg]);
  }
}

function latitudesOf(pos: Pos): number[] {
  if (pos.shape === "CIRCLE") return [pos.latitudeDeg];
  if (pos.shape === "RANGE") return [pos.latitudeDeg.lower, pos.latitudeDeg.upper];
  return pos.vertices.map(({ latitudeDeg }) => latitudeDeg);
}

function miscounted(text: string, wanted: string, found: number): Error {
  return valueError(WHAT, text, `${wanted} numbers are due, ${found} are there`, FORMS);
}
