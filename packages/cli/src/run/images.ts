import type { DatasetQuestion } from "@armillary/dali/dataset";
import { findAccessColumn, type Intersection, type SiaQuery, SiaService, siaParameters } from "@armillary/siap";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { plotTitle } from "../plot/plot-title.ts";
import { parseBand } from "../targets/band.ts";
import { regionOf } from "../targets/region.ts";
import { parseTimeRange } from "../targets/time-range.ts";
import { runSearch, type SearchArguments } from "./search.ts";

/** What is asked for, in the words of the command line. */
export interface ImagesQuestion {
  /** Width, or width and height, each with its unit. */
  readonly size?: string;
  readonly radius?: string;
  /** Instead of a target. */
  readonly region?: string;
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
  readonly target?: string;
}

/** Of a box around a place, unless somebody says otherwise. */
export const USUAL_SIZE = "0.2deg";
/** And of the circles around many. */
export const USUAL_MANY_RADIUS = "0.1deg";

/** `armillary images`: images of a place, of either version of SIA, to OUT, streaming. */
export async function runImages(args: ImagesArguments, io: Io): Promise<void> {
  const { sia, parameters, maxrec, intersect } = args;
  if (intersect !== undefined && sia === "2")
    throw usageError("--intersect is of SIA 1: version 2 has no word for it.");
  const asked = {
    ...soughtBy(args),
    parameters,
    ...(maxrec === undefined ? {} : { maxrec }),
    ...(intersect === undefined ? {} : { intersect }),
  };
  const version = sia === undefined ? "auto" : sia === "1" ? 1 : 2;
  // Both versions have fields for the same names; a place that is yet to be looked up stands at the origin.
  siaParameters({ region: { raDeg: 0, decDeg: 0, sizeDeg: 1 }, parameters }, version === 1 ? 1 : 2, { baseUrl: "" });
  await runSearch(
    args,
    {
      usage: "images TARGET --service S",
      protocol: "SIA",
      region: regionOf(args, { size: USUAL_SIZE }),
      subject: (region) => ({ title: plotTitle("images", args.target, region), region }),
      search({ url, transport, options }, region) {
        const query: SiaQuery = { ...asked, ...(region === undefined ? {} : { region }) };
        return new SiaService(url, { transport, version }).search(query, options);
      },
      findLinks: findAccessColumn,
    },
    io,
  );
}

/** What archives are asked for beside the place. */
export function archivesQuestion({ band, time }: ImagesQuestion): Pick<DatasetQuestion, "bandM" | "timeMjd"> {
  return {
    ...(band === undefined ? {} : { bandM: band.map(parseBand) }),
    ...(time === undefined ? {} : { timeMjd: time.map(parseTimeRange) }),
  };
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
