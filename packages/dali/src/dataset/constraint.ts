import type { Interval } from "@armillary/votable";
import { DalError } from "../errors.ts";
import type { DatasetRecord } from "../table/dataset.ts";
import { printInterval } from "../values/interval.ts";
import type { DatasetQuestion, OneOrMore, ValueOrRange } from "./question.ts";

/** How values of a question are compared with what a dataset has. */
export type Comparison =
  /** Intervals that have something in common. */
  | "overlaps"
  /** A number within an interval. */
  | "within"
  /** Text, letter for letter; `ivoid`: without its case, as ivoids are. */
  | "equals"
  | "ivoid"
  | "integer"
  /** One of the states in a list like `/I/Q/U/`. */
  | "state";

/** One way to seek datasets, in the words of SIA 2, of ObsCore and of records. */
export interface DatasetConstraint {
  readonly key: Exclude<keyof DatasetQuestion, "region">;
  /** Of SIA 2. */
  readonly parameter: string;
  readonly comparison: Comparison;
  /** Of ObsCore; two where a lower and an upper limit are there. */
  readonly columns: readonly [string] | readonly [lower: string, upper: string];
  /** Properties of a record that tell the same; none where records do not. */
  readonly properties: readonly (keyof DatasetRecord)[];
}

/** All but the region, which each protocol has in a way of its own (SIA 2.0, section 2.1; ObsCore 1.1, table 5). */
export const DATASET_CONSTRAINTS: readonly DatasetConstraint[] = [
  {
    key: "bandM",
    parameter: "BAND",
    comparison: "overlaps",
    columns: ["em_min", "em_max"],
    properties: ["bandMinM", "bandMaxM"],
  },
  {
    key: "timeMjd",
    parameter: "TIME",
    comparison: "overlaps",
    columns: ["t_min", "t_max"],
    properties: ["tMinMjd", "tMaxMjd"],
  },
  { key: "polarization", parameter: "POL", comparison: "state", columns: ["pol_states"], properties: [] },
  { key: "fovDeg", parameter: "FOV", comparison: "within", columns: ["s_fov"], properties: ["fovDeg"] },
  { key: "resolutionArcsec", parameter: "SPATRES", comparison: "within", columns: ["s_resolution"], properties: [] },
  { key: "resolvingPower", parameter: "SPECRP", comparison: "within", columns: ["em_res_power"], properties: [] },
  { key: "exposureS", parameter: "EXPTIME", comparison: "within", columns: ["t_exptime"], properties: ["exposureS"] },
  { key: "timeResolutionS", parameter: "TIMERES", comparison: "within", columns: ["t_resolution"], properties: [] },
  {
    key: "publisherDid",
    parameter: "ID",
    comparison: "ivoid",
    columns: ["obs_publisher_did"],
    properties: ["publisherDid"],
  },
  {
    key: "collection",
    parameter: "COLLECTION",
    comparison: "equals",
    columns: ["obs_collection"],
    properties: ["collection"],
  },
  {
    key: "facility",
    parameter: "FACILITY",
    comparison: "equals",
    columns: ["facility_name"],
    properties: ["facility"],
  },
  {
    key: "instrument",
    parameter: "INSTRUMENT",
    comparison: "equals",
    columns: ["instrument_name"],
    properties: ["instrument"],
  },
  {
    key: "productType",
    parameter: "DPTYPE",
    comparison: "equals",
    columns: ["dataproduct_type"],
    properties: ["productType"],
  },
  {
    key: "calibLevel",
    parameter: "CALIB",
    comparison: "integer",
    columns: ["calib_level"],
    properties: ["calibLevel"],
  },
  { key: "target", parameter: "TARGET", comparison: "equals", columns: ["target_name"], properties: ["targetName"] },
  { key: "format", parameter: "FORMAT", comparison: "equals", columns: ["access_format"], properties: ["format"] },
];

/** What a question wants by a constraint, checked: intervals, whole numbers, or texts; none where it does not say. */
export interface WantedValues {
  readonly intervals: readonly Interval<number>[];
  readonly integers: readonly number[];
  readonly texts: readonly string[];
}

/**
 * @throws DalError code DAL_USAGE for what no dataset can have: NaN, a lower bound above the upper one, empty text, a
 * calibration level that is no whole number
 */
export function wantedValues(
  question: DatasetQuestion,
  { key, parameter, comparison }: DatasetConstraint,
): WantedValues {
  const given = valuesOf<string | ValueOrRange>(question[key]);
  if (comparison === "overlaps" || comparison === "within") {
    return { intervals: given.map((value) => intervalOf(value, parameter)), integers: [], texts: [] };
  }
  if (comparison === "integer")
    return { intervals: [], integers: given.map((value) => integerOf(value, key)), texts: [] };
  const texts = given.map((value) => wordOf(value, key));
  // ALL is what SIA 1 calls any format; version 2 and ObsTAP have no word for it.
  const isAny = key === "format" && texts.some((text) => text.trim().toUpperCase() === "ALL");
  return { intervals: [], integers: [], texts: isAny ? [] : texts };
}

/** One value or several, as several. */
export function valuesOf<Value>(given: OneOrMore<Value> | undefined): readonly Value[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? (given as readonly Value[]) : [given as Value];
}

function intervalOf(value: string | ValueOrRange, parameter: string): Interval<number> {
  const interval = typeof value === "object" ? value : { lower: Number(value), upper: Number(value) };
  try {
    printInterval(interval);
  } catch (failure) {
    throw new DalError("DAL_USAGE", `${parameter}: ${(failure as Error).message}`, {}, { cause: failure });
  }
  return interval;
}

function integerOf(value: unknown, key: string): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new DalError("DAL_USAGE", `${key} is a whole number, and ${String(value)} is none.`);
}

function wordOf(value: unknown, key: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new DalError("DAL_USAGE", `${key} is text that is not empty: leave it out where any will do.`);
}
