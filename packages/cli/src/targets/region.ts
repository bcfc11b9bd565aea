import { looksLikePosition, parseAngleDeg, parsePos, parsePosition, printPos } from "@armillary/dali";
import { isBox, isPos, posOfRegion, type SkyBox, type SkyRegion } from "@armillary/dali/dataset";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { lookUpPlace } from "./resolve-target.ts";

/** Where something is sought, in the words of the command line. */
export interface PlaceWords {
  /** A name, or a position; or a region, as `--region` has it. */
  readonly target?: string;
  /** Instead of a target: `CIRCLE 10 41 0.1`. */
  readonly region?: string;
  /** Around the target, an angle with its unit. */
  readonly radius?: string;
  /** Width of a box around the target, or width and height, each with its unit. */
  readonly size?: string;
}

const SHAPE = /^\s*(?:circle|range|polygon|box)\s/i;

/** Whether a target is a region, and not a name or a position. */
export function looksLikeRegion(text: string): boolean {
  return SHAPE.test(text) && !looksLikePosition(text);
}

/**
 * Reads a region in DALI's words, degrees, ICRS: `CIRCLE ra dec radius`, `RANGE ra1 ra2 dec1 dec2`, `POLYGON ra1 dec1 …`, and
 * `BOX ra dec width height`, which ADQL has. The frame may be named.
 * @throws DalError code DAL_USAGE; CommandError for another frame
 */
export function parseSkyRegion(text: string): SkyRegion {
  const [shape = "", frame = "", ...rest] = text.trim().split(/\s+/);
  const isFramed = /^[a-z]/i.test(frame) && !/^inf/i.test(frame);
  if (isFramed && frame.toUpperCase() !== "ICRS") {
    throw usageError(`"${text}" is in the frame ${frame}: regions are in ICRS, so convert its coordinates.`);
  }
  const numbers = isFramed ? rest : [frame, ...rest];
  if (shape.toUpperCase() !== "BOX") return parsePos([shape, ...numbers].join(" "));
  const [raDeg = Number.NaN, decDeg = Number.NaN, width = Number.NaN, height = width] = numbers.map(Number);
  const isWhole = numbers.length === 3 || numbers.length === 4;
  if (!isWhole || [raDeg, decDeg, width, height].some(Number.isNaN)) {
    throw usageError(`"${text}" is no box.`, 'Write "BOX ra dec width height", in degrees.');
  }
  const box: SkyBox = { raDeg, decDeg, sizeDeg: [width, height] };
  posOfRegion(box);
  return box;
}

/** The region as text that `parseSkyRegion` reads. */
export function printSkyRegion(region: SkyRegion): string {
  if (isPos(region)) return printPos(region);
  if (isBox(region)) {
    const { raDeg, decDeg, sizeDeg } = region;
    return `BOX ${raDeg} ${decDeg} ${(typeof sizeDeg === "number" ? [sizeDeg, sizeDeg] : sizeDeg).join(" ")}`;
  }
  return printPos({
    shape: "CIRCLE",
    longitudeDeg: region.raDeg,
    latitudeDeg: region.decDeg,
    radiusDeg: region.radiusDeg,
  });
}

/** What a region is around its middle. */
type Extent = { readonly radiusDeg: number } | { readonly sizeDeg: readonly [width: number, height: number] };

/** A region whose middle may still have to be looked up. */
export type MeantRegion = (options: NetworkOptions, io: Io) => Promise<SkyRegion>;

/**
 * The region that is meant. What is misused is told here, before anybody is asked; a name is looked up when the region is called for.
 * @param usual - how large it is where nobody says
 * @throws CommandError; DalError code DAL_USAGE; what is called for, as `resolveTarget`
 */
export function regionOf(
  { target, region, radius, size }: PlaceWords,
  usual: Pick<PlaceWords, "radius" | "size">,
): MeantRegion {
  if (size !== undefined && radius !== undefined) {
    throw usageError("--size is of a box and --radius of a circle: give one.");
  }
  if (region !== undefined && target !== undefined) throw usageError("--region stands instead of TARGET: give one.");
  const shape = region ?? (target !== undefined && looksLikeRegion(target) ? target : undefined);
  if (shape !== undefined) {
    if ((size ?? radius) !== undefined) throw usageError("A region has its size: leave --size and --radius out.");
    const given = parseSkyRegion(shape);
    return async () => given;
  }
  if (target === undefined) throw usageError("TARGET is due, or --region.");
  const extent = extentOf(radius === undefined && size === undefined ? usual : { radius, size });
  if (!looksLikePosition(target))
    return async (options, io) => ({ ...(await lookUpPlace(target, options, io)), ...extent });
  const position = parsePosition(target);
  return async () => ({ ...position, ...extent });
}

function extentOf({ radius, size }: { radius?: string | undefined; size?: string | undefined }): Extent {
  if (radius !== undefined) return { radiusDeg: readExtent("--radius", radius, 180) };
  const sides = (size ?? "").split(",").map((side) => readExtent("--size", side, 360));
  const [width = 0, height = width, third] = sides;
  if (third !== undefined) throw usageError(`--size "${size}" has more than a width and a height.`);
  return { sizeDeg: [width, height] };
}

/** Nothing is within 0 degrees, whatever a service makes of it: cone searches answer with their columns alone. */
export function readExtent(option: string, text: string, mostDeg: number): number {
  const degrees = parseAngleDeg(text);
  if (degrees > 0 && degrees <= mostDeg) return degrees;
  throw usageError(`${option} is above 0 and at most ${mostDeg} degrees: not ${text}.`);
}
