import { type ColumnBatch, createColumnWriter, rowsOf } from "@armillary/columns";
import type { TableStream } from "@armillary/formats";
import { type PlacedTableOptions, placedTable } from "@armillary/navo";
import { expect, test } from "vitest";
import { world } from "../../support/archives/index.ts";

const TEXT = { datatype: "char", arraysize: "*", layout: { kind: "utf8" } } as const;

/** A table of names, in batches. */
function named(names: readonly string[], ...batches: readonly (readonly string[])[]): TableStream {
  const summary = { status: "OK", rows: 0, bytesRead: 0, diagnostics: [] } as const;
  return {
    fields: names.map((name) => ({ name, ...TEXT })),
    metadata: { params: [], infos: [] },
    async *batches() {
      for (const batch of batches) {
        const columns = names.map(() => {
          const writer = createColumnWriter(TEXT.layout);
          for (const cell of batch) writer.append(cell);
          return writer.take();
        });
        yield { rows: batch.length, columns } satisfies ColumnBatch;
      }
    },
    summary: Promise.resolve(summary),
    close: async () => undefined,
  };
}

async function place(table: TableStream, options: Partial<PlacedTableOptions> = {}) {
  const { transport } = await world();
  const unresolved: (readonly [number, string])[] = [];
  const placed = placedTable(table, {
    transport,
    resolvers: ["mast"],
    onUnresolved: (row, name) => void unresolved.push([row, name]),
    ...options,
  });
  const at = placed.fields.length - 2;
  const rows: { readonly ra: unknown }[] = [];
  for await (const batch of placed.batches()) for (const row of rowsOf(batch)) rows.push({ ra: row[at] });
  return { fields: placed.fields.map(({ name }) => name), rows, unresolved };
}

test("names get positions, batch by batch; rows without are told by their numbers in the table", async () => {
  const { fields, rows, unresolved } = await place(named(["name"], ["M31", "none", "M87"], ["", "M31"]));
  expect(fields).toEqual(["name", "ra", "dec"]);
  expect(rows.map(({ ra }) => (ra === null ? null : Math.round(Number(ra))))).toEqual([11, null, 188, null, 11]);
  expect(unresolved).toEqual([
    [1, "none"],
    [3, ""],
  ]);
});

test("the columns have other names where those are taken", async () => {
  const { fields } = await place(named(["ra", "object"], ["M31"]), { column: "object" });
  expect(fields).toEqual(["ra", "object", "ra_2", "dec"]);
});

test.each([
  [["flux"], {}, /known as one of names/],
  [["name"], { column: "object" }, /no column "object"/],
] as const)("%j without a column of names: %j", async (columns, options, message) => {
  await expect(place(named(columns, ["M31"]), options)).rejects.toThrow(message);
});
