import { DalError } from "../errors.ts";
import { printReal } from "../values/number.ts";
import { type Pos, printPos } from "../values/pos.ts";

/** All that is within `radiusDeg` of a position. */
export interface SkyCircle {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
}

/**
 * A box along right ascension and declination, by its centre and its whole width and height, both degrees on the sky: the
 * region of SIA 1. One number is both.
 */
export interface SkyBox {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly sizeDeg: number | readonly [width: number, height: number];
}

/** A place on the sky, ICRS: circles and boxes, and what POS has (`parsePos`). */
export type SkyRegion = SkyCircle | SkyBox | Pos;

/** What a region is: `shape` for those of POS. */
export function isPos(region: SkyRegion): region is Pos {
  return "shape" in region;
}

export function isBox(region: SkyRegion): region is SkyBox {
  return "sizeDeg" in region;
}

/**
 * A region as SIA 2, SODA and ObsCore know regions. Boxes become ranges, and a range across the meridian of 0 becomes two,
 * which all services read alike.
 * @throws DalError code DAL_USAGE for numbers that are no place on the sky
 */
export function posOfRegion(region: SkyRegion): readonly Pos[] {
  if (isPos(region)) return region.shape === "RANGE" ? splitRange(checked(region)) : [checked(region)];
  if (isBox(region)) return splitRange(rangeOfBox(region));
  const { raDeg, decDeg, radiusDeg } = region;
  return [checked({ shape: "CIRCLE", longitudeDeg: raDeg, latitudeDeg: decDeg, radiusDeg })];
}

type RangePos = Extract<Pos, { shape: "RANGE" }>;

/** Width and height of a box. */
export function sidesOf({ sizeDeg }: SkyBox): readonly [width: number, height: number] {
  const [width, height] = typeof sizeDeg === "number" ? [sizeDeg, sizeDeg] : sizeDeg;
  if (width >= 0 && height >= 0 && width <= 360 && height <= 180) return [width, height];
  throw new DalError(
    "DAL_USAGE",
    `A box of ${printReal(width, "a size")} by ${printReal(height, "a size")} degrees is none: its sides are widths of 0 to 360 and heights of 0 to 180 degrees.`,
  );
}

/** The range of coordinates that a box covers: wider in right ascension towards the poles, all of it across one. */
function rangeOfBox(box: SkyBox): RangePos {
  const { raDeg, decDeg } = box;
  const [width, height] = sidesOf(box);
  checked({ shape: "CIRCLE", longitudeDeg: raDeg, latitudeDeg: decDeg, radiusDeg: 0 });
  const lower = Math.max(-90, decDeg - height / 2);
  const upper = Math.min(90, decDeg + height / 2);
  const halfDeg = lower === -90 || upper === 90 ? 180 : width / 2 / Math.cos((decDeg * Math.PI) / 180);
  const longitudeDeg = halfDeg >= 180 ? { lower: 0, upper: 360 } : { lower: raDeg - halfDeg, upper: raDeg + halfDeg };
  return { shape: "RANGE", longitudeDeg, latitudeDeg: { lower, upper } };
}

function splitRange(range: RangePos): readonly RangePos[] {
  const { lower, upper } = range.longitudeDeg;
  const isOpen = !Number.isFinite(lower) || !Number.isFinite(upper);
  if (isOpen || upper - lower >= 360 || (lower >= 0 && upper <= 360 && lower <= upper)) return [range];
  const west = reduced(lower);
  const east = reduced(upper);
  const within = (from: number, to: number): RangePos => ({ ...range, longitudeDeg: { lower: from, upper: to } });
  return west <= east ? [within(west, east)] : [within(west, 360), within(0, east)];
}

function reduced(longitudeDeg: number): number {
  const rest = longitudeDeg % 360;
  return rest < 0 ? rest + 360 : rest;
}

/** @throws DalError code DAL_USAGE */
function checked<Shape extends Pos>(pos: Shape): Shape {
  printPos(pos);
  return pos;
}
