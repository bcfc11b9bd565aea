import type { LimitVerdict, Outcome } from "@armillary/tap";
import { expect, test } from "vitest";
import { judgeLimits } from "../../packages/tap/src/limits.ts";

const facts = {
  id: "test",
  tapUrls: [],
  overflowUnreliable: { value: true, confidence: "observed", source: "the test" },
} as const;

/** Everything but the advice, whose wording is another matter. */
const ROWS: readonly [name: string, outcome: Partial<Outcome>, verdict: Partial<LimitVerdict>][] = [
  ["nothing is known, nothing is said", { rows: 10 }, { suspect: false, remedies: [] }],
  [
    "fewer rows than any limit",
    { rows: 9, maxrec: 10, top: 11, limits: { default: 12, hard: 13 } },
    { suspect: false, remedies: [] },
  ],
  ["an error is no limit", { status: "ERROR", rows: 10, maxrec: 10 }, { suspect: false, remedies: [] }],
  [
    "TOP is what was asked for",
    { rows: 10, top: 10 },
    { suspect: false, limit: { source: "TOP", rows: 10 }, remedies: [] },
  ],
  [
    "MAXREC, flagged",
    { status: "OVERFLOW", rows: 10, maxrec: 10, limits: { hard: 100 } },
    {
      suspect: false,
      limit: { source: "MAXREC", rows: 10 },
      remedies: [{ kind: "maxrec", upTo: 100 }, { kind: "parts" }],
    },
  ],
  [
    "MAXREC, not flagged",
    { rows: 10, maxrec: 10 },
    {
      suspect: true,
      limit: { source: "MAXREC", rows: 10 },
      remedies: [{ kind: "count" }, { kind: "maxrec" }, { kind: "parts" }],
    },
  ],
  [
    "the default, flagged",
    { status: "OVERFLOW", rows: 20, limits: { default: 20 } },
    { limit: { source: "service default", rows: 20 }, remedies: [{ kind: "maxrec" }, { kind: "parts" }] },
  ],
  [
    "the default means nothing with MAXREC",
    { rows: 20, maxrec: 50, limits: { default: 20 } },
    { suspect: false, remedies: [] },
  ],
  [
    "the hard limit before MAXREC",
    { status: "OVERFLOW", rows: 20, maxrec: 20, limits: { hard: 20 } },
    { limit: { source: "hard limit", rows: 20 }, remedies: [{ kind: "parts" }] },
  ],
  [
    "the hard limit of sync, where a job gives more",
    { status: "OVERFLOW", rows: 20, limits: { hard: 20 }, otherLimits: { hard: 90 } },
    { limit: { source: "hard limit", rows: 20 }, remedies: [{ kind: "async", upTo: 90 }, { kind: "parts" }] },
  ],
  [
    "the same from a job",
    { status: "OVERFLOW", rows: 20, mode: "async", limits: { hard: 20 } },
    { limit: { source: "hard limit", rows: 20 }, remedies: [{ kind: "parts" }] },
  ],
  [
    "a known limit, silently",
    { rows: 20, limits: { known: { rows: 20 } } },
    { suspect: true, limit: { source: "known limit", rows: 20 }, remedies: [{ kind: "count" }, { kind: "parts" }] },
  ],
  [
    "a known limit that TOP lifts",
    { status: "OVERFLOW", rows: 20, limits: { known: { rows: 20, liftedBy: "TOP" } } },
    { limit: { source: "known limit", rows: 20 }, remedies: [{ kind: "top" }, { kind: "parts" }] },
  ],
  [
    "a known limit that TOP has lifted",
    { rows: 20, top: 30, limits: { known: { rows: 20, liftedBy: "TOP" } } },
    { suspect: false, remedies: [] },
  ],
  [
    "bytes, flagged",
    { status: "OVERFLOW", rows: 20, bytes: 5, limits: { hardBytes: 1000 } },
    { limit: { source: "bytes", rows: 20 }, remedies: [{ kind: "parts" }] },
  ],
  [
    "bytes, not flagged",
    { rows: 20, bytes: 999, limits: { hardBytes: 1000 } },
    { suspect: true, limit: { source: "bytes", rows: 20 } },
  ],
  [
    "far from the limit in bytes",
    { rows: 20, bytes: 900, limits: { hardBytes: 1000 } },
    { suspect: false, remedies: [] },
  ],
  [
    "flagged at no limit",
    { status: "OVERFLOW", rows: 17 },
    { limit: { source: "unknown", rows: 17 }, remedies: [{ kind: "maxrec" }, { kind: "parts" }] },
  ],
  [
    "flagged at no limit by who flags whole results",
    { status: "OVERFLOW", rows: 17, facts },
    { limit: { source: "unknown", rows: 17 }, remedies: [{ kind: "count" }] },
  ],
  [
    "MAXREC=0 asks for columns",
    { status: "OVERFLOW", rows: 0, maxrec: 0, limits: { hard: 10 } },
    { suspect: false, limit: { source: "MAXREC", rows: 0 }, remedies: [] },
  ],
  ["no rows are no limit", { rows: 0, maxrec: 0 }, { suspect: false, remedies: [] }],
];

test.each(ROWS)("%s", (_, outcome, expected) => {
  const { advice, ...verdict } = judgeLimits({ status: "OK", rows: 0, bytes: 0, mode: "sync", limits: {}, ...outcome });
  expect(verdict).toMatchObject(expected);
  if (!("limit" in expected)) expect(verdict.limit).toBeUndefined();
  // Whoever is told of doubt is told what to do; whoever is not is left in peace.
  const isDoubtful = (outcome.status === "OVERFLOW" && outcome.maxrec !== 0) || verdict.suspect;
  expect(advice !== undefined).toBe(isDoubtful);
});

test("advice names the number, the limit and the way", () => {
  const { advice } = judgeLimits({
    status: "OVERFLOW",
    rows: 100_000,
    bytes: 0,
    mode: "sync",
    limits: { known: { rows: 100_000, liftedBy: "TOP" } },
  });
  expect(advice).toBe(
    "The result is incomplete: it ends after 100,000 rows, which is the most that the service is known to give. For the rest: TOP with more than 100,000, which lifts the limit; the option complete, which asks in parts.",
  );
});
