import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CellValue, Field } from "@armillary/columns";
import { type Engine, openEngine } from "@armillary/engine/node";
import type { FormatName } from "@armillary/formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tableFile } from "../engine/node/files.ts";
import { batchOf, gather, rowsIn } from "../support/column-arbitraries.ts";
import { parseCsv } from "../support/csv.ts";
import { hasAstropy, hasStilts, python, stilts } from "../support/peers.ts";

// The same questions to the same files: selections, sums and joins by STILTS and astropy, and by queries.

const ROWS = 20_000;
const FIELDS: readonly Field[] = [
  { name: "id", datatype: "long", layout: { kind: "int", bits: 64, signed: true } },
  { name: "ra", datatype: "double", unit: "deg", ucd: "pos.eq.ra;meta.main", layout: { kind: "float", bits: 64 } },
  { name: "dec", datatype: "double", unit: "deg", ucd: "pos.eq.dec;meta.main", layout: { kind: "float", bits: 64 } },
  { name: "mag", datatype: "float", unit: "mag", layout: { kind: "float", bits: 32 } },
  { name: "kind", datatype: "char", arraysize: "*", layout: { kind: "utf8" } },
];

/** Numbers in [0, 1) that are the same in every run. */
function* randoms(seed: number): Generator<number, never, void> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Crowded around a pole and around right ascension 0, so that matches are many. */
function sources(seed: number, firstId: number): CellValue[][] {
  const random = randoms(seed);
  const next = (): number => random.next().value;
  return Array.from({ length: ROWS }, (_, row) => {
    const isPolar = row % 2 === 0;
    const ra = isPolar ? next() * 360 : (next() * 2 + 359) % 360;
    const dec = isPolar ? 89.5 + next() * 0.5 : next() * 2 - 1;
    return [
      BigInt(firstId + row),
      ra,
      dec,
      row % 9 === 0 ? null : Math.fround(next() * 20),
      row % 3 === 0 ? "star" : "galaxy",
    ];
  });
}

const label = (has: boolean, who: string): string => (has ? "" : ` (skipped: no ${who})`);

describe.skipIf(!hasStilts && !hasAstropy)("queries and other software find the same in the same files", () => {
  let engine: Engine;
  const folder = mkdtempSync(join(tmpdir(), "engine-peers-"));
  const files: Record<string, string> = {};

  beforeAll(async () => {
    const one = { fields: FIELDS, batches: [batchOf(FIELDS, sources(1, 0))] };
    const other = { fields: FIELDS, batches: [batchOf(FIELDS, sources(2, ROWS / 2))] };
    const write = async (name: string, format: FormatName, sample: typeof one): Promise<void> => {
      files[name] = await tableFile(join(folder, `${name}.${format}`), format, sample);
    };
    await write("one", "votable", one);
    await write("other", "fits", other);
    await write("placed", "parquet", one);
    engine = await openEngine({ memoryLimitBytes: 2 ** 30 });
    for (const [name, path] of Object.entries(files)) await engine.addTable(name, { path });
  });

  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  async function ask(adql: string): Promise<CellValue[][]> {
    return rowsIn(await gather((await engine.query(adql)).batches()));
  }

  describe.skipIf(!hasStilts)(`STILTS${label(hasStilts, "STILTS")}`, () => {
    test.each(["one", "placed"])("a selection of %s", async (table) => {
      const theirs = parseCsv(
        stilts(
          "tpipe",
          `in=${files["one"]}`,
          "ifmt=votable",
          "cmd=select mag<5&&dec>89.7&&kind.length()==4",
          "cmd=sort id",
          'cmd=keepcols "id ra mag"',
          "ofmt=csv",
        ),
      ).slice(1);
      const ours = await ask(
        `SELECT id, ra, mag FROM ${table} WHERE mag < 5 AND dec > 89.7 AND kind = 'star' ORDER BY id`,
      );
      expect(theirs.length).toBeGreaterThan(300);
      expect(ours.map(([id, ra, mag]) => [String(id), ra, mag])).toEqual(
        theirs.map(([id, ra, mag]) => [id, Number(ra), Math.fround(Number(mag))]),
      );
    });

    test("a join by number", async () => {
      const theirs = parseCsv(
        stilts(
          "tmatch2",
          `in1=${files["one"]}`,
          `in2=${files["other"]}`,
          "matcher=exact",
          "values1=id",
          "values2=id",
          "suffix1=_1",
          "suffix2=_2",
          "ocmd=sort id_1",
          'ocmd=keepcols "id_1 dec_1 dec_2"',
          "ofmt=csv",
        ),
      ).slice(1);
      const ours = await ask(
        "SELECT a.id, a.dec, b.dec AS d FROM one AS a JOIN other AS b ON a.id = b.id ORDER BY a.id",
      );
      expect(theirs).toHaveLength(ROWS / 2);
      expect(ours.map(([id, a, b]) => [String(id), a, b])).toEqual(
        theirs.map(([id, a, b]) => [id, Number(a), Number(b)]),
      );
    });

    test("all pairs within 20 arcsec, at the pole and across right ascension 0", async () => {
      const theirs = parseCsv(
        stilts(
          "tmatch2",
          `in1=${files["one"]}`,
          `in2=${files["other"]}`,
          "matcher=sky",
          "params=20",
          "values1=ra dec",
          "values2=ra dec",
          "find=all",
          "suffix1=_1",
          "suffix2=_2",
          'ocmd=keepcols "id_1 id_2"',
          "ofmt=csv",
        ),
      ).slice(1);
      const query = `SELECT a.id, b.id AS other FROM one AS a JOIN other AS b
        ON 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 20/3600.))`;
      const pairs = (rows: readonly (readonly unknown[])[]): string[] => rows.map((row) => row.join(" ")).sort();
      expect(theirs.length).toBeGreaterThan(1000);
      expect(pairs(await ask(query))).toEqual(pairs(theirs));
    });
  });

  describe.skipIf(!hasAstropy)(`astropy${label(hasAstropy, "astropy")}`, () => {
    test.each(["one", "placed"])("counts, sums and extremes of each kind in %s", async (table) => {
      const program = `
import json
from astropy.table import Table
import numpy as np
t = Table.read(${JSON.stringify(files["one"])}, format="votable")
out = []
for kind in ["galaxy", "star"]:
    s = t[np.asarray(t["kind"].astype(str)) == kind]
    m = np.ma.masked_invalid(s["mag"])
    out.append([kind, len(s), int(m.count()), float(m.astype("f8").sum()), float(m.min()), float(m.max()), int(s["id"].sum())])
print(json.dumps(out))`;
      const theirs = JSON.parse(python(program)) as [string, number, number, number, number, number, number][];
      const ours = await ask(
        `SELECT kind, COUNT(*), COUNT(mag), SUM(CAST(mag AS DOUBLE PRECISION)), MIN(mag), MAX(mag), SUM(id)
         FROM ${table} GROUP BY kind ORDER BY kind`,
      );
      expect(ours).toHaveLength(2);
      ours.forEach((row, index) => {
        const [kind, rows, magnitudes, sum, least, most, ids] = theirs[index] ?? [];
        const [ownKind, ownRows, ownMagnitudes, ownSum, ...rest] = row;
        expect([ownKind, Number(ownRows), Number(ownMagnitudes)]).toEqual([kind, rows, magnitudes]);
        expect(Number(ownSum)).toBeCloseTo(sum ?? Number.NaN, 6);
        expect(rest.map(Number)).toEqual([least, most, ids]);
      });
    });
  });
});
