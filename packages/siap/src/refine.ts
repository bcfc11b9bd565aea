import { DalError, parseMediaType } from "@armillary/dali";
import { type DatasetConstraint, type WantedValues, wantedValues } from "@armillary/dali/dataset";
import { keepRows } from "@armillary/dali/table";
import type { TableStream } from "@armillary/formats";
import type { SiaQuery } from "./query.ts";
import { createSiaReader, type SiaRecord } from "./record.ts";
import { tells } from "./record-v1.ts";

/** Rows of an answer judged by what the service was not told. */
export interface RowJudge {
  /** The table without the rows that are not wanted. @throws DalError DAL_USAGE where it cannot be told by its columns */
  refine(table: TableStream, url: string): TableStream;
  /** What was done, once the rows were read. */
  notes(): readonly string[];
}

interface Judged {
  readonly constraint: DatasetConstraint;
  readonly wanted: WantedValues;
  outside: number;
  untold: number;
}

/**
 * Judges the rows of a version 1 answer by what version 1 has no parameter for. A row that does not say what it is judged
 * by is left out, as a service of version 2 leaves it out; the notes count those.
 */
export function judgeRows(query: SiaQuery, unsaid: readonly DatasetConstraint[]): RowJudge {
  const judged: Judged[] = unsaid.map((constraint) => ({
    constraint,
    wanted: wantedValues(query, constraint),
    outside: 0,
    untold: 0,
  }));
  let came = 0;
  return {
    refine(table, url) {
      const blind = unsaid.find((constraint) => !tells(table.fields, constraint));
      if (blind !== undefined) throw untellable(blind, url);
      const read = createSiaReader(table.fields, 1, url);
      const isWanted = (record: SiaRecord): boolean => {
        // All of them, so that each is counted by itself.
        const verdicts = judged.map((each) => {
          const verdict = meets(record, each.constraint, each.wanted);
          if (verdict === undefined) each.untold++;
          else if (!verdict) each.outside++;
          return verdict;
        });
        return verdicts.every((verdict) => verdict === true);
      };
      return keepRows(table, (batch, row) => {
        came++;
        return isWanted(read(batch, row));
      });
    },
    notes: () => judged.map((each) => noteOf(each, came)),
  };
}

/** Whether a record meets a constraint; undefined where it does not say. */
export function meets(
  record: SiaRecord,
  { key, comparison, properties }: DatasetConstraint,
  { intervals, integers, texts }: WantedValues,
): boolean | undefined {
  const [first, second] = properties.map((property) => record[property]);
  switch (comparison) {
    case "overlaps": {
      // A band may be told by its middle alone.
      const only = key === "bandM" ? record.bandReferenceM : undefined;
      const lower = first ?? second ?? only;
      const upper = second ?? first ?? only;
      if (typeof lower !== "number" || typeof upper !== "number") return undefined;
      return intervals.some((wanted) => lower <= wanted.upper && upper >= wanted.lower);
    }
    case "within":
      if (typeof first !== "number") return undefined;
      return intervals.some((wanted) => first >= wanted.lower && first <= wanted.upper);
    case "integer":
      return typeof first === "number" ? integers.includes(first) : undefined;
    default:
      if (typeof first !== "string") return undefined;
      return texts.some((wanted) => comparable(wanted, key) === comparable(first, key));
  }
}

/** SIA 1 has no vocabulary for names: those of services and of people differ in case. */
function comparable(text: string, key: string): string {
  const word = text.trim().toLowerCase();
  return key === "format" ? (parseMediaType(word)?.essence ?? word) : word;
}

function noteOf({ constraint: { key }, outside, untold }: Judged, came: number): string {
  const unknown = untold === 0 ? "" : `, and ${untold} that do not say it`;
  return `${key} was not sent (version 1 has no way to, or the service none that works): of ${came} rows that came, ${outside} were left out by it${unknown}.`;
}

function untellable({ key, parameter }: DatasetConstraint, url: string): DalError {
  return new DalError(
    "DAL_USAGE",
    `${key} cannot be sought here: SIA 1 has no parameter for it (version 2 has ${parameter}), and no column of the answer of ${url} tells it. Leave it out, or ask a service of version 2.`,
    { url },
  );
}
