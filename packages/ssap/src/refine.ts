import { type OneOrMore, type ValueOrRange, valuesOf } from "@armillary/dali/dataset";
import { keepRows } from "@armillary/dali/table";
import type { TableStream } from "@armillary/formats";
import type { SsaFacts } from "./facts.ts";
import type { SsaQuery } from "./query.ts";
import { unsendable } from "./range-list.ts";
import { createRecordReader, type SsaRecord } from "./record.ts";

/** What is done with the rows of an answer, and what was. */
export interface RowJudge {
  refine(table: TableStream, url: string): TableStream;
  /** At the end. */
  notes(): readonly string[];
}

/** Something that rows are judged by: undefined where a row does not say. */
interface Criterion {
  /** Of rows that are left out, and of rows that do not say: `Left out 2 rows outside of the circle.` */
  readonly outside: string;
  readonly untold: string;
  readonly isMet: (record: SsaRecord) => boolean | undefined;
}

/**
 * Leaves out rows that say themselves that they are not what was asked for: outside of the circle, with `within`, and by parameters
 * that the service is known to pass over. Rows that do not say stay; both are counted.
 * @throws DalError DAL_USAGE for `within` where no circle is asked for
 */
export function judgeRows(query: SsaQuery, facts: SsaFacts | undefined): RowJudge | undefined {
  const criteria = [...withinCircle(query), ...passedOver(query, facts)];
  if (criteria.length === 0) return undefined;
  const counts = criteria.map(() => ({ outside: 0, untold: 0 }));
  const { raDeg, decDeg } = query;
  const centre = raDeg === undefined || decDeg === undefined ? {} : { centre: { raDeg, decDeg } };

  const isWanted = (record: SsaRecord): boolean => {
    // All of them, so that each is counted by itself.
    const verdicts = criteria.map(({ isMet }, index) => {
      const verdict = isMet(record);
      const count = counts[index] as { outside: number; untold: number };
      if (verdict === undefined) count.untold++;
      else if (!verdict) count.outside++;
      return verdict !== false;
    });
    return verdicts.every(Boolean);
  };

  return {
    refine(table, url) {
      const { fields, metadata } = table;
      const { params, groups = [] } = metadata;
      const read = createRecordReader({ fields, params, groups, url, ...centre });
      return keepRows(table, (batch, row) => isWanted(read(batch, row)));
    },
    notes: () =>
      criteria.flatMap(({ outside, untold }, index) => {
        const { outside: left = 0, untold: kept = 0 } = counts[index] ?? {};
        return [
          ...(left === 0 ? [] : [`Left out ${counted(left)} ${outside}.`]),
          ...(kept === 0 ? [] : [`Kept ${counted(kept)} ${untold}.`]),
        ];
      }),
  };
}

/** Parameters by which rows are judged where the service passes over them. */
export const JUDGED_PARAMETERS: readonly string[] = ["BAND", "TIME", "TIMERES", "VARAMPL"];

function withinCircle({ within = false, raDeg, decDeg, diameterDeg }: SsaQuery): Criterion[] {
  if (!within) return [];
  if (raDeg === undefined || decDeg === undefined || diameterDeg === undefined)
    throw unsendable("SIZE", "", "rows can be kept within a circle only where one is asked for");
  return [
    {
      outside: "outside of the circle",
      untold: "without a position",
      isMet: ({ separationDeg }) => (separationDeg === undefined ? undefined : separationDeg <= diameterDeg / 2),
    },
  ];
}

function passedOver({ bandM, timeMjd, maxTimeResS, varAmpl }: SsaQuery, facts: SsaFacts | undefined): Criterion[] {
  const ignored = facts?.ignored?.value ?? [];
  const found: Criterion[] = [];
  if (bandM !== undefined && ignored.includes("BAND"))
    found.push({
      outside: "outside of the band",
      untold: "without a band",
      isMet: ({ bandMinM, bandMaxM }) => overlaps(bandM, bandMinM, bandMaxM),
    });
  if (timeMjd !== undefined && ignored.includes("TIME"))
    found.push({
      outside: "outside of the time",
      untold: "without a time",
      isMet: ({ tMinMjd, tMaxMjd }) => overlaps(timeMjd, tMinMjd, tMaxMjd),
    });
  if (maxTimeResS !== undefined && ignored.includes("TIMERES"))
    found.push({
      outside: "of a coarser resolution in time",
      untold: "without a resolution in time",
      isMet: ({ timeResS }) => (timeResS === undefined ? undefined : timeResS <= maxTimeResS),
    });
  if (varAmpl !== undefined && ignored.includes("VARAMPL"))
    found.push({
      outside: "of another amplitude",
      untold: "without an amplitude",
      isMet: ({ varAmpl: amplitude }) => overlaps(varAmpl, amplitude, amplitude),
    });
  return found;
}

function overlaps(
  wanted: OneOrMore<ValueOrRange>,
  min: number | undefined,
  max: number | undefined,
): boolean | undefined {
  if (min === undefined || max === undefined) return undefined;
  return valuesOf(wanted).some((value) => {
    const { lower, upper } = typeof value === "number" ? { lower: value, upper: value } : value;
    return lower <= max && upper >= min;
  });
}

function counted(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}
