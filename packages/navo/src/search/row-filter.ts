import { valuesOf } from "@armillary/dali/dataset";
import type { CommonRow } from "../merge/common-row.ts";
import type { RegionShape } from "../region/region-shape.ts";
import type { ArchiveQuestion } from "./question.ts";

/** Leaves out rows that a service gives beyond what was asked for, and counts them. For the rows of one answer. */
export interface RowFilter {
  keeps(row: CommonRow): boolean;
  /** What was done, once the rows were read. */
  notes(): readonly string[];
}

/** Something that rows are judged by. */
export interface Criterion {
  /** Undefined where a row does not say: it stays. */
  readonly isMet: (row: CommonRow) => boolean | undefined;
  readonly note: (counts: CriterionCounts) => string;
}

/** What became of the rows of an answer by one criterion. */
export interface CriterionCounts {
  readonly came: number;
  readonly outside: number;
  /** Rows that do not say, and stay. */
  readonly untold: number;
}

/** A filter by all of the criteria; undefined where there are none. */
export function rowFilter(criteria: readonly Criterion[]): RowFilter | undefined {
  if (criteria.length === 0) return undefined;
  const counts = criteria.map(() => ({ came: 0, outside: 0, untold: 0 }));
  return {
    keeps(row) {
      let isKept = true;
      // All of them, so that each is counted by itself.
      for (const [index, { isMet }] of criteria.entries()) {
        const count = counts[index] as (typeof counts)[number];
        const verdict = isMet(row);
        count.came++;
        if (verdict === undefined) count.untold++;
        if (verdict !== false) continue;
        count.outside++;
        isKept = false;
      }
      return isKept;
    },
    notes: () => criteria.map(({ note }, index) => note(counts[index] as CriterionCounts)),
  };
}

/**
 * Rows whose position lies in the region.
 * @param why - what was asked for instead: `a cone search has circles alone, and was asked for the one around the region`
 */
export function insideRegion(shape: RegionShape, why: string): Criterion {
  return {
    isMet: ({ raDeg, decDeg }) =>
      raDeg === undefined || decDeg === undefined ? undefined : shape.contains(raDeg, decDeg),
    note: ({ came, outside, untold }) => {
      const unknown = untold === 0 ? "" : `; ${untold} without a position stay`;
      return `${why}: of ${rows(came)}, ${outside} lay outside of the region and were left out${unknown}.`;
    },
  };
}

/** Rows that have all the words; those that have no text at all have none of them. */
export function withWords(keyword: ArchiveQuestion["keyword"]): readonly Criterion[] {
  const words = wordsOf(keyword);
  if (words.length === 0) return [];
  const shown = words.map((word) => `"${word}"`).join(" and ");
  return [
    {
      isMet: (row) => words.every((word) => TEXTS.some((key) => row[key]?.toLowerCase().includes(word) === true)),
      note: ({ came, outside }) =>
        `The protocol has no parameter for words: of ${rows(came)}, ${outside} without ${shown} were left out.`,
    },
  ];
}

/** What of a row is searched for words. */
const TEXTS = ["id", "name", "title", "collection", "facility", "instrument"] as const;

/** In small letters, without empty ones. */
function wordsOf(keyword: ArchiveQuestion["keyword"]): readonly string[] {
  return valuesOf(keyword)
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== "");
}

function rows(count: number): string {
  return count === 1 ? "1 row that came" : `${count} rows that came`;
}
