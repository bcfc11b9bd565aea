import { printMaxrec, printPosition } from "@armillary/dali";
import { type ValueOrRange, valuesOf } from "@armillary/dali/dataset";
import type { SsaFacts } from "./facts.ts";
import { CALIBRATIONS, type SsaQuery } from "./query.ts";
import {
  printDegrees,
  printList,
  printMoment,
  printNumber,
  printRange,
  printText,
  printTimeRange,
  printWord,
  unsendable,
} from "./range-list.ts";
import { JUDGED_PARAMETERS } from "./refine.ts";

export type Parameter = readonly [name: string, value: string];

type Printer = (query: SsaQuery, facts: SsaFacts | undefined) => string | undefined;

/** Each parameter, and its value; undefined where it is not asked for. */
const PARAMETERS: readonly (readonly [name: string, print: Printer])[] = [
  ["REQUEST", () => "queryData"],
  ["POS", printPos],
  ["SIZE", printSize],
  ["BAND", printBands],
  ["TIME", ({ timeMjd }) => ifGiven(timeMjd, (value) => printList("TIME", value, printTime))],
  ["FORMAT", printFormat],
  ["APERTURE", ({ apertureDeg }) => ifGiven(apertureDeg, (value) => printAngle("APERTURE", value))],
  ["SPECRP", ({ minSpecRp }, facts) => printBound("SPECRP", minSpecRp, "min", facts)],
  ["SPATRES", ({ maxSpatResDeg }, facts) => printBound("SPATRES", maxSpatResDeg, "max", facts)],
  ["TIMERES", ({ maxTimeResS }, facts) => printBound("TIMERES", maxTimeResS, "max", facts)],
  ["SNR", ({ minSnr }, facts) => printBound("SNR", minSnr, "min", facts)],
  ["REDSHIFT", ({ redshift }) => ifGiven(redshift, (value) => printValue("REDSHIFT", value))],
  ["VARAMPL", ({ varAmpl }) => ifGiven(varAmpl, printAmplitude)],
  ["TARGETNAME", ({ targetName }) => printGiven("TARGETNAME", targetName)],
  ["TARGETCLASS", ({ targetClass }) => ifGiven(targetClass, (value) => printList("TARGETCLASS", value, printClass))],
  ["FLUXCALIB", ({ fluxCalib }) => printCalibration("FLUXCALIB", fluxCalib)],
  ["WAVECALIB", ({ waveCalib }) => printCalibration("WAVECALIB", waveCalib)],
  ["PUBDID", ({ publisherDid }) => printGiven("PUBDID", publisherDid)],
  ["CREATORDID", ({ creatorDid }) => printGiven("CREATORDID", creatorDid)],
  ["COLLECTION", ({ collection }) => printGiven("COLLECTION", collection)],
  ["TOP", ({ top }) => ifGiven(top, printTop)],
  ["MAXREC", ({ maxrec }) => ifGiven(maxrec, printMaxrec)],
  ["MTIME", ({ modifiedMjd }) => ifGiven(modifiedMjd, (interval) => printTimeRange("MTIME", interval))],
  ["COMPRESS", ({ compress }) => ifGiven(compress, String)],
  ["RUNID", ({ runId }) => printGiven("RUNID", runId)],
  ["VERSION", ({ version }) => printGiven("VERSION", version)],
];

/**
 * The parameters that ask for spectra, REQUEST first, those of `query.parameters` last. With `facts`, as that service takes them.
 * @throws DalError DAL_USAGE for what cannot be asked: half a position, a range whose ends are in the wrong order, …
 * @see SSA 1.1, section 4.1
 */
export function ssaParameters(query: SsaQuery, facts?: SsaFacts): Parameter[] {
  const known = PARAMETERS.flatMap(([name, print]): Parameter[] => {
    const value = print(query, facts);
    return value === undefined ? [] : [[name, value]];
  });
  return withOwn(known, query.parameters ?? {});
}

/** What of a query a service is known to take otherwise than it is meant, one sentence each. */
export function ssaNotes(query: SsaQuery, facts: SsaFacts | undefined): string[] {
  if (facts === undefined) return [];
  const { title } = facts;
  const asked = new Set(ssaParameters(query).map(([name]) => name));
  const notes: string[] = [];
  const passedOver = (facts.ignored?.value ?? []).filter((name) => asked.has(name));
  if (passedOver.length > 0) {
    const isJudged = passedOver.every((name) => JUDGED_PARAMETERS.includes(name) && !isNamedBand(name, query));
    const then = isJudged ? "rows are judged by what they say" : "rows may be others than asked for";
    notes.push(`${title} passes over ${passedOver.join(", ")}: ${then}.`);
  }
  if (facts.noBandNames !== undefined && query.bandName !== undefined)
    notes.push(`${title} knows no names of bands: give wavelengths.`);
  if (facts.positionNeedsSize !== undefined && asked.has("POS") && !asked.has("SIZE"))
    notes.push(`${title} passes over a position without a diameter: spectra of the whole sky may come.`);
  if (facts.sizeMayBeRadius !== undefined && asked.has("SIZE"))
    notes.push(`${title} may take the diameter for a radius: rows may lie farther away.`);
  const largest = facts.largestDiameterDeg?.value;
  if (largest !== undefined && (query.diameterDeg ?? 0) > largest)
    notes.push(`${title} was seen to fail with diameters above ${largest} degrees.`);
  const level = [query.fluxCalib, query.waveCalib].find((value) => value === "relative" || value === "normalized");
  if (facts.calibrationIsExact !== undefined && level !== undefined)
    notes.push(
      `${title} finds spectra that are calibrated ${level === "relative" ? "relatively" : "by normalizing"} alone, not better ones.`,
    );
  return notes;
}

/** No row says which names a band has. */
function isNamedBand(parameter: string, { bandName }: SsaQuery): boolean {
  return parameter === "BAND" && bandName !== undefined;
}

function printPos({ raDeg, decDeg }: SsaQuery): string | undefined {
  if (raDeg === undefined && decDeg === undefined) return undefined;
  if (raDeg === undefined || decDeg === undefined)
    throw unsendable("POS", `${raDeg ?? ""},${decDeg ?? ""}`, "raDeg and decDeg go together");
  return printPosition({ raDeg, decDeg }).replace("+", "").replace(" ", ",");
}

function printSize({ diameterDeg, raDeg }: SsaQuery): string | undefined {
  if (diameterDeg === undefined) return undefined;
  const text = printAngle("SIZE", diameterDeg);
  if (raDeg === undefined)
    throw unsendable("SIZE", text, "it is the size of a circle around a position, and there is none");
  return text;
}

function printAngle(parameter: string, valueDeg: number): string {
  if (!(valueDeg > 0 && valueDeg <= 360))
    throw unsendable(parameter, valueDeg, "a diameter above 0 and up to 360 degrees is wanted");
  return printDegrees(parameter, valueDeg);
}

function printBands({ bandM, bandName, bandFrame }: SsaQuery): string | undefined {
  const items = [
    ...valuesOf(bandM ?? []).map(printWavelengths),
    ...valuesOf(bandName ?? []).map((name) => printWord("BAND", name)),
  ];
  if (items.length > 0) return `${items.join(",")}${bandFrame === undefined ? "" : `;${bandFrame}`}`;
  if (bandM !== undefined || bandName !== undefined)
    throw unsendable("BAND", "", "the list is empty", "Leave it out instead.");
  if (bandFrame === undefined) return undefined;
  throw unsendable("BAND", `;${bandFrame}`, "it says where wavelengths are measured, and there are none");
}

function printWavelengths(value: ValueOrRange): string {
  const lower = typeof value === "number" ? value : value.lower;
  // From 0, or from below, is the same as from anywhere.
  const isOpen = typeof value !== "number" && lower <= 0 && value.upper > 0;
  if (!isOpen && !(lower > 0)) throw unsendable("BAND", lower, "a wavelength above 0 is wanted, in metres");
  return printValue("BAND", isOpen ? { lower: Number.NEGATIVE_INFINITY, upper: value.upper } : value);
}

function printTime(value: ValueOrRange): string {
  return typeof value === "number" ? printMoment("TIME", value, Math.round) : printTimeRange("TIME", value);
}

function printValue(parameter: string, value: ValueOrRange): string {
  return typeof value === "number" ? printNumber(parameter, value) : printRange(parameter, value);
}

/** FORMAT=METADATA is another question: `describe` asks it. */
function printFormat({ format, parameters = {} }: SsaQuery, facts: SsaFacts | undefined): string | undefined {
  if (format === undefined) {
    const isOwn = Object.keys(parameters).some((name) => name.toUpperCase() === "FORMAT");
    return isOwn ? undefined : facts?.format?.value;
  }
  return printList("FORMAT", format, (text) => {
    if (/^metadata$/i.test(text.trim()))
      throw unsendable("FORMAT", text, "it asks what the service is, not for spectra", "Use describe().");
    if (text.trim() === "" || /[\s,]/.test(text)) throw unsendable("FORMAT", text, "it is no media type");
    return text;
  });
}

/** A bound as the standard has it, a number; or a range that is open on the other side. */
function printBound(
  parameter: string,
  value: number | undefined,
  side: "min" | "max",
  facts: SsaFacts | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  if (!(value >= 0)) throw unsendable(parameter, value, "a number from 0 is wanted");
  const text = printNumber(parameter, value);
  if (facts?.boundsAreRanges?.value.includes(parameter) !== true) return text;
  return side === "min" ? `${text}/` : `/${text}`;
}

function printAmplitude(value: ValueOrRange): string {
  for (const end of typeof value === "number" ? [value] : [value.lower, value.upper].filter(Number.isFinite)) {
    if (!(end >= 0 && end <= 1)) throw unsendable("VARAMPL", end, "amplitudes go from 0 to 1");
  }
  return printValue("VARAMPL", value);
}

/** Classes of objects have blanks in them ("Seyfert 1"): only the comma cannot be. */
function printClass(text: string): string {
  if (text.includes(",")) throw unsendable("TARGETCLASS", text, "commas divide the list", "Give a list of classes.");
  return printText("TARGETCLASS", text);
}

function printCalibration(parameter: string, level: string | undefined): string | undefined {
  if (level === undefined) return undefined;
  const known: readonly string[] = CALIBRATIONS;
  if (!known.includes(level)) throw unsendable(parameter, level, `one of ${known.join(", ")} is wanted`);
  return level;
}

function printTop(count: number): string {
  if (!Number.isSafeInteger(count) || count < 1) throw unsendable("TOP", count, "a whole number from 1 is wanted");
  return String(count);
}

/** The service's own parameters; one that is given in two ways is an error, for the service would choose. */
function withOwn(known: readonly Parameter[], own: NonNullable<SsaQuery["parameters"]>): Parameter[] {
  const names = new Set(known.map(([name]) => name));
  const added = Object.entries(own).flatMap(([name, value]) => {
    if (names.has(name.toUpperCase())) throw unsendable(name, String(value), "it is given in two ways");
    return valuesOf(value).map((text): Parameter => [name, text]);
  });
  return [...known, ...added];
}

function printGiven(parameter: string, text: string | undefined): string | undefined {
  return ifGiven(text, (value) => printText(parameter, value));
}

function ifGiven<Value>(value: Value | undefined, print: (value: Value) => string): string | undefined {
  return value === undefined ? undefined : print(value);
}
