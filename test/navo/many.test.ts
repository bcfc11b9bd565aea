import { type ManyQuestion, profileOf, type SearchManyOptions, searchArchivesMany } from "@armillary/navo";
import type { ConeTarget } from "@armillary/scs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ArchivesOptions, FIELDS, makeSky, type World, world } from "../support/archives/index.ts";
import { atAnyScale } from "../support/at-any-scale.ts";

const { objects } = makeSky();

/** Reads what the archives have around targets. */
async function askMany(
  { transport }: World,
  targets: readonly ConeTarget[],
  question: Partial<ManyQuestion> = {},
  options: Partial<SearchManyOptions> = {},
) {
  const result = await searchArchivesMany(
    targets,
    { kind: "cone", radiusDeg: 0.05, ...question },
    { transport, ...options },
  );
  const rows: Record<string, unknown>[] = [];
  for await (const row of result.rows()) rows.push(row);
  return { fields: result.fields, rows, summary: await result.summary };
}

/** What a row says, whatever other rows and columns there are. */
function said(row: Record<string, unknown>, without: readonly string[] = []): string {
  return Object.entries(row)
    .filter(([name, value]) => value !== null && !["same_as", "target_index", ...without].includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(" ");
}

const marked = (rows: readonly Record<string, unknown>[]): number =>
  rows.filter((row) => row["same_as"] !== null).length;

const target = fc
  .tuple(
    fc.nat(objects.length - 1),
    fc.integer({ min: -200, max: 200 }),
    fc.constantFrom(0.02, 0.1, 0.3),
    fc.string({ minLength: 1, maxLength: 5 }),
  )
  .map(([index, off, radiusDeg, label]) => ({
    raDeg: objects[index]?.raDeg ?? 0,
    decDeg: Math.min(90, (objects[index]?.decDeg ?? 0) + off / 10_000),
    radiusDeg,
    label,
  }));

describe.each(["cone", "images", "spectra"] as const)("%s around many targets", (kind) => {
  test("is what single questions give, target by target", async () => {
    const opened = await world();
    await fc.assert(
      fc.asyncProperty(
        fc.array(target, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(1, 3, 8),
        async (targets, parallel) => {
          const { rows, summary } = await askMany(opened, targets, { kind }, { parallel });
          let total = 0;
          for (const [index, { raDeg, decDeg, radiusDeg, label }] of targets.entries()) {
            const found = rows.filter((row) => row["target_index"] === BigInt(index));
            const single = await opened.ask({ kind, region: { raDeg, decDeg, radiusDeg } });
            // Columns of a service that has no rows for any target may be others than those with rows.
            const own = ["label", "raDeg", "decDeg", "radiusDeg"];
            expect(found.map((row) => said(row, own)).sort()).toEqual(single.rows.map((row) => said(row)).sort());
            expect(marked(found)).toBe(marked(single.rows));
            for (const row of found) expect(row).toMatchObject({ label, raDeg, decDeg });
            total += single.rows.length;
          }
          expect(summary).toMatchObject({ rows: total, targets: targets.length, complete: true, failed: 0 });
          for (const { status, answered, failures } of summary.ledger) {
            expect([status, answered, failures]).toEqual(["OK", targets.length, []]);
          }
          expect(summary.ledger.reduce((sum, entry) => sum + entry.rows, 0)).toBe(total);
        },
      ),
      { numRuns: kind === "cone" ? 25 : 8 },
    );
  });
});

const targets = FIELDS.flatMap(({ key, raDeg, decDeg }) =>
  [0, 1, 2].map((step) => ({ id: `${key}-${step}`, ra: raDeg, raDeg, decDeg: decDeg - step / 50 })),
);

describe("the table", () => {
  test("has the number and the columns of the target in front; clashing ones are renamed, the services' are not", async () => {
    const opened = await world();
    const { fields, rows } = await askMany(opened, targets);
    const names = fields.map(({ name }) => name);
    expect(names.slice(0, 8)).toEqual([
      "target_index",
      "target_id",
      "target_ra",
      "raDeg",
      "decDeg",
      "archive",
      "service",
      "collection",
    ]);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const row of rows) expect(row["target_id"]).toBe(targets[Number(row["target_index"])]?.id);
  });

  test("rows of a service come in the order of the targets, and refer to rows of their own target alone", async () => {
    const opened = await world({ faults: { irsa: { kind: "slow", delayMs: 20 } } });
    const { rows } = await askMany(opened, targets, { radiusDeg: 0.2 }, { parallel: 5 });
    for (const archive of ["mast", "irsa", "ned"]) {
      const numbers = rows.filter((row) => row["archive"] === archive).map((row) => Number(row["target_index"]));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    const repeats = rows.filter((row) => row["same_as"] !== null);
    expect(repeats.length).toBeGreaterThan(10);
    for (const row of repeats) expect(rows[Number(row["same_as"])]?.["target_index"]).toBe(row["target_index"]);
  });

  test("the best of each service; or a row without a match where there is none", async () => {
    const opened = await world();
    const empty = { id: "empty", ra: 100, raDeg: 100, decDeg: 0 };
    const all = await askMany(opened, [...targets, empty], { radiusDeg: 0.1 });
    const best = await askMany(opened, [...targets, empty], { radiusDeg: 0.1 }, { find: "best" });
    const each = await askMany(opened, [...targets, empty], { radiusDeg: 0.1 }, { find: "each" });
    expect(all.rows.length).toBeGreaterThan(best.rows.length);
    for (const archive of ["mast", "heasarc", "irsa", "ned"]) {
      for (const [index] of [...targets, empty].entries()) {
        const of = ({ rows }: typeof all) =>
          rows.filter((row) => row["archive"] === archive && row["target_index"] === BigInt(index));
        const distances = of(all).map((row) => Number(row["distance_arcsec"]));
        expect(of(best).map((row) => row["distance_arcsec"])).toEqual(
          distances.length === 0 ? [] : [Math.min(...distances)],
        );
        expect(of(each).map((row) => row["distance_arcsec"])).toEqual(
          distances.length === 0 ? [null] : [Math.min(...distances)],
        );
      }
    }
    expect(each.rows.length).toBe(4 * 13);
    expect([all.summary.matched, best.summary.matched, each.summary.matched]).toEqual([12, 12, 12]);
  });

  test("targets without a position are passed over, and counted", async () => {
    const opened = await world();
    const { rows, summary } = await askMany(opened, [
      { raDeg: null, decDeg: null },
      { raDeg: FIELDS[0]?.raDeg ?? 0, decDeg: FIELDS[0]?.decDeg ?? 0 },
    ]);
    expect(summary).toMatchObject({ targets: 2, skipped: [0], matched: 1 });
    expect(new Set(rows.map((row) => row["target_index"]))).toEqual(new Set([1n]));
  });

  test("no targets, no rows", async () => {
    const { rows, summary, fields } = await askMany(await world(), []);
    expect([rows, summary.targets]).toEqual([[], 0]);
    expect(fields.map(({ name }) => name)).toContain("archive");
  });

  test("common columns alone, when they are wanted", async () => {
    const { fields } = await askMany(await world(), targets, {}, { commonOnly: true });
    expect(fields.at(-1)?.name).toBe("same_as");
  });
});

describe("an archive that fails", () => {
  const lineOf = ({ summary }: Awaited<ReturnType<typeof askMany>>, archive: string) =>
    summary.ledger.find((entry) => entry.archive === archive);

  test("for one target loses that one alone, and the ledger names it", async () => {
    const opened = await world();
    const bad = { id: "bad", ra: 0, raDeg: 5, decDeg: 5 };
    const asked = [...targets.slice(0, 3), bad, ...targets.slice(3)];
    const healthy = await askMany(opened, asked);
    // What IRSA answers for this place breaks off.
    const transport: World["transport"] = {
      ...opened.transport,
      request: (request) =>
        JSON.stringify(request.parameters).includes('"RA","5"') && request.url.includes("irsa")
          ? Promise.reject(new TypeError("cut"))
          : opened.transport.request(request),
    };
    const failing = await askMany({ ...opened, transport }, asked);
    expect(lineOf(failing, "irsa")).toMatchObject({
      status: "ERROR",
      answered: 12,
      failures: [{ target: 3, status: "ERROR", message: "cut" }],
      message: "1 of 13 targets failed; the first, target 3: cut",
    });
    expect(lineOf(failing, "ned")).toMatchObject({ status: "OK", answered: 13, failures: [] });
    expect(failing.rows.map((row) => said(row)).sort()).toEqual(healthy.rows.map((row) => said(row)).sort());
    expect(failing.summary.failed).toBe(1);
  });

  test("one that is down is given up, and is asked about a few targets alone", async () => {
    const opened = await world({ faults: { ned: { kind: "down" } } });
    const result = await askMany(opened, targets);
    expect(lineOf(result, "ned")).toMatchObject({ status: "ERROR", answered: 0, rows: 0 });
    expect(lineOf(result, "ned")?.failures).toHaveLength(12);
    expect(opened.received.ned.length).toBeLessThan(8);
    expect(lineOf(result, "irsa")).toMatchObject({ status: "OK", answered: 12 });
  });

  test("one that goes away in between keeps the rows that it gave", async () => {
    const opened = await world();
    const many = Array.from({ length: 40 }, (_, index) => ({
      raDeg: FIELDS[index % 4]?.raDeg ?? 0,
      decDeg: FIELDS[index % 4]?.decDeg ?? 0,
    }));
    let asked = 0;
    const transport: World["transport"] = {
      ...opened.transport,
      request: (request) => {
        if (request.url.includes("NEDobjsearch") && ++asked === 8) opened.setFault("ned", { kind: "down" });
        return opened.transport.request(request);
      },
    };
    const result = await askMany({ ...opened, transport }, many, {}, { parallel: 2 });
    const entry = lineOf(result, "ned");
    expect(entry?.answered).toBeGreaterThanOrEqual(6);
    expect(entry?.rows).toBe(result.rows.filter((row) => row["archive"] === "ned").length);
    expect((entry?.answered ?? 0) + (entry?.failures.length ?? 0)).toBe(40);
    // Ten in a row are enough.
    expect(asked).toBeLessThan(24);
  });

  test("one that is slow does not hold the others up", async () => {
    await atAnyScale(async (scale) => {
      const delayMs = 400 * scale;
      const opened = await world({ faults: { heasarc: { kind: "slow", delayMs } } });
      const startMs = performance.now();
      const doneMs: Record<string, number> = {};
      const onLedger: SearchManyOptions["onLedger"] = ({ archive, status }) => {
        if (status === "OK") doneMs[archive] = performance.now() - startMs;
      };
      await askMany(opened, targets, {}, { parallel: 2, onLedger });
      // Twelve targets, two at a time.
      expect(doneMs["heasarc"]).toBeGreaterThan(6 * delayMs - 50);
      for (const archive of ["mast", "irsa", "ned"])
        expect(doneMs[archive]).toBeLessThan(0.75 * (doneMs["heasarc"] ?? 0));
    });
  });

  test("what is cut is counted", async () => {
    const opened = await world({ faults: { irsa: { kind: "overflow", rows: 2 } } });
    const result = await askMany(opened, targets.slice(0, 6), { radiusDeg: 0.3 });
    expect(lineOf(result, "irsa")).toMatchObject({ status: "OVERFLOW", cut: 6, received: 12, matched: 6 });
    expect(result.summary.status).toBe("OVERFLOW");
  });

  test("all that fail are an error with the ledger", async () => {
    const down = { kind: "down" } as const;
    const opened = await world({ faults: { mast: down, heasarc: down, irsa: down, ned: down } });
    await expect(askMany(opened, targets)).rejects.toMatchObject({
      code: "NAVO_NO_ANSWER",
      ledger: ["mast", "heasarc", "irsa", "ned"].map((archive) =>
        expect.objectContaining({ archive, status: "ERROR", message: expect.stringContaining("12 of 12 targets") }),
      ),
    });
  });

  test("a failure ends all, where that is wanted", async () => {
    const opened = await world({ faults: { ned: { kind: "html" } } });
    await expect(askMany(opened, targets, {}, { onError: "abort" })).rejects.toMatchObject({ code: "DAL_FORMAT" });
  });
});

describe("giving up", () => {
  test("leaving the rows ends all questions", async () => {
    const opened = await world({ faults: { ned: { kind: "slow", delayMs: 50 } } });
    const question = { kind: "cone", radiusDeg: 0.1 } as const;
    const many = Array.from({ length: 200 }, (_, index) => targets[index % 12] as ConeTarget);
    const result = await searchArchivesMany(many, question, { transport: opened.transport });
    for await (const _ of result.batches()) break;
    expect((await result.summary).complete).toBe(false);
    const asked = opened.received.ned.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(opened.received.ned.length).toBeLessThanOrEqual(asked + 4);
    expect(result.ledger.map(({ status }) => status)).not.toContain("ASKED");
  });

  test("an abort ends the table, and the ledger says so", async () => {
    const opened = await world({ faults: { ned: { kind: "slow", delayMs: 300 } } });
    const own = new AbortController();
    // When two targets have been answered, and the next one is asked about.
    const watch = setInterval(() => {
      if (opened.received.ned.length > 2) own.abort();
    });
    const { summary } = await askMany(opened, targets, {}, { parallel: 1, signal: own.signal });
    clearInterval(watch);
    const ned = summary.ledger.find(({ archive }) => archive === "ned");
    expect(ned?.status).toBe("ABORTED");
    expect(ned?.answered).toBeGreaterThan(1);
    expect(ned?.answered).toBeLessThan(targets.length);
  });

  test("an abort before anything came is an error with the ledger", async () => {
    const slow = { kind: "slow", delayMs: 60_000 } as const;
    const opened = await world({ faults: { mast: slow, heasarc: slow, irsa: slow, ned: slow } });
    const asked = askMany(opened, targets, {}, { signal: AbortSignal.timeout(200) });
    await expect(asked).rejects.toMatchObject({
      code: "NAVO_NO_ANSWER",
      ledger: Array.from({ length: 4 }, () => expect.objectContaining({ status: "ABORTED" })),
    });
  });

  test("answers are read ahead in bounds", async () => {
    const opened = await world();
    const question = { kind: "cone", radiusDeg: 0.1 } as const;
    const many = Array.from({ length: 400 }, (_, index) => targets[index % 12] as ConeTarget);
    const result = await searchArchivesMany(many, question, { transport: opened.transport });
    const rows = result.batches()[Symbol.asyncIterator]();
    await rows.next();
    const counts = () => (["mast", "irsa", "ned"] as const).map((archive) => opened.received[archive].length);
    // Until nobody asks any more.
    for (let before = [0, 0, 0], now = counts(); `${before}` !== `${now}`; ) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      [before, now] = [now, counts()];
    }
    for (const count of counts()) expect(count).toBeLessThan(80);
    await rows.return?.();
  });
});

test("archives with another patience, and collections, as single questions have them", async () => {
  await atAnyScale(async (scale) => {
    const options: ArchivesOptions = { faults: { irsa: { kind: "slow", delayMs: 600_000 } } };
    const opened = await world(options);
    const { summary } = await askMany(
      opened,
      targets.slice(0, 2),
      {
        collections: [
          { archive: "irsa", name: "fp_psc" },
          { archive: "mast", name: "hsc" },
        ],
      },
      { patienceMs: 1500 * scale, archives: [profileOf("irsa"), profileOf("mast")] },
    );
    expect(summary.ledger).toMatchObject([
      { archive: "irsa", protocol: "scs", status: "TIMEOUT", failures: [{ status: "TIMEOUT" }, { status: "TIMEOUT" }] },
      { archive: "mast", protocol: "tap", status: "OK" },
    ]);
  });
});
