import { type ConeTarget, type ManyOptions, ScsService, type TargetOutcome } from "@armillary/scs";
import { separationDeg } from "@armillary/sky";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Asked,
  answering,
  type ConeQuirks,
  catalogueService,
  document,
  FIELDS,
  refusal,
  type Star,
  spread,
  transport,
} from "./cone-service.ts";

type Row = Readonly<Record<string, unknown>>;

async function searchAll(
  scs: ScsService,
  targets: Iterable<ConeTarget> | AsyncIterable<ConeTarget>,
  options: Partial<ManyOptions> = {},
) {
  const outcomes: TargetOutcome[] = [];
  const result = await scs.searchMany(targets, {
    radiusDeg: 1,
    onOutcome: (outcome) => outcomes.push(outcome),
    ...options,
  });
  const rows: Row[] = [];
  for await (const row of result.rows()) rows.push(row);
  return { result, rows, outcomes, summary: await result.summary };
}

/** What a search around many targets is to give, found the plain way. */
function expected(
  stars: readonly Star[],
  targets: readonly ConeTarget[],
  find: "all" | "best" | "each",
  radiusDeg: number,
) {
  return targets.flatMap(({ raDeg, decDeg, ...own }): Row[] => {
    const distance = (star: Star): number => separationDeg(Number(raDeg), Number(decDeg), star.raDeg, star.decDeg);
    const near = stars.filter((star) => distance(star) <= radiusDeg);
    const best = [...near].sort((a, b) => distance(a) - distance(b)).slice(0, 1);
    const taken = find === "all" ? near : best;
    if (taken.length === 0) return find === "each" ? [{ ...own, id: null }] : [];
    return taken.map(({ id }) => ({ ...own, id }));
  });
}

const brief = (rows: readonly Row[]): Row[] => rows.map(({ name, id }) => ({ name, id }));

const STARS: readonly Star[] = [
  { id: "a1", raDeg: 10, decDeg: 20 },
  { id: "a2", raDeg: 10, decDeg: 20.5 },
  { id: "b1", raDeg: 0.2, decDeg: 0 },
  { id: "c1", raDeg: 100, decDeg: 89.9 },
];
const TARGETS: readonly ConeTarget[] = [
  { name: "a", raDeg: 10, decDeg: 20.4 },
  { name: "none", raDeg: 50, decDeg: -50 },
  { name: "b", raDeg: -0.2, decDeg: 0 },
  { name: "c", raDeg: 280, decDeg: 89.9 },
];

describe("what is found", () => {
  test.each(["all", "best", "each"] as const)("%s", async (find) => {
    const { scs } = await catalogueService(STARS);
    const { rows, summary } = await searchAll(scs, TARGETS, { find });
    expect(brief(rows)).toEqual(expected(STARS, TARGETS, find, 1));
    expect(summary).toMatchObject({
      targets: 4,
      requests: 4,
      matched: 3,
      failed: 0,
      skipped: 0,
      rows: rows.length,
      status: "OK",
    });
  });

  test("columns of the target, of the service, and the separation", async () => {
    const { scs } = await catalogueService(STARS);
    const target = { ra: "x", raDeg: 10, decDeg: 20.4, n: 7n, good: true };
    const { rows, result } = await searchAll(scs, [target], { find: "best" });
    expect(rows).toEqual([
      {
        target_ra: "x",
        raDeg: 10,
        decDeg: 20.4,
        n: 7n,
        good: true,
        id: "a2",
        ra: 10,
        dec: 20.5,
        separation_arcsec: expect.closeTo(360, 6),
      },
    ]);
    expect(result.fields.map(({ unit }) => unit)).toEqual([
      undefined,
      "deg",
      "deg",
      undefined,
      undefined,
      undefined,
      "deg",
      "deg",
      "arcsec",
    ]);
  });

  test("rows beyond the radius are left out, and counted", async () => {
    const { scs } = await catalogueService(STARS, { sendsOutside: true });
    const { rows, outcomes } = await searchAll(scs, TARGETS);
    expect(brief(rows)).toEqual(expected(STARS, TARGETS, "all", 1));
    expect(outcomes.map(({ found, outside, rows: given }) => [found, outside, given])).toEqual([
      [2, 2, 2],
      [0, 4, 0],
      [1, 3, 1],
      [1, 3, 1],
    ]);
  });

  test("a target's own radius", async () => {
    const { scs, asked } = await catalogueService(STARS);
    const { rows } = await searchAll(scs, [{ name: "a", raDeg: 10, decDeg: 20, radiusDeg: 0.1 }]);
    expect(brief(rows)).toEqual([{ name: "a", id: "a1" }]);
    expect(asked).toEqual([{ raDeg: 10, decDeg: 20, radiusDeg: 0.1 }]);
  });

  test("targets at one place are asked for once", async () => {
    const { scs, asked } = await catalogueService(STARS);
    const targets = ["x", "y", "z"].map((name) => ({ name, raDeg: 10, decDeg: 20 }));
    const { rows, summary } = await searchAll(scs, targets, { find: "best" });
    expect(brief(rows)).toEqual([
      { name: "x", id: "a1" },
      { name: "y", id: "a1" },
      { name: "z", id: "a1" },
    ]);
    expect(asked).toHaveLength(1);
    expect(summary).toMatchObject({ targets: 3, requests: 1 });
  });

  test("one without a position is passed over, and told of", async () => {
    const { scs, asked } = await catalogueService(STARS);
    const targets = [
      { name: "?", raDeg: null, decDeg: 1 },
      { name: "a", raDeg: 10, decDeg: 20 },
    ];
    const { rows, outcomes, summary } = await searchAll(scs, targets, { find: "each" });
    expect(brief(rows)).toEqual([
      { name: "?", id: null },
      { name: "a", id: "a1" },
    ]);
    expect(outcomes[0]).toMatchObject({ index: 0, status: "SKIPPED", raDeg: null, decDeg: 1 });
    expect(summary.skipped).toBe(1);
    expect(asked).toHaveLength(1);
  });

  test.each([[[]], [[{ name: "?", raDeg: null, decDeg: null }]]])(
    "no target at all has columns, and no rows: %j",
    async (targets) => {
      const { scs } = await catalogueService(STARS);
      const { rows, result } = await searchAll(scs, targets);
      expect(rows).toEqual([]);
      expect(result.fields.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["id", "ra", "dec", "separation_arcsec"]),
      );
    },
  );

  test("a table of targets, by UCD or by name", async () => {
    const { scs, asked } = await catalogueService(STARS);
    const list = await answering(
      document(
        `${FIELDS}<FIELD name="ra2" datatype="double" unit="hourangle"/><FIELD name="dec2" datatype="double"/>`,
        "<TR><TD>t</TD><TD>10</TD><TD>20</TD><TD>2</TD><TD>-5</TD></TR>",
      ),
    );
    const open = () => list.scs.search({ raDeg: 0, decDeg: 0, radiusDeg: 1 });
    await (await scs.searchMany({ table: await open() }, { radiusDeg: 1 })).summary;
    await (await scs.searchMany({ table: await open(), ra: "ra2", dec: "dec2" }, { radiusDeg: 1 })).summary;
    expect(asked.map(({ raDeg, decDeg }) => [raDeg, decDeg])).toEqual([
      [10, 20],
      [30, -5],
    ]);
    await expect(scs.searchMany({ table: await open(), ra: "nope" }, { radiusDeg: 1 })).rejects.toMatchObject({
      code: "DAL_USAGE",
    });
  });

  test("rows of any target are those of a search around it alone, in the order of the targets", async () => {
    const stars = spread(300);
    const { scs } = await catalogueService(stars, { delayMs: ({ raDeg }) => raDeg % 3 });
    const place = fc.record({
      raDeg: fc.double({ min: 0, max: 360, noNaN: true }),
      decDeg: fc.double({ min: -90, max: 90, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(place, { maxLength: 8 }),
        fc.constantFrom("all", "best", "each"),
        async (places, find) => {
          const targets = places.map((each, index) => ({ name: `t${index}`, ...each }));
          const { rows } = await searchAll(scs, targets, { find, radiusDeg: 8 });
          expect(brief(rows)).toEqual(expected(stars, targets, find, 8));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("how it is asked", () => {
  test("as many at a time as is said, and no more", async () => {
    const { scs, seen } = await catalogueService(STARS, { delayMs: () => 20 });
    const targets = spread(12).map(({ raDeg, decDeg }) => ({ raDeg, decDeg }));
    await searchAll(scs, targets, { parallel: 3 });
    expect(seen.most).toBe(3);
  });

  test("at the rate that is said", async () => {
    const { scs } = await catalogueService(STARS);
    const { summary } = await searchAll(scs, TARGETS, { requestsPerSecond: 20 });
    expect(summary.elapsedMs).toBeGreaterThan(145);
  });

  test("rows come in order and at once, whichever answer is late", async () => {
    const { scs } = await catalogueService(spread(40), { delayMs: ({ decDeg }) => (decDeg < -80 ? 60 : 1) });
    const targets = spread(40).map(({ id, raDeg, decDeg }) => ({ name: id, raDeg, decDeg }));
    const { rows, outcomes } = await searchAll(scs, targets, { radiusDeg: 0.1 });
    expect(rows.map(({ name }) => name)).toEqual(targets.map(({ name }) => name));
    expect(outcomes.map(({ index }) => index)).toEqual(targets.map((_, index) => index));
  });

  test("endless targets are read no further than rows are taken", async () => {
    const { scs } = await catalogueService(STARS);
    let read = 0;
    let isClosed = false;
    async function* endless() {
      try {
        for (;;) yield { raDeg: 10, decDeg: 20, name: String(read++) };
      } finally {
        isClosed = true;
      }
    }
    const result = await scs.searchMany(endless(), { radiusDeg: 1 });
    for await (const batch of result.batches()) if (batch.rows > 0) break;
    expect(read).toBeLessThan(5000);
    await expect.poll(() => isClosed).toBe(true);
    expect(await result.summary).toMatchObject({ complete: false });
  });

  test("closing ends the questions", async () => {
    const { scs, asked } = await catalogueService(STARS, { delayMs: () => 5 });
    const targets = spread(500).map(({ raDeg, decDeg }) => ({ raDeg, decDeg, radiusDeg: 100 }));
    const result = await scs.searchMany(targets, { radiusDeg: 1, parallel: 2 });
    await result.close();
    const soFar = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(asked.length).toBeLessThanOrEqual(soFar + 2);
    expect(asked.length).toBeLessThan(100);
  });

  test("the caller's signal ends it with an error", async () => {
    const { scs } = await catalogueService(STARS, { delayMs: () => 10 });
    const abort = new AbortController();
    const result = await scs.searchMany(
      spread(500).map(({ raDeg, decDeg }) => ({ raDeg, decDeg, radiusDeg: 100 })),
      { radiusDeg: 1, signal: abort.signal },
    );
    const read = (async () => {
      for await (const _ of result.batches()) abort.abort();
    })();
    await expect(read).rejects.toMatchObject({ code: "DAL_ABORTED" });
    await expect(scs.searchMany(TARGETS, { radiusDeg: 1, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "DAL_ABORTED",
    });
  });

  test.each([{ parallel: 0 }, { parallel: 1.5 }, { requestsPerSecond: 0 }, { retries: -1 }])(
    "%j cannot be",
    async (options) => {
      const scs = new ScsService("http://127.0.0.1:9/scs", { transport });
      await expect(scs.searchMany(TARGETS, { radiusDeg: 1, ...options })).rejects.toMatchObject({ code: "DAL_USAGE" });
    },
  );
});

describe("what goes wrong", () => {
  /** Refuses cones around declination -50, the first `times`. */
  const refusing = (times = Number.POSITIVE_INFINITY): ConeQuirks => {
    let left = times;
    return {
      answer({ response }, { decDeg }: Asked) {
        if (decDeg !== -50 || left-- <= 0) return false;
        response.end(refusal("no stars here"));
        return true;
      },
    };
  };

  test("by default ends all, in the service's words", async () => {
    const { scs } = await catalogueService(STARS, refusing());
    await expect(searchAll(scs, TARGETS)).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: "no stars here" },
    });
  });

  test("is gone without, if that is wanted, and told of", async () => {
    const { scs } = await catalogueService(STARS, refusing());
    const { rows, outcomes, summary } = await searchAll(scs, TARGETS, { onError: "ignore", find: "each" });
    expect(brief(rows)).toEqual(expected(STARS, TARGETS, "each", 1));
    expect(outcomes[1]).toMatchObject({
      status: "ERROR",
      rows: 1,
      found: 0,
      error: { code: "DAL_QUERY_ERROR", serviceMessage: "no stars here" },
    });
    expect(summary).toMatchObject({ failed: 1, matched: 3 });
  });

  test("is asked again, if that is wanted", async () => {
    const { scs, asked } = await catalogueService(STARS, refusing(1));
    const { summary } = await searchAll(scs, TARGETS, { retries: 1 });
    expect(summary).toMatchObject({ failed: 0, requests: 5 });
    expect(asked).toHaveLength(5);
  });

  test("where all fail, there is nothing to give", async () => {
    const { scs } = await answering(refusal("closed"));
    await expect(searchAll(scs, TARGETS, { onError: "ignore" })).rejects.toMatchObject({
      failure: { serviceMessage: "closed" },
    });
  });

  test("a service that is not there, or lets nobody in, is not asked for every target", async () => {
    const targets = spread(50).map(({ raDeg, decDeg }) => ({ raDeg, decDeg }));
    const nobody = new ScsService("http://127.0.0.1:9/scs", { transport });
    await expect(searchAll(nobody, targets, { onError: "ignore" })).rejects.toMatchObject({ code: "DAL_NETWORK" });
    const closed = await answering("log in", { status: 401, type: "text/plain" });
    await expect(searchAll(closed.scs, targets, { onError: "ignore" })).rejects.toMatchObject({ code: "DAL_AUTH" });
    expect(closed.service.received.length).toBeLessThan(6);
  });

  test("one that goes away is given up after some tries, and what came is given", async () => {
    let count = 0;
    const { scs, asked } = await catalogueService(STARS, {
      answer({ response }) {
        if (++count <= 5) return false;
        response.writeHead(404).end();
        return true;
      },
    });
    const targets = spread(100).map(({ id: name, raDeg, decDeg }) => ({ name, raDeg, decDeg }));
    const { summary } = await searchAll(scs, [...TARGETS, ...targets], { onError: "ignore", parallel: 1 });
    expect(summary).toMatchObject({ targets: 104, matched: 3, failed: 99 });
    expect(asked).toHaveLength(15);
  });

  test.each<readonly [string, ConeQuirks, number | null, object]>([
    ["without rows", {}, 1, { targets: 5000, failed: 0, skipped: 0, requests: 3 }],
    ["without positions", {}, null, { targets: 5000, failed: 0, skipped: 5000, requests: 1 }],
  ])("thousands of targets %s do not stand in each other's way", async (_, quirks, decDeg, counts) => {
    const { scs } = await catalogueService([], quirks);
    const targets = Array.from({ length: 5000 }, () => ({ raDeg: 1, decDeg }));
    const { rows, summary } = await searchAll(scs, targets);
    expect(rows).toEqual([]);
    expect(summary).toMatchObject(counts);
  });

  test("thousands of targets that all fail end with the first failure", async () => {
    const { scs } = await answering(refusal("closed"));
    const targets = Array.from({ length: 5000 }, () => ({ raDeg: 1, decDeg: 1 }));
    await expect(searchAll(scs, targets, { onError: "ignore" })).rejects.toMatchObject({ code: "DAL_QUERY_ERROR" });
  });

  test("a position that cannot be is an error of its target", async () => {
    const { scs } = await catalogueService(STARS);
    const { outcomes } = await searchAll(
      scs,
      [
        { raDeg: 10, decDeg: 95 },
        { raDeg: 10, decDeg: 20 },
      ],
      { onError: "ignore" },
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["ERROR", "OK"]);
  });

  test("OVERFLOW is told of the target, and of all", async () => {
    const { scs } = await catalogueService(STARS, { limit: 1 });
    const { outcomes, summary } = await searchAll(scs, TARGETS);
    expect(outcomes.map(({ status }) => status)).toEqual(["OVERFLOW", "OK", "OK", "OK"]);
    expect(summary).toMatchObject({ status: "OVERFLOW", overflowed: 1 });
  });

  test("without positions only all can be had", async () => {
    const { scs } = await answering(document('<FIELD name="flux" datatype="double"/>', "<TR><TD>1</TD></TR>"));
    await expect(searchAll(scs, TARGETS, { find: "best" })).rejects.toThrow(/no columns with positions/);
    const { rows } = await searchAll(scs, TARGETS.slice(0, 2));
    expect(rows.map(({ name, flux, separation_arcsec: separation }) => [name, flux, separation])).toEqual([
      ["a", 1, null],
      ["none", 1, null],
    ]);
  });

  test("other columns in answers without rows do no harm", async () => {
    const { scs } = await catalogueService(STARS, {
      emptyFields: '<FIELD name="message" datatype="char" arraysize="*"/>',
    });
    const targets = [{ name: "none", raDeg: 50, decDeg: -50 }, ...TARGETS];
    const { rows, result } = await searchAll(scs, targets, { parallel: 1 });
    expect(brief(rows)).toEqual(expected(STARS, targets, "all", 1));
    expect(result.fields.map(({ name }) => name)).toContain("dec");
  });

  test.each<readonly [string, string, string, RegExp | undefined]>([
    [
      "in another order",
      '<FIELD name="dec" datatype="double"/><FIELD name="id" datatype="char" arraysize="*"/><FIELD name="ra" datatype="double"/>',
      "<TD>20</TD><TD>x</TD><TD>10</TD>",
      undefined,
    ],
    [
      "of a narrower type",
      '<FIELD name="id" datatype="char" arraysize="9*"/><FIELD name="ra" datatype="float"/><FIELD name="dec" datatype="int"/>',
      "<TD>x</TD><TD>10</TD><TD>20</TD>",
      undefined,
    ],
    [
      "one less",
      '<FIELD name="ra" datatype="double"/><FIELD name="dec" datatype="double"/>',
      "<TD>10</TD><TD>20</TD>",
      /lacks the column "id"/,
    ],
    [
      "one more",
      `${FIELDS}<FIELD name="z" datatype="double"/>`,
      "<TD>x</TD><TD>10</TD><TD>20</TD><TD>1</TD>",
      /"z" more/,
    ],
    [
      "of another unit",
      FIELDS.replaceAll('unit="deg"', 'unit="rad"'),
      `<TD>x</TD><TD>${Math.PI / 18}</TD><TD>${Math.PI / 9}</TD>`,
      /unit "rad", not "deg"/,
    ],
    [
      "of another type",
      FIELDS.replace('"char" arraysize="*"', '"double"'),
      "<TD>1</TD><TD>10</TD><TD>20</TD>",
      /type that does not fit/,
    ],
  ])("columns %s are fitted, or refused, never taken for others", async (_, fields, cells, refused) => {
    const bare = fields.includes("unit=") || refused !== undefined ? FIELDS : FIELDS.replaceAll(' unit="deg"', "");
    const first = bare.replaceAll(/ unit="deg"/g, fields.includes("unit=") ? ' unit="deg"' : "");
    let count = 0;
    const { scs } = await catalogueService([], {
      answer({ response }) {
        const isFirst = count++ === 0;
        response.end(
          isFirst
            ? document(first, "<TR><TD>w</TD><TD>10</TD><TD>20</TD></TR>")
            : document(fields, `<TR>${cells}</TR>`),
        );
        return true;
      },
    });
    const targets = [
      { name: "one", raDeg: 10, decDeg: 20 },
      { name: "two", raDeg: 10, decDeg: 20.01 },
    ];
    const searched = searchAll(scs, targets, { parallel: 1 });
    if (refused !== undefined) await expect(searched).rejects.toThrow(refused);
    else {
      const { rows } = await searched;
      expect(rows.map(({ id, ra, dec }) => [id, ra, dec])).toEqual([
        ["w", 10, 20],
        ["x", 10, 20],
      ]);
    }
  });
});

describe("targets close to each other, asked for together", () => {
  const stars = spread(3000);
  const targets = spread(400).map(({ id, raDeg, decDeg }) => ({ name: `t${id}`, raDeg, decDeg }));

  test.each<readonly [string, ConeQuirks]>([
    ["a plain service", {}],
    ["one that tells distances from the centre", { distance: true }],
  ])("gives the same with fewer questions: %s", async (_, quirks) => {
    const { scs, asked } = await catalogueService(stars, quirks);
    const apart = await searchAll(scs, targets, { radiusDeg: 2 });
    const before = asked.length;
    const together = await searchAll(scs, targets, { radiusDeg: 2, merge: true });
    const dist = (row: Row): Row => ({ ...row, dist: Number(row["dist"] ?? 0).toFixed(9) });
    expect(together.rows.map(dist)).toEqual(apart.rows.map(dist));
    expect(asked.length - before).toBeLessThan(before / 3);
    expect(together.summary.requests).toBe(asked.length - before);
  });

  test.each<readonly [string, ConeQuirks]>([
    ["other columns are of the centre", { offset: true }],
    ["larger cones are refused", { maxRadiusDeg: 3 }],
    ["rows are cut, and that is said", { limit: 12 }],
  ])("gives the same where it cannot be used: %s", async (_, quirks) => {
    const { scs } = await catalogueService(stars, quirks);
    const some = targets.slice(0, 60);
    const [apart, together] = [
      await searchAll(scs, some, { radiusDeg: 2 }),
      await searchAll(scs, some, { radiusDeg: 2, merge: true }),
    ];
    expect(together.rows).toEqual(apart.rows);
    expect(together.outcomes.map(({ status, found }) => [status, found])).toEqual(
      apart.outcomes.map(({ status, found }) => [status, found]),
    );
  });

  test("few targets, and those with a limit of rows each, are asked for singly", async () => {
    const { scs, asked } = await catalogueService(stars);
    await searchAll(scs, targets.slice(0, 10), { merge: true });
    expect(asked.map(({ radiusDeg }) => radiusDeg)).toEqual(Array.from({ length: 10 }, () => 1));
    await searchAll(scs, targets.slice(0, 50), { merge: true, maxrec: 5 });
    expect(asked).toHaveLength(60);
  });
});
