import { parseAngleDeg, parsePos, printAngleDeg } from "@armillary/dali";
import type { DatasetQuestion, SkyRegion } from "@armillary/dali/dataset";
import { findAccessColumn, type Intersection, type SiaQuery, SiaService } from "@armillary/siap";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { plotTitle } from "../plot/plot-title.ts";
import { parseBand } from "../targets/band.ts";
import { resolveTarget } from "../targets/resolve-target.ts";
import { parseTimeRange } from "../targets/time-range.ts";
import { runSearch, type SearchArguments } from "./search.ts";

/** What is asked for, in the words of the command line. */
export interface ImagesQuestion {
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

export interface ImagesArguments extends SearchArguments, ImagesQuestion {
  /** A name, a position, or a region in DALI's words. */
  readonly target: string;
}

/** `armillary images`: images of a place, of either version of SIA, to OUT, streaming. */
export async function runImages(args: ImagesArguments, io: Io): Promise<void> {
  const { sia, parameters, maxrec, intersect } = args;
  // Before a name is looked up: what is misused needs no network to tell.
  const sought = soughtBy(args);
  const region = await regionOf(args, io);
  const query: SiaQuery = {
    ...sought,
    region,
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
      subject: { title: plotTitle("images", args.target), region },
      search: ({ url, transport, options }) => new SiaService(url, { transport, version }).search(query, options),
      findLinks: findAccessColumn,
    },
    io,
  );
}

const SHAPE = /^\s*(?:circle|range|polygon)\s/i;

async function regionOf(args: ImagesArguments, io: Io): Promise<SkyRegion> {
  const { target, size, radius } = args;
  if (size !== undefined && radius !== undefined) {
    throw usageError("--size is of a box and --radius of a circle: give one.");
  }
  if (SHAPE.test(target)) {
    if ((size ?? radius) !== undefined) throw usageError("A region has its size: leave --size and --radius out.");
    return parsePos(target);
  }
  const extent = radius === undefined ? { sizeDeg: sidesOf(size) } : { radiusDeg: parseAngleDeg(radius) };
  return { ...(await resolveTarget(target, args, io)), ...extent };
}

/**
 * The circle that archives are asked about: as wide as the box of one service would be.
 * @throws CommandError for a region, and a box that is no square
 */
export function circleOf(target: string, { size, radius }: ImagesQuestion): string {
  if (size !== undefined && radius !== undefined) {
    throw usageError("--size is of a box and --radius of a circle: give one.");
  }
  if (SHAPE.test(target)) throw usageError("Archives are asked about circles: a region goes with --service.");
  if (radius !== undefined) return radius;
  const [width, height] = sidesOf(size);
  if (width !== height) throw usageError("Archives are asked about circles: a box goes with --service.");
  return printAngleDeg(width / 2, "deg");
}

/** What archives are asked for beside the place. */
export function archivesQuestion({ band, time }: ImagesQuestion): Pick<DatasetQuestion, "bandM" | "timeMjd"> {
  return {
    ...(band === undefined ? {} : { bandM: band.map(parseBand) }),
    ...(time === undefined ? {} : { timeMjd: time.map(parseTimeRange) }),
  };
}

function sidesOf(size = "0.2deg"): readonly [width: number, height: number] {
  const [width = 0, height = width, third] = size.split(",").map((side) => parseAngleDeg(side));
  if (third !== undefined) throw usageError(`--size "${size}" has more than a width and a height.`);
  return [width, height];
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
  const { format, collection, instrument, facility, type } = args;
  const words = { collection, instrument, facility, productType: type };
  return {
    ...archivesQuestion(args),
    ...(format === undefined ? {} : { format: format.flatMap((word) => FORMATS[word.toLowerCase()] ?? [word]) }),
    ...Object.fromEntries(Object.entries(words).filter(([, values]) => values !== undefined)),
  };
}
