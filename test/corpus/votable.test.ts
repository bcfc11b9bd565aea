import { VotableError } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { corpusLabel, votableDocuments } from "../support/corpus.ts";
import { type Difference, differences } from "../support/differences.ts";
import { readDocument } from "../support/reading.ts";
import list from "./disagreements.json" with { type: "json" };

// Real documents of many hands, each beside what independent readers made of it. Where we hold another view, the file
// of disagreements argues it: a line there must name a difference that is still there, so none outlives its cause.

/** A view that we hold against the corpus, and why. */
interface Disagreement {
  readonly path: string;
  /** A pointer into the expectation; `error` for a document that is refused, and reads as expected with `lenient`. */
  readonly at: string;
  readonly why: string;
}

const disagreements: readonly Disagreement[] = list;
const documents = votableDocuments();

describe.skipIf(documents.length === 0)(`corpus/votable${corpusLabel}`, () => {
  test.each(documents)("$path", async ({ path, bytes, expected }) => {
    const argued = disagreements.filter((disagreement) => disagreement.path === path);
    const refusal = argued.some(({ at }) => at === "error");
    const first = await readDocument(bytes);

    if (expected.error || refusal) expect(first.error, expected.reason).toBeInstanceOf(VotableError);
    if (expected.error) return;
    if (expected.mayReject !== undefined && first.error instanceof VotableError) {
      expect(first.error.place.line, "a refusal says where").toBeTypeOf("number");
      return;
    }
    const found = differences(refusal ? await readDocument(bytes, { lenient: true }) : first, expected);
    const covered = (difference: Difference): boolean => argued.some(({ at }) => covers(at, difference));
    expect(
      found
        .filter((difference) => !covered(difference))
        .map(printDifference)
        .join("\n"),
    ).toBe("");
    const settled = argued.filter(({ at }) => at !== "error" && !found.some((difference) => covers(at, difference)));
    expect(settled, "disagreements that are none any more").toEqual([]);
  });
});

function printDifference({ at, expected, found }: Difference): string {
  return `${at}: ${JSON.stringify(expected)} expected, ${found instanceof Error ? found : JSON.stringify(found)} found`;
}

function covers(at: string, difference: Difference): boolean {
  return difference.at === at || difference.at.startsWith(`${at}.`) || difference.at.startsWith(`${at}[`);
}
