import { describe, expect, test } from "vitest";
import { FIELDS, world } from "../support/archives/index.ts";

const M31 = FIELDS[0] as (typeof FIELDS)[number];
const region = { raDeg: M31.raDeg, decDeg: M31.decDeg, radiusDeg: 0.2 };

/** How long each takes before it begins to answer. */
const DELAYS_MS = { mast: 300, ned: 500, irsa: 700, heasarc: 900 } as const;
const RUNS = 3;

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

describe.each(["cone", "images", "spectra"] as const)("a search of four archives for %s", (kind) => {
  test("takes as long as the slowest one alone and less than 100 ms", async () => {
    const { transport, ask, setFault } = await world();
    // What is compiled on the first use is no matter of the archives.
    const { summary } = await ask({ kind, region });
    const slowest = summary.ledger.find(({ archive }) => archive === "heasarc")?.url ?? "";
    for (const [archive, delayMs] of Object.entries(DELAYS_MS)) {
      setFault(archive as keyof typeof DELAYS_MS, { kind: "slow", delayMs });
    }
    const [bare, searched]: [number[], number[]] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      const startMs = performance.now();
      // Both at the same time, so that whatever else the machine does burdens both.
      await Promise.all([
        transport
          .request({ url: slowest })
          .then((response) => response.text(1 << 20))
          .then(() => bare.push(performance.now() - startMs)),
        ask({ kind, region }).then(() => searched.push(performance.now() - startMs)),
      ]);
    }
    expect(middle(bare)).toBeGreaterThan(DELAYS_MS.heasarc - 5);
    // One after the other they would take 2.4 s.
    expect(middle(searched) - middle(bare)).toBeLessThan(100);
  }, 60_000);
});
