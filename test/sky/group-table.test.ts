import { rowsOf } from "@armillary/columns";
import { type GroupAction, type GroupTableOptions, groupTable, type TableRows } from "@armillary/sky";
import { describe, expect, test } from "vitest";
import { angle, tableOf } from "./tables.ts";

const rows = [
  ["a", 0, 0],
  ["b", 50, 0],
  ["c", 0, 1],
  ["d", 9, 9],
  ["e", 50, 1],
  ["f", null, 2],
] as const;
const name = { name: "id", datatype: "char", arraysize: "*", layout: { kind: "utf8" } } as const;
const table = tableOf([name, angle("ra"), angle("dec")], rows);

async function grouped(input: TableRows, options: GroupTableOptions) {
  const found = await groupTable(input, options);
  const all = [];
  for await (const batch of found.batches()) all.push(...rowsOf(batch));
  return { ...found, all };
}

describe("groupTable", () => {
  test.each<{ action: GroupAction; due: string[] }>([
    { action: "keep0", due: ["d", "f"] },
    { action: "keep1", due: ["a", "b", "d", "f"] },
  ])("$action", async ({ action, due }) => {
    const { all, fields } = await grouped(table, { radiusDeg: 1, action });
    expect(all.map(([id]) => id)).toEqual(due);
    expect(fields).toEqual(table.fields);
  });

  test("identify adds the group and its size", async () => {
    const { all, fields, ...counts } = await grouped(table, { radiusDeg: 1 });
    expect(fields.map((field) => field.name)).toEqual(["id", "ra", "dec", "group_id", "group_size"]);
    expect(all.map((row) => [row[0], ...row.slice(3)])).toEqual([
      ["a", 1, 2],
      ["b", 2, 2],
      ["c", 1, 2],
      ["d", null, null],
      ["e", 2, 2],
      ["f", null, null],
    ]);
    expect(counts).toMatchObject({ rows: 6, groups: 2, groupedRows: 4, withoutPosition: 1 });
  });

  test("of a table that has been grouped the new columns have names of their own", async () => {
    const first = await groupTable(table, { radiusDeg: 1 });
    const { fields } = await groupTable(first, { radiusDeg: 2 });
    expect(fields.slice(-2).map((field) => field.name)).toEqual(["group_id_2", "group_size_2"]);
  });

  test("by errors", async () => {
    const withErrors = tableOf(
      [angle("ra"), angle("dec"), angle("e", { unit: "deg" })],
      [
        [0, 0, 0.5],
        [0, 1, 0.4],
        [0, 2, 0.6],
      ],
    );
    const { all } = await grouped(withErrors, { errors: "sum", columns: { error: "e" } });
    expect(all.map((row) => row.at(-1))).toEqual([null, 2, 2]);
    await expect(groupTable(withErrors, { errors: "sum" })).rejects.toMatchObject({ code: "SKY_MATCH" });
  });

  test("an action that there is not is refused", async () => {
    await expect(groupTable(table, { radiusDeg: 1, action: "keep2" as never })).rejects.toMatchObject({
      code: "SKY_MATCH",
      message: expect.stringContaining("identify, keep0, keep1"),
    });
  });
});
