import { type CellValue, type ColumnBatch, rowsOf } from "@armillary/columns";
import { FINDS, JOINS, type MatchTablesOptions, matchTables, type Positions, type TableRows } from "@armillary/sky";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crowdedTables } from "./arbitraries.ts";
import { angle, tableOf } from "./tables.ts";

async function joinOf(
  left: TableRows,
  right: TableRows,
  options: MatchTablesOptions,
): Promise<{ readonly names: string[]; readonly rows: CellValue[][]; readonly batches: ColumnBatch[] }> {
  const table = await matchTables(left, right, options);
  const batches: ColumnBatch[] = [];
  for await (const batch of table.batches()) batches.push(batch);
  return { names: table.fields.map(({ name }) => name), rows: batches.flatMap((batch) => [...rowsOf(batch)]), batches };
}

const left = tableOf(
  [{ name: "id", datatype: "char", arraysize: "*", layout: { kind: "utf8" } }, angle("RA"), angle("dec"), angle("mag")],
  [
    ["a", 10, 0, 1],
    ["b", 20, 0, null],
    ["c", null, 0, 3],
    ["d", 359.9999, 0, 4],
  ],
);
const right = tableOf(
  [
    angle("ra", { unit: "h" }),
    angle("dec"),
    {
      name: "flags",
      datatype: "int",
      arraysize: "2",
      layout: { kind: "fixed", size: 2, item: { kind: "int", bits: 32, signed: true } },
    },
  ],
  [
    [10 / 15, 0.0002, [1, 2]],
    [10 / 15, 0.0001, [3, 4]],
    [0, 0, [5, 6]],
    [3, 3, [7, 8]],
  ],
);
const arcsec = (value: number) => expect.closeTo(value, 8);
const [A, B, C, D] = [
  ["a", 10, 0, 1],
  ["b", 20, 0, null],
  ["c", null, 0, 3],
  ["d", 359.9999, 0, 4],
] as const;
const R = [
  [10 / 15, 0.0002, [1, 2]],
  [10 / 15, 0.0001, [3, 4]],
  [0, 0, [5, 6]],
  [3, 3, [7, 8]],
] as const;
const NO_LEFT = [null, null, null, null];
const NO_RIGHT = [null, null, null];
const radius = { radiusDeg: 1 / 3600 };

describe("matchTables", () => {
  const both = ["id", "RA_1", "dec_1", "mag", "ra_2", "dec_2", "flags"];
  const pairs = [
    [...A, ...R[1], arcsec(0.36)],
    [...D, ...R[2], arcsec(0.36)],
  ];
  test.each([
    { join: "1and2", names: [...both, "separation_arcsec"], rows: pairs },
    {
      join: "all1",
      names: [...both, "separation_arcsec"],
      rows: [pairs[0], [...B, ...NO_RIGHT, null], [...C, ...NO_RIGHT, null], pairs[1]],
    },
    {
      join: "all2",
      names: [...both, "separation_arcsec"],
      rows: [...pairs, [...NO_LEFT, ...R[0], null], [...NO_LEFT, ...R[3], null]],
    },
    {
      join: "1or2",
      names: [...both, "separation_arcsec"],
      rows: [
        pairs[0],
        [...B, ...NO_RIGHT, null],
        [...C, ...NO_RIGHT, null],
        pairs[1],
        [...NO_LEFT, ...R[0], null],
        [...NO_LEFT, ...R[3], null],
      ],
    },
    { join: "1not2", names: ["id", "RA", "dec", "mag"], rows: [B, C] },
    { join: "2not1", names: ["ra", "dec", "flags"], rows: [R[0], R[3]] },
    {
      join: "1xor2",
      names: both,
      rows: [
        [...B, ...NO_RIGHT],
        [...C, ...NO_RIGHT],
        [...NO_LEFT, ...R[0]],
        [...NO_LEFT, ...R[3]],
      ],
    },
  ] as const)("$join", async ({ join, names, rows }) => {
    for (const find of ["best", "best1"] as const) {
      const found = await joinOf(left, right, { ...radius, find, join });
      expect(found.names).toEqual(names);
      expect(found.rows).toEqual(rows);
    }
  });

  test("all gives a row for every pair, the nearest first", async () => {
    const { rows } = await joinOf(left, right, { ...radius, find: "all" });
    expect(rows.map((row) => [row[0], row.at(-1)])).toEqual([
      ["a", arcsec(0.36)],
      ["a", arcsec(0.72)],
      ["d", arcsec(0.36)],
    ]);
  });

  test("each keeps every row of the left table", async () => {
    const { rows } = await joinOf(left, right, { ...radius, find: "each" });
    expect(rows.map((row) => row[0])).toEqual(["a", "b", "c", "d"]);
  });

  test("by the errors of both tables", async () => {
    const fields = [angle("ra"), angle("dec"), angle("err")];
    const one = tableOf(fields, [
      [0, 0, 0.3],
      [50, 0, 0.3],
      [99, 0, null],
    ]);
    const other = tableOf(
      [angle("ra"), angle("dec"), angle("err", { unit: "mas" })],
      [
        [0.5 / 3600, 0, 250],
        [50 + 0.6 / 3600, 0, 250],
        [99, 0, 250],
      ],
    );
    const columns = { leftColumns: { error: "err" }, rightColumns: { error: "err" } };
    const table = await matchTables(one, other, { errors: "sum", ...columns });
    const separations: unknown[] = [];
    for await (const batch of table.batches()) for (const row of rowsOf(batch)) separations.push(row.at(-1));
    expect(separations).toEqual([arcsec(0.5)]);
    expect(table.counts).toEqual({
      leftRows: 3,
      rightRows: 3,
      pairs: 1,
      leftWithoutPosition: 1,
      rightWithoutPosition: 0,
    });
    expect((await joinOf(one, other, { errors: "hypot", ...columns })).rows).toEqual([]);
    expect((await joinOf(one, other, { errors: "hypot", scale: 2, ...columns })).rows).toHaveLength(2);
    await expect(matchTables(one, other, { errors: "sum" })).rejects.toMatchObject({ code: "SKY_MATCH" });
  });

  test("tables that have been joined can be joined again", async () => {
    const first = await matchTables(left, right, { ...radius, find: "best1" });
    const again = await matchTables(first, right, {
      ...radius,
      find: "best1",
      leftColumns: { ra: "RA_1", dec: "dec_1" },
      suffixes: ["_a", "_b"],
    });
    expect(again.fields.map(({ name }) => name)).toEqual([
      ...["id", "RA_1", "dec_1", "mag", "ra_2", "dec_2", "flags_a", "separation_arcsec", "ra", "dec", "flags_b"],
      "separation_arcsec_2",
    ]);
  });

  test("tables without rows", async () => {
    const none = tableOf(right.fields, []);
    expect((await joinOf(left, none, { ...radius, join: "1or2" })).rows).toHaveLength(4);
    expect((await joinOf(none, left, { ...radius, join: "1or2" })).rows).toHaveLength(4);
    expect((await joinOf(none, none, { ...radius, join: "1or2" })).rows).toEqual([]);
  });

  test("many pairs of one batch come in batches of no more than 65 536 rows", async () => {
    const same = tableOf(
      [angle("ra"), angle("dec")],
      Array.from({ length: 300 }, () => [5, 5]),
      300,
    );
    const { batches } = await joinOf(same, same, { ...radius, find: "all" });
    expect(batches.map(({ rows }) => rows)).toEqual([65_536, 90_000 - 65_536]);
  });

  test("the left table is held where the caller says", async () => {
    let rows = 0;
    const hold = async (table: TableRows): Promise<TableRows> => {
      const kept: ColumnBatch[] = [];
      for await (const batch of table.batches()) kept.push(batch);
      for (const batch of kept) rows += batch.rows;
      return {
        fields: table.fields,
        batches: async function* () {
          yield* kept;
        },
      };
    };
    expect((await joinOf(left, right, { ...radius, hold })).rows).toHaveLength(2);
    expect(rows).toBe(4);
    await joinOf(left, right, { ...radius, hold, find: "all" });
    expect(rows).toBe(4);
  });

  test("a join that there is not is refused", async () => {
    const odd = { ...radius, join: "2and1" as never };
    await expect(matchTables(left, right, odd)).rejects.toMatchObject({ code: "SKY_MATCH" });
  });

  test("every row is in the joins that it belongs to, once or for each of its pairs", async () => {
    const numbered = ({ raDeg, decDeg }: Positions): TableRows =>
      tableOf(
        [angle("row"), angle("ra"), angle("dec")],
        Array.from(raDeg, (ra, row) => [row, ra, decDeg[row] as number]),
        7,
      );
    await fc.assert(
      fc.asyncProperty(crowdedTables, fc.constantFrom(...FINDS), async ([one, other], find) => {
        const rowsOfJoin = new Map<string, CellValue[][]>();
        for (const join of JOINS) {
          const { rows } = await joinOf(numbered(one), numbered(other), { radiusDeg: 1, find, join });
          rowsOfJoin.set(join, rows);
        }
        const rows = (join: string): CellValue[][] => rowsOfJoin.get(join) ?? [];
        const matched = rows("1and2");
        const [lefts, rights] = [new Set(matched.map((row) => row[0])), new Set(matched.map((row) => row[3]))];
        expect(rows("1not2")).toHaveLength(one.raDeg.length - lefts.size);
        expect(rows("2not1")).toHaveLength(other.raDeg.length - rights.size);
        expect(rows("all1")).toHaveLength(matched.length + rows("1not2").length);
        expect(rows("all2")).toHaveLength(matched.length + rows("2not1").length);
        expect(rows("1or2")).toHaveLength(matched.length + rows("1xor2").length);
        expect(rows("1xor2")).toHaveLength(rows("1not2").length + rows("2not1").length);
        expect(rows("1or2").filter((row) => row.at(-1) !== null)).toEqual(matched);
      }),
      { numRuns: 40 },
    );
  });
});
