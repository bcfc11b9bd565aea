import {
  type CellValue,
  type Column,
  type ColumnBatch,
  createColumnWriter,
  type Datatype,
  describeLayout,
  type Field,
  type FieldMeta,
  type Layout,
  rowsOf,
} from "@armillary/columns";
import type { TableMetadata, TableStream } from "@armillary/formats";
import fc from "fast-check";

/** Layouts of every kind, lists inside lists among them. */
export const layouts: fc.Arbitrary<Layout> = fc.letrec<{ layout: Layout; leaf: Layout }>((tie) => ({
  leaf: fc.oneof(
    fc.constant<Layout>({ kind: "bool" }),
    fc
      .tuple(fc.constantFrom(8 as const, 16 as const, 32 as const, 64 as const), fc.boolean())
      .map(([bits, signed]): Layout => ({ kind: "int", bits, signed })),
    fc.constantFrom(32 as const, 64 as const).map((bits): Layout => ({ kind: "float", bits })),
    fc.constant<Layout>({ kind: "utf8" }),
  ),
  layout: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    tie("layout").map((item): Layout => ({ kind: "list", item })),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), tie("layout"))
      .map(([size, item]): Layout => ({ kind: "fixed", size, item })),
  ),
})).layout;

/** Values of a layout with nulls among them, nested as `valueAt` gives them. */
export function valuesIn(layout: Layout): fc.Arbitrary<CellValue> {
  return nullable(valuesOf(layout));
}

function valuesOf(layout: Layout): fc.Arbitrary<CellValue> {
  switch (layout.kind) {
    case "bool":
      return fc.boolean();
    case "int": {
      if (layout.bits === 64) {
        return layout.signed
          ? fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
          : fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
      }
      const span = 2 ** layout.bits;
      return fc.integer(layout.signed ? { min: -span / 2, max: span / 2 - 1 } : { min: 0, max: span - 1 });
    }
    case "float":
      return layout.bits === 32 ? fc.float() : fc.double();
    case "utf8":
      return fc.string({ unit: "grapheme", maxLength: 12 });
    case "list":
      return fc.array(nullable(valuesOf(layout.item)), { maxLength: 4 });
    case "fixed":
      return fc.array(nullable(valuesOf(layout.item)), { minLength: layout.size, maxLength: layout.size });
  }
}

function nullable(values: fc.Arbitrary<CellValue>): fc.Arbitrary<CellValue> {
  return fc.option(values, { freq: 5 });
}

/** A column of nested values, whatever the layout: writers take lists flat, this takes them as `valueAt` gives them. */
export function columnOf(layout: Layout, values: readonly CellValue[]): Column {
  const length = values.length;
  if (layout.kind !== "list" && layout.kind !== "fixed") {
    const writer = createColumnWriter(layout);
    for (const value of values) writer.append(value);
    return writer.take();
  }
  const nulls = values.filter((value) => value === null).length;
  const validity = new Uint8Array((length + 7) >> 3);
  values.forEach((value, row) => {
    if (value !== null) validity[row >> 3] = (validity[row >> 3] ?? 0) | (1 << (row & 7));
  });
  const base = nulls === 0 ? { length, nulls } : { length, nulls, validity };
  const items = values.flatMap((value) => {
    if (value !== null) return value as CellValue[];
    return layout.kind === "fixed" ? Array<CellValue>(layout.size).fill(null) : [];
  });
  const item = columnOf(layout.item, items);
  if (layout.kind === "fixed") return { kind: "fixed", ...base, size: layout.size, item };
  const offsets = new Int32Array(length + 1);
  values.forEach((value, row) => {
    offsets[row + 1] = (offsets[row] ?? 0) + (value === null ? 0 : (value as CellValue[]).length);
  });
  return { kind: "list", ...base, offsets, item };
}

/** Text that every attribute may have. */
const texts = fc.string({ unit: "grapheme", maxLength: 10 });

/** Everything a FieldMeta may say beside name, datatype and arraysize. */
export const attributes: fc.Arbitrary<Omit<FieldMeta, "name" | "datatype" | "arraysize">> = fc.record(
  {
    ID: texts,
    unit: texts,
    ucd: texts,
    utype: texts,
    xtype: texts,
    ref: texts,
    width: texts,
    precision: texts,
    type: texts,
    description: texts,
    values: fc.array(
      fc.record(
        {
          ID: texts,
          type: fc.constantFrom("legal" as const, "actual" as const),
          null: texts,
          min: fc.record({ value: texts, inclusive: fc.boolean() }, { noNullPrototype: true }),
          options: fc.array(fc.record({ name: texts, value: texts }, { noNullPrototype: true }), { maxLength: 2 }),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
      { maxLength: 2 },
    ),
    links: fc.array(fc.record({ href: texts, text: texts }, { requiredKeys: [], noNullPrototype: true }), {
      maxLength: 2,
    }),
    extra: fc.dictionary(texts, texts, { maxKeys: 2, noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** Datatypes that share a layout with the one `describeLayout` chooses. */
const SISTERS: Partial<Record<Datatype, readonly Datatype[]>> = {
  boolean: ["boolean", "bit"],
  char: ["char", "unicodeChar"],
};

export const fields: fc.Arbitrary<Field> = fc
  .tuple(texts, layouts, attributes, fc.nat())
  .map(([name, layout, rest, pick]) => {
    const shape = describeLayout(layout);
    const sisters = SISTERS[shape.datatype] ?? [shape.datatype];
    return { name, ...shape, datatype: sisters[pick % sisters.length] ?? shape.datatype, ...rest, layout };
  });

export interface SampleTable {
  readonly fields: readonly Field[];
  readonly batches: readonly ColumnBatch[];
}

/** Up to four columns in up to three batches. */
export const tables: fc.Arbitrary<SampleTable> = fc
  .array(fields, { minLength: 1, maxLength: 4 })
  .chain((fieldList) =>
    fc.record({ fields: fc.constant(fieldList), batches: fc.array(batchesOf(fieldList), { maxLength: 3 }) }),
  );

function batchesOf(fieldList: readonly Field[]): fc.Arbitrary<ColumnBatch> {
  const row = fc.tuple(...fieldList.map((field) => nullable(valuesOf(field.layout))));
  return fc.array(row, { maxLength: 12 }).map((rows) => batchOf(fieldList, rows));
}

export function batchOf(fieldList: readonly Field[], rows: readonly (readonly CellValue[])[]): ColumnBatch {
  const columns = fieldList.map(({ layout }, index) =>
    columnOf(
      layout,
      rows.map((row) => row[index] ?? null),
    ),
  );
  return { rows: rows.length, columns };
}

/** All rows of batches, as values. */
export function rowsIn(batches: Iterable<ColumnBatch>): CellValue[][] {
  return Array.from(batches).flatMap((batch) => [...rowsOf(batch)]);
}

export const NO_METADATA: TableMetadata = { params: [], infos: [] };

/** A table at rest as the stream that encoders take. `closed` says whether the encoder left early. */
export function streamOf(
  sample: SampleTable,
  options: {
    readonly metadata?: TableMetadata;
    readonly status?: "OK" | "OVERFLOW" | "ERROR";
    readonly message?: string;
  } = {},
): TableStream & { readonly closed: () => boolean } {
  const { metadata = NO_METADATA, status = "OK", message } = options;
  let closed = false;
  const rows = sample.batches.reduce((sum, batch) => sum + batch.rows, 0);
  return {
    fields: sample.fields,
    metadata,
    async *batches() {
      yield* sample.batches;
    },
    summary: Promise.resolve({
      status,
      ...(message !== undefined && { message }),
      rows,
      bytesRead: 0,
      diagnostics: [],
    }),
    close: async () => {
      closed = true;
    },
    closed: () => closed,
  };
}

export async function gather<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export async function bytesFrom(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob((await gather(chunks)) as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
