import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ErrorCombination, type Find, type Join, matchPositions, type Positions } from "@armillary/sky";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../cli/command.ts";
import { hasStilts, stilts } from "../support/peers.ts";
import { crowdedSky } from "../support/skies.ts";

// STILTS on the same tables: the same pairs, the same rows of each join, separations to 1 nas.

const ARCSEC = 1 / 3600;
const folder = mkdtempSync(join(tmpdir(), "armillary-match-"));
const at = (name: string): string => join(folder, name);

/** Two tables of different length, crowded around the poles, right ascension 0 and elsewhere. */
const left = crowdedSky(2027, 700);
const right = crowdedSky(4242, 500);
/** The same of equal length, each position four times: ties everywhere. */
const ties = [repeated(crowdedSky(7, 60), 4), repeated(crowdedSky(7, 60), 4)] as const;

beforeAll(() => {
  write("left.csv", left);
  write("right.csv", right);
  write("ties1.csv", ties[0]);
  write("ties2.csv", ties[1]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasStilts)("tskymatch2", () => {
  const finds: Find[] = ["all", "best", "best1", "best2"];
  const joins: Join[] = ["1and2", "1or2", "all1", "all2", "1not2", "2not1", "1xor2"];
  test.each(finds.flatMap((find) => joins.map((join) => ({ find, join }))))(
    "find=$find join=$join",
    async ({ find, join }) => {
      for (const [one, other] of [
        ["left", "right"],
        ["right", "left"],
      ] as const) {
        const theirs = skymatch(one, other, find, join);
        const args = [
          "match",
          at(`${one}.csv`),
          at(`${other}.csv`),
          "--radius",
          "2arcsec",
          "--find",
          find,
          "--join",
          join,
        ];
        const { status, stdout } = await run([...args, "--to", "csv"]);
        expect(status).toBe(0);
        const ours = rowsOf(stdout);
        expect(ours.length).toBeGreaterThan(20);
        expect(ours.map(({ key }) => key)).toEqual(theirs.map(({ key }) => key));
        for (const [index, { separation }] of ours.entries()) {
          const due = theirs[index]?.separation ?? Number.NaN;
          if (Number.isNaN(due)) expect(separation).toBeNaN();
          else expect(separation).toBeCloseTo(due, 9);
        }
      }
    },
  );

  test.each(finds)("find=%s where many are equally near: as many pairs, as near", (find) => {
    const theirs = skymatch("ties1", "ties2", find, "1and2");
    const { separationDeg } = matchPositions(ties[0], ties[1], { radiusDeg: 2 * ARCSEC, find });
    expect(separationDeg).toHaveLength(theirs.length);
    const sorted = (values: number[]): number[] => values.sort((a, b) => a - b);
    const due = sorted(theirs.map(({ separation }) => separation));
    for (const [index, value] of sorted(Array.from(separationDeg, (degrees) => degrees * 3600)).entries()) {
      expect(value).toBeCloseTo(due[index] as number, 9);
    }
  });

  test("each is coneskymatch's: best1 with every row of the left table", async () => {
    const theirs = skymatch("left", "right", "best1", "all1");
    const { stdout } = await run([
      "match",
      at("left.csv"),
      at("right.csv"),
      "--radius",
      "2arcsec",
      "--find",
      "each",
      "--to",
      "csv",
    ]);
    expect(rowsOf(stdout).map(({ key }) => key)).toEqual(theirs.map(({ key }) => key));
  });
});

describe.skipIf(!hasStilts)("tmatch2 matcher=skyerr", () => {
  test.each(["all", "best1"] as const)("errors added up, find=%s", (find) => {
    const values = "ra dec err";
    const args = ["matcher=skyerr", `values1=${values}`, `values2=${values}`, "params=2", `find=${find}`, "join=1and2"];
    const theirs = rowsOf(stilts("tmatch2", ...files("left", "right"), ...args, "ofmt=csv", "out=-"));
    const combination: ErrorCombination = "sum";
    const ours = matchPositions(left, right, { errors: combination, find });
    const keys = Array.from(ours.left, (row, pair) => `${row}|${ours.right[pair]}`).sort();
    expect(keys).toEqual(theirs.map(({ key }) => key));
  });
});

describe.skipIf(!hasStilts)("tmatch1", () => {
  test.each(["keep0", "keep1"])("action=%s", async (action) => {
    const args = ["ifmt=csv", `in=${at("left.csv")}`, "matcher=sky", "values=ra dec", "params=2", `action=${action}`];
    const theirs = rowsOf(stilts("tmatch1", ...args, "ofmt=csv", "out=-"));
    const { stdout } = await run(["match", at("left.csv"), "--radius", "2arcsec", "--group", action, "--to", "csv"]);
    expect(rowsOf(stdout).map(({ key }) => key)).toEqual(theirs.map(({ key }) => key));
    expect(theirs.length).toBeLessThan(left.raDeg.length - 100);
  });

  test("groups of rows within one table", async () => {
    const { groupPositions } = await import("@armillary/sky");
    const args = ["ifmt=csv", `in=${at("left.csv")}`, "matcher=sky", "values=ra dec", "params=2", "ofmt=csv", "out=-"];
    const lines = stilts("tmatch1", ...args)
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    const { groupOf, sizeOf } = groupPositions(left, { radiusDeg: 2 * ARCSEC });
    expect([...sizeOf]).toEqual(lines.map((cells) => Number(cells.at(-1) || 0)));
    // Their groups are numbered in another order: the same rows are together.
    const seen = new Map<string, number>();
    for (const [row, cells] of lines.entries()) {
      const theirs = cells.at(-2) ?? "";
      if (theirs === "") continue;
      if (!seen.has(theirs)) seen.set(theirs, groupOf[row] as number);
      expect(groupOf[row]).toBe(seen.get(theirs));
    }
  });
});

function files(one: string, other: string): string[] {
  return ["ifmt1=csv", "ifmt2=csv", `in1=${at(`${one}.csv`)}`, `in2=${at(`${other}.csv`)}`];
}

function skymatch(one: string, other: string, find: Find, join: Join): MatchedRow[] {
  const positions = ["ra1=ra", "dec1=dec", "ra2=ra", "dec2=dec"];
  const how = ["error=2", `find=${find}`, `join=${join}`, "omode=out", "ofmt=csv", "out=-"];
  return rowsOf(stilts("tskymatch2", ...files(one, other), ...positions, ...how));
}

interface MatchedRow {
  /** Rows of both tables. */
  readonly key: string;
  /** In arcseconds; NaN where there is none. */
  readonly separation: number;
}

/** Rows of a CSV with columns `row`, `row_1`, `row_2` and a separation, sorted. */
function rowsOf(csv: string): MatchedRow[] {
  const [head = "", ...lines] = csv.trim().split("\n");
  const names = head.split(",");
  const cell = (cells: string[], ...wanted: string[]): string =>
    cells[names.findIndex((name) => wanted.includes(name))] ?? "";
  return lines
    .map((line) => {
      const cells = line.split(",");
      const separation = cell(cells, "Separation", "separation_arcsec");
      const key = `${cell(cells, "row", "row_1")}|${cell(cells, "row_2")}`;
      return { key, separation: separation === "" ? Number.NaN : Number(separation) };
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function write(name: string, { raDeg, decDeg, errorDeg }: Positions): void {
  const lines = Array.from(raDeg, (ra, row) => {
    const position = Number.isNaN(ra) ? "," : `${ra},${decDeg[row]}`;
    return `${row},${position},${(errorDeg?.[row] ?? 0) * 3600}`;
  });
  writeFileSync(at(name), `row,ra,dec,err\n${lines.join("\n")}\n`);
  expect(readFileSync(at(name), "utf8").split("\n")).toHaveLength(raDeg.length + 2);
}

function repeated({ raDeg, decDeg, errorDeg }: Positions, times: number): Positions {
  const again = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: values.length * times }, (_, row) => values[row % values.length] as number);
  return { raDeg: again(raDeg), decDeg: again(decDeg), errorDeg: again(errorDeg ?? new Float64Array(raDeg.length)) };
}
