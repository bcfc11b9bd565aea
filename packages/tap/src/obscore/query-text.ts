import { type AdqlText, adql, createAdqlTools } from "@armillary/adql";
import { DalError } from "@armillary/dali";
import {
  DATASET_CONSTRAINTS,
  type DatasetConstraint,
  type DatasetQuestion,
  type OneOrMore,
  posOfRegion,
  valuesOf,
  type WantedValues,
  wantedValues,
} from "@armillary/dali/dataset";
import { regionCondition } from "./region-condition.ts";

/** `region`: what is covered has something in common with it, as in SIA 2; `centre`: the centre lies in it. */
export type ObsCoreMatch = "region" | "centre";

/** A question as a query. */
export interface ObsCoreQueryText {
  readonly query: AdqlText;
  /** Where it asks for something else than the question. */
  readonly notes: readonly string[];
}

const { allOf, anyOf, equals, identifier, inInterval, oneOf } = createAdqlTools();

/**
 * The ADQL of a question, on the columns of ObsCore (ObsCore 1.1, section 4). The region comes first, which is where some
 * services want it.
 * @throws DalError DAL_USAGE for what no dataset can have, and for text with a backslash where services misread it
 */
export function obsCoreAdql(question: WordedQuestion, place: ObsCorePlace): ObsCoreQueryText {
  try {
    return build(question, place);
  } catch (failure) {
    // Text that some services misread, places that are none: of the question, as in the other protocols.
    if (!(failure instanceof Error && failure.name === "AdqlBuildError")) throw failure;
    throw new DalError("DAL_USAGE", failure.message, {}, { cause: failure });
  }
}

/** Where datasets are sought, and how. */
interface ObsCorePlace {
  readonly table: string;
  readonly match: ObsCoreMatch;
}

/** A question, and words that are sought. */
interface WordedQuestion extends DatasetQuestion {
  readonly keyword?: OneOrMore<string>;
}

function build(question: WordedQuestion, { table, match }: ObsCorePlace): ObsCoreQueryText {
  const places = valuesOf(question.region)
    .flatMap(posOfRegion)
    .map((pos) => regionCondition(pos, match));
  const conditions = [
    ...(places.length === 0 ? [] : [anyOf(...places.map(({ condition }) => condition))]),
    ...DATASET_CONSTRAINTS.flatMap((constraint) => conditionsOf(constraint, wantedValues(question, constraint))),
    ...valuesOf(question.keyword).flatMap(wordCondition),
  ];
  const from = adql`SELECT * FROM ${identifier(...table.split("."))}`;
  const notes = new Set(places.flatMap(({ note }) => (note === undefined ? [] : [note])));
  return { query: conditions.length === 0 ? from : adql`${from} WHERE ${allOf(...conditions)}`, notes: [...notes] };
}

/** What holds for a dataset that meets a constraint; nothing where nothing is wanted by it. */
function conditionsOf(
  { comparison, columns }: DatasetConstraint,
  { intervals, integers, texts }: WantedValues,
): readonly AdqlText[] {
  if (intervals.length + integers.length + texts.length === 0) return [];
  const [lower, upper = lower] = columns;
  switch (comparison) {
    case "overlaps":
      return [
        anyOf(
          ...intervals.map((interval) =>
            allOf(
              inInterval(lower, Number.NEGATIVE_INFINITY, interval.upper),
              inInterval(upper, interval.lower, Number.POSITIVE_INFINITY),
            ),
          ),
        ),
      ];
    case "within":
      return [anyOf(...intervals.map((interval) => inInterval(lower, interval.lower, interval.upper)))];
    case "integer":
      return [oneOf(lower, integers)];
    case "equals":
      return [texts.length === 1 ? equals(lower, texts[0] as string) : oneOf(lower, texts)];
    case "ivoid": {
      const name = identifier(lower);
      return [anyOf(...texts.map((text) => adql`LOWER(${name}) = ${text.toLowerCase()}`))];
    }
    case "state": {
      const name = identifier(lower);
      return [anyOf(...texts.map((text) => adql`${name} LIKE ${`%/${stateOf(text)}/%`}`))];
    }
  }
}

/** Columns of text that every ObsTAP has (ObsCore 1.1, table 5). */
const WORDED = ["target_name", "obs_collection", "obs_id", "facility_name", "instrument_name"];

/** A word somewhere in those columns. ADQL has no escape for the signs of LIKE: `_` finds any letter, and so more. */
function wordCondition(word: string): readonly AdqlText[] {
  const wanted = word.trim().toLowerCase();
  if (wanted === "") return [];
  return [anyOf(...WORDED.map((name) => adql`LOWER(${identifier(name)}) LIKE ${`%${wanted}%`}`))];
}

/** A state stands between slashes, so that I is not found in /XI/; nothing in it may be a pattern. */
function stateOf(text: string): string {
  const state = text.trim();
  if (/^[A-Za-z]+$/.test(state)) return state;
  throw new DalError(
    "DAL_USAGE",
    `"${text}" is no state of polarization: I, Q, U, V, RR, LL, XX, … (ObsCore 1.1, B.6.6).`,
  );
}
