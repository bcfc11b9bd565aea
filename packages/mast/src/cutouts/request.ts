import { DalError, type SkyPosition } from "@armillary/dali";
import type { MastSession } from "../session/session.ts";

/** What is cut out of. */
export const CUTOUT_SERVICES = ["tesscut", "zcut", "hapcut"] as const;
export type CutoutService = (typeof CUTOUT_SERVICES)[number];

/** A body of the solar system, by its name or number as JPL Horizons has it. */
export interface MovingTarget {
  readonly movingTarget: string;
  /** Default: the service tries a major body (planet, moon), and then a small one (asteroid, comet). */
  readonly bodyType?: "majorbody" | "smallbody";
}

/** A place on the sky (ICRS), or what moves across it. */
export type CutoutTarget = SkyPosition | MovingTarget;

/** How large a cutout is. One number is both sides. */
export interface CutoutSize {
  /** Along the columns of the image. */
  readonly width: number;
  /** Along its rows. */
  readonly height: number;
  readonly unit: "px" | "deg";
}

/** How zcut scales values to a picture; astrocut's words. */
export const STRETCHES = ["asinh", "sinh", "sqrt", "log", "linear"] as const;

export interface TessCutoutQuery {
  readonly service: "tesscut";
  readonly target: CutoutTarget;
  /** Default 5 × 5 pixels. */
  readonly size?: CutoutSize;
  /** Default: all that have the target; one answer for all of them can take the service too long. */
  readonly sector?: number;
}

export interface ZcutQuery {
  readonly service: "zcut";
  readonly target: SkyPosition;
  readonly size?: CutoutSize;
  /** Default: all that have the place. */
  readonly survey?: string;
  /** Default `fits`. */
  readonly format?: "fits" | "jpg" | "png";
  /** Of pictures. */
  readonly stretch?: (typeof STRETCHES)[number];
  /** Of pictures: values below and above these percentiles are black and white. */
  readonly minmaxPercent?: readonly [number, number];
  /** Of pictures: the same by value. */
  readonly minmaxValue?: readonly [number, number];
  readonly invert?: boolean;
}

export interface HapcutQuery {
  readonly service: "hapcut";
  readonly target: SkyPosition;
  readonly size?: CutoutSize;
}

export type CutoutQuery = TessCutoutQuery | ZcutQuery | HapcutQuery;

const DEFAULT_SIZE: CutoutSize = { width: 5, height: 5, unit: "px" };

/** Whether it is a moving target. */
export function isMoving(target: CutoutTarget): target is MovingTarget {
  return "movingTarget" in target;
}

/** What is asked for a cutout: an address below MAST's, and its parameters. */
export interface CutoutRequest {
  readonly url: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/**
 * The request for a cutout.
 * @throws DalError code DAL_USAGE for a place, size or sector that cannot be
 * @see astroquery 0.4.12, `mast/cutouts.py`, for the parameters; there is no description of their bounds
 */
export function cutoutRequest({ baseUrl }: Pick<MastSession, "baseUrl">, query: CutoutQuery): CutoutRequest {
  const { service, target, size = DEFAULT_SIZE } = query;
  const moving = isMoving(target);
  const path = moving ? "moving_target/astrocut" : "astrocut";
  return {
    url: `${baseUrl}/${service}/api/v0.1/${path}`,
    parameters: [...targetParameters(target), ...sizeParameters(size), ...ownParameters(query)],
  };
}

/** `ra` and `dec`, or `obj_id` and `obj_type`. */
export function targetParameters(target: CutoutTarget): readonly (readonly [string, string])[] {
  if (isMoving(target)) {
    const { movingTarget, bodyType } = target;
    if (movingTarget.trim() === "") throw usage("A moving target has a name or a number, as JPL Horizons has it.");
    return [["obj_id", movingTarget.trim()], ...(bodyType === undefined ? [] : [["obj_type", bodyType] as const])];
  }
  const { raDeg, decDeg } = target;
  if (!(raDeg >= 0 && raDeg <= 360 && decDeg >= -90 && decDeg <= 90)) {
    throw usage(`There is no place at right ascension ${raDeg}°, declination ${decDeg}°.`);
  }
  return [
    ["ra", String(raDeg)],
    ["dec", String(decDeg)],
  ];
}

function sizeParameters({ width, height, unit }: CutoutSize): readonly (readonly [string, string])[] {
  for (const side of [width, height]) {
    if (!(side > 0) || !Number.isFinite(side) || (unit === "px" && !Number.isInteger(side))) {
      throw usage(
        `A cutout cannot be ${width} × ${height} ${unit}${unit === "px" ? ": whole pixels are counted" : ""}.`,
      );
    }
  }
  return [
    ["y", String(height)],
    ["x", String(width)],
    ["units", unit === "px" ? "px" : "d"],
  ];
}

function ownParameters(query: CutoutQuery): readonly (readonly [string, string])[] {
  if (query.service === "tesscut") {
    const { sector } = query;
    if (sector === undefined) return [];
    if (!Number.isInteger(sector) || sector < 1) throw usage(`TESS has no sector ${sector}; they are counted from 1.`);
    return [["sector", String(sector)]];
  }
  if (query.service === "hapcut") return [];
  const { survey, format = "fits", stretch, minmaxPercent, minmaxValue, invert } = query;
  if (format === "fits" && (stretch ?? minmaxPercent ?? minmaxValue ?? invert) !== undefined) {
    throw usage("FITS cutouts have the values of the survey: a stretch, limits and an inversion are for jpg and png.");
  }
  return [
    ...(survey === undefined ? [] : [["survey", survey] as const]),
    ["cutout_format", format],
    ...(stretch === undefined ? [] : [["stretch", stretch] as const]),
    ...(minmaxPercent === undefined ? [] : [["minmax_percent", minmaxPercent.join(",")] as const]),
    ...(minmaxValue === undefined ? [] : [["minmax_value", minmaxValue.join(",")] as const]),
    ...(invert === undefined ? [] : [["invert", String(invert)] as const]),
  ];
}

export function usage(message: string): DalError {
  return new DalError("DAL_USAGE", message);
}
