import { printAngleDeg } from "@armillary/dali";
import type { ValueOrRange } from "@armillary/dali/dataset";
import { type RegionShape, regionShape } from "@armillary/navo";
import { type Calibration, findAccessColumn, type SsaQuery, SsaService, ssaParameters } from "@armillary/ssap";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { plotTitle } from "../plot/plot-title.ts";
import { parseBand } from "../targets/band.ts";
import { insideRegion } from "../targets/inside-region.ts";
import { looksLikeRegion, type PlaceWords, readExtent, regionOf } from "../targets/region.ts";
import { parseTimeRange } from "../targets/time-range.ts";
import { runSearch, type SearchArguments } from "./search.ts";

/** What is asked for, in the words of the command line. */
export interface SpectraQuestion {
  /** Of the circle around the target, an angle with its unit. */
  readonly diameter?: string;
  /** Instead of a target. */
  readonly region?: string;
  readonly within?: boolean;
  readonly band?: readonly string[];
  readonly time?: readonly string[];
  readonly format?: readonly string[];
  readonly collection?: string;
  readonly targetName?: string;
  readonly targetClass?: readonly string[];
  readonly minSnr?: number;
  readonly minResolution?: number;
  readonly redshift?: string;
  readonly fluxCalib?: Calibration;
  readonly top?: number;
}

export interface SpectraArguments extends SearchArguments, SpectraQuestion {
  readonly target?: string;
}

const USUAL_DIAMETER = "10arcsec";

/** What is meant by TARGET, --diameter and --region: a circle has its radius elsewhere. */
export function spectraPlace({
  target,
  region,
  diameter,
}: Pick<SpectraArguments, "target" | "region" | "diameter">): PlaceWords {
  if (diameter !== undefined && (region !== undefined || (target !== undefined && looksLikeRegion(target)))) {
    throw usageError("A region has its size: leave --diameter out.");
  }
  const isPlace = region === undefined && (target === undefined || !looksLikeRegion(target));
  return {
    ...(target === undefined ? {} : { target }),
    ...(region === undefined ? {} : { region }),
    ...(isPlace ? { radius: printAngleDeg(readExtent("--diameter", diameter ?? USUAL_DIAMETER, 360) / 2, "deg") } : {}),
  };
}

/** `armillary spectra`: spectra of a place, to OUT, streaming. */
export async function runSpectra(args: SpectraArguments, io: Io): Promise<void> {
  const { target, region, within = false, parameters } = args;
  const isAnywhere = (target ?? region) === undefined;
  const ofPlace = within ? "--within" : args.diameter === undefined ? undefined : "--diameter";
  if (isAnywhere && ofPlace !== undefined) throw usageError(`${ofPlace} is of a place: give TARGET, or --region.`);
  const sought = soughtBy(args);
  // A place that is yet to be looked up stands at the origin.
  ssaParameters({ ...(isAnywhere ? {} : { raDeg: 0, decDeg: 0, diameterDeg: 1 }), ...sought, parameters });
  await runSearch(
    args,
    {
      usage: "spectra TARGET --service S",
      protocol: "SSA",
      ...(isAnywhere ? {} : { region: regionOf(spectraPlace(args), {}) }),
      subject: (sky) => ({ title: plotTitle("spectra", target, sky), region: sky }),
      async search({ url, transport, options }, sky) {
        const shape = sky === undefined ? undefined : regionShape(sky);
        const query: SsaQuery = { ...(shape === undefined ? {} : circleOf(shape, within)), ...sought, parameters };
        const result = await new SsaService(url, { transport }).search(query, options);
        if (shape === undefined || shape.isCircle) return result;
        return insideRegion(result, shape, ({ rows, ...batch }) => {
          const records = Array.from({ length: rows }, (_, row) => result.recordAt({ rows, ...batch }, row));
          return {
            raDeg: records.map(({ raDeg = Number.NaN }) => raDeg),
            decDeg: records.map(({ decDeg = Number.NaN }) => decDeg),
          };
        });
      },
      findLinks: findAccessColumn,
    },
    io,
  );
}

function circleOf({ enclosing, isCircle }: RegionShape, within: boolean): SsaQuery {
  const { raDeg, decDeg, radiusDeg } = enclosing;
  return { raDeg, decDeg, diameterDeg: 2 * radiusDeg, ...(isCircle ? { within } : {}) };
}

function soughtBy(args: SpectraArguments): SsaQuery {
  const { band, time, redshift, minResolution } = args;
  const { format, collection, targetName, targetClass, minSnr, fluxCalib, top, maxrec } = args;
  const plain = {
    format,
    collection,
    targetName,
    targetClass,
    minSnr,
    minSpecRp: minResolution,
    fluxCalib,
    top,
    maxrec,
  };
  return {
    ...(band === undefined ? {} : { bandM: band.map(parseBand).map(valueOrRange) }),
    ...(time === undefined ? {} : { timeMjd: time.map(parseTimeRange).map(valueOrRange) }),
    ...(redshift === undefined ? {} : { redshift: parseNumberRange(redshift) }),
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
  };
}

/** A range of one value is that value: services take it as what must be covered. */
function valueOrRange(range: { readonly lower: number; readonly upper: number }): ValueOrRange {
  return range.lower === range.upper ? range.lower : range;
}

function parseNumberRange(text: string): ValueOrRange {
  const [first = "", second, third] = text.split("..").map((part) => part.trim());
  const lower = first === "" ? Number.NEGATIVE_INFINITY : Number(first);
  const upper = second === undefined ? lower : second === "" ? Number.POSITIVE_INFINITY : Number(second);
  const isNone = Number.isNaN(lower) || Number.isNaN(upper) || third !== undefined || (first === "" && !second);
  if (isNone || lower > upper) throw usageError(`"${text}" is no range of numbers.`, "Write 0.1..0.5, 2.. or ..0.1.");
  return valueOrRange({ lower, upper });
}
