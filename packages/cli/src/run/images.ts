import { parseAngleDeg, parsePos } from "@armillary/dali";
import type { DatasetQuestion, SkyRegion } from "@armillary/dali/dataset";
import { findAccessColumn, type Intersection, type SiaQuery, SiaService } from "@armillary/siap";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { parseBand } from "../targets/band.ts";
import { resolveTarget } from "../targets/resolve-target.ts";
import { parseTimeRange } from "../targets/time-range.ts";
import { runSearch, type SearchArguments } from "./search.ts";

export interface ImagesArguments extends SearchArguments {
  /** A position, or a region in DALI's words. */
  readonly target: string;
  /** Width, or width and height, each with its unit. */
  readonly size?: string;
  readonly radius?: string;
  readonly sia?: "1" | "2";
  readonly band?: readonly string[];
  readonly time?: readonly string[];
  readonly format?: readonly string[];
  readonly collection?: readonly string[];
  readonly instrument?: readonly string[];
  readonly facility?: readonly string[];
  readonly type?: readonly string[];
  readonly intersect?: Intersection;
}

/** `armillary images`: images of a place, of either version of SIA, to OUT, streaming. */
export async function runImages(args: ImagesArguments, io: Io): Promise<void> {
  const { sia, parameters, maxrec, intersect } = args;
  const query: SiaQuery = {
    region: await regionOf(args),
    ...soughtBy(args),
    parameters,
    ...(maxrec === undefined ? {} : { maxrec }),
    ...(intersect === undefined ? {} : { intersect }),
  };
  const version = sia === undefined ? "auto" : sia === "1" ? 1 : 2;
  await runSearch(
    args,
    {
      usage: "images TARGET --service S",
      protocol: "SIA",
      search: ({ url, transport, options }) => new SiaService(url, { transport, version }).search(query, options),
      findLinks: findAccessColumn,
    },
    io,
  );
}

const SHAPE = /^\s*(?:circle|range|polygon)\s/i;

async function regionOf({ target, size, radius }: ImagesArguments): Promise<SkyRegion> {
  if (size !== undefined && radius !== undefined)
    throw usageError("--size is of a box and --radius of a circle: give one.");
  if (SHAPE.test(target)) {
    if ((size ?? radius) !== undefined) throw usageError("A region has its size: leave --size and --radius out.");
    return parsePos(target);
  }
  const position = await resolveTarget(target);
  if (radius !== undefined) return { ...position, radiusDeg: parseAngleDeg(radius) };
  const sides = (size ?? "0.2deg").split(",").map((side) => parseAngleDeg(side));
  const [width = 0, height = width] = sides;
  if (sides.length > 2) throw usageError(`--size "${size}" has more than a width and a height.`);
  return { ...position, sizeDeg: [width, height] };
}

/** Short names of formats, with the media types that services use for each. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  fits: ["image/fits", "application/fits"],
  jpeg: ["image/jpeg"],
  jpg: ["image/jpeg"],
  png: ["image/png"],
  gif: ["image/gif"],
  datalink: ["application/x-votable+xml;content=datalink"],
};

function soughtBy(args: ImagesArguments): DatasetQuestion {
  const { band, time, format, collection, instrument, facility, type } = args;
  const words = { collection, instrument, facility, productType: type };
  return {
    ...(band === undefined ? {} : { bandM: band.map(parseBand) }),
    ...(time === undefined ? {} : { timeMjd: time.map(parseTimeRange) }),
    ...(format === undefined ? {} : { format: format.flatMap((word) => FORMATS[word.toLowerCase()] ?? [word]) }),
    ...Object.fromEntries(Object.entries(words).filter(([, values]) => values !== undefined)),
  };
}
