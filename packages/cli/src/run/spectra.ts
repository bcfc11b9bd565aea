import { parseAngleDeg, printAngleDeg } from "@armillary/dali";
import type { ValueOrRange } from "@armillary/dali/dataset";
import { type Calibration, findAccessColumn, type SsaQuery, SsaService } from "@armillary/ssap";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { plotTitle } from "../plot/plot-title.ts";
import { parseBand } from "../targets/band.ts";
import { resolveTarget } from "../targets/resolve-target.ts";
import { parseTimeRange } from "../targets/time-range.ts";
import { runSearch, type SearchArguments } from "./search.ts";

/** What is asked for, in the words of the command line. */
export interface SpectraQuestion {
  /** An angle with its unit. */
  readonly diameter: string;
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

/** The radius of a circle of that diameter. */
export function halfOf(diameter: string): string {
  return printAngleDeg(parseAngleDeg(diameter) / 2, "deg");
}

/** `armillary spectra`: spectra of a place, to OUT, streaming. */
export async function runSpectra(args: SpectraArguments, io: Io): Promise<void> {
  const { target, diameter, within = false, parameters } = args;
  if (target === undefined && within) throw usageError("--within is of the circle around TARGET: give one.");
  // Before a name is looked up: what is misused needs no network to tell.
  const sought = soughtBy(args);
  const diameterDeg = parseAngleDeg(diameter);
  const centre = target === undefined ? undefined : await resolveTarget(target, args, io);
  const place = centre === undefined ? {} : { ...centre, diameterDeg, within };
  const query: SsaQuery = { ...place, ...sought, parameters };
  await runSearch(
    args,
    {
      usage: "spectra TARGET --service S",
      protocol: "SSA",
      subject: {
        title: plotTitle("spectra", target, target === undefined ? undefined : diameterDeg / 2),
        ...(centre === undefined ? {} : { region: { ...centre, radiusDeg: diameterDeg / 2 } }),
      },
      search: ({ url, transport, options }) => new SsaService(url, { transport }).search(query, options),
      findLinks: findAccessColumn,
    },
    io,
  );
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
