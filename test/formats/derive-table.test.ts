import type { ColumnBatch, Field } from "@armillary/columns";
import {
  deriveTable,
  limitRows,
  mapBatches,
  type StreamSummary,
  selectColumns,
  skipRows,
  type TableMetadata,
  type TableStream,
} from "@armillary/formats";
import type { Votable } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { batchOf, gather, NO_METADATA, rowsIn } from "../support/column-arbitraries.ts";

const FIELDS: Field[] = ["a", "b"].map((name) => ({
  name,
  datatype: "int",
  layout: { kind: "int", bits: 32, signed: true },
}));
const ROWS = [
  [1, 10],
  [2, 20],
  [3, 30],
];

/** What a service's answer says at its end beside what every table says. */
interface AnswerSummary extends StreamSummary {
  readonly url: string;
}

/** A table of a row a batch that takes down what is asked of it. */
class Source implements TableStream {
  readonly fields = FIELDS;
  metadata: TableMetadata = NO_METADATA;
  document: Votable | undefined;
  given = 0;
  left = 0;
  closed = 0;
  summaries = 0;
  readonly #failure: Error | undefined;

  /** @param failure - what comes in place of the second row */
  constructor(failure?: Error) {
    this.#failure = failure;
  }

  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    let isWhole = false;
    try {
      for (const row of ROWS) {
        if (this.given === 1 && this.#failure !== undefined) throw this.#failure;
        this.given++;
        yield batchOf(FIELDS, [row]);
      }
      isWhole = true;
    } finally {
      if (!isWhole) this.left++;
    }
  }

  get summary(): Promise<AnswerSummary> {
    this.summaries++;
    const summary = { status: "OK" as const, rows: ROWS.length, bytesRead: 0, diagnostics: [], url: "http://x/" };
    return this.#failure === undefined ? Promise.resolve(summary) : Promise.reject(this.#failure);
  }

  async close(): Promise<void> {
    this.closed++;
  }
}

const cut = (rows: number): StreamSummary => ({ status: "OK", rows, bytesRead: 0, diagnostics: [] });

const DERIVED: readonly [
  what: string,
  derive: (source: Source) => TableStream,
  rows: readonly (readonly number[])[],
][] = [
  ["no change", (source) => deriveTable(source, {}), ROWS],
  ["other columns", (source) => deriveTable(source, { fields: [...FIELDS].reverse() }), ROWS],
  ["another summary", (source) => deriveTable(source, { summary: () => source.summary.then((all) => all) }), ROWS],
  ["each batch as it is", (source) => mapBatches(source, FIELDS, (batch) => batch), ROWS],
  ["each batch made in time", (source) => mapBatches(source, FIELDS, async (batch) => batch), ROWS],
  ["one column", (source) => selectColumns(source, ["b"]), ROWS.map(([, b]) => [b as number])],
  ["without the first row", (source) => skipRows(source, 1), ROWS.slice(1)],
  ["of more rows than there are", (source) => limitRows(source, 9, cut), ROWS],
];

describe.each(DERIVED)("%s", (_what, derive, wanted) => {
  test("the rows are the source's, one batch at a time", async () => {
    const source = new Source();
    const table = derive(source);
    expect(source.given).toBe(0);
    expect(rowsIn(await gather(table.batches()))).toEqual(wanted);
    expect(source).toMatchObject({ given: 3, left: 0, closed: 0, summaries: 0 });
  });

  test("what changes while the source is read is asked for when it is wanted", async () => {
    const source = new Source();
    const table = derive(source);
    expect(table.metadata).toBe(source.metadata);
    expect(table.document).toBeUndefined();
    source.metadata = { params: [], infos: [{ name: "QUERY_STATUS", value: "OVERFLOW" }] };
    source.document = { resources: [] } as unknown as Votable;
    expect(table.metadata).toBe(source.metadata);
    expect(table.document).toBe(source.document);
    expect(source.summaries).toBe(0);
    await expect(table.summary).resolves.toMatchObject({ status: "OK", url: "http://x/" });
    expect(source.summaries).toBe(1);
  });

  test("who leaves the loop cancels the source", async () => {
    const source = new Source();
    for await (const _batch of derive(source).batches()) break;
    expect(source.left).toBe(1);
    expect(source.given).toBeLessThan(3);
  });

  test("who closes it closes the source", async () => {
    const source = new Source();
    await derive(source).close();
    expect(source).toMatchObject({ closed: 1, given: 0 });
  });

  test("an error of the source comes as it is, behind the rows before it", async () => {
    const failure = new Error("the connection broke");
    const table = derive(new Source(failure));
    const came: ColumnBatch[] = [];
    const read = async (): Promise<void> => {
      for await (const batch of table.batches()) came.push(batch);
    };
    await expect(read()).rejects.toBe(failure);
    // The first row alone came, if that is wanted.
    expect(rowsIn(came)).toEqual(wanted.slice(0, -2));
    await expect(table.summary).rejects.toBe(failure);
  });
});

describe("deriveTable", () => {
  test("what is named is the table's own, and the source is not asked for it", async () => {
    const source = new Source();
    const own: string[] = [];
    const table = deriveTable(source, {
      fields: [],
      async *batches() {
        own.push("batches");
        yield { rows: 7, columns: [] };
      },
      summary: async () => {
        own.push("summary");
        return { ...cut(7), url: "http://own/" };
      },
      close: async () => void own.push("close"),
    });
    expect(table.fields).toEqual([]);
    expect(await gather(table.batches())).toEqual([{ rows: 7, columns: [] }]);
    expect(await table.summary).toMatchObject({ rows: 7, url: "http://own/" });
    await table.close();
    expect(own).toEqual(["batches", "summary", "close"]);
    expect(source).toMatchObject({ given: 0, closed: 0, summaries: 0 });
  });

  test("the summary says as much as the source's, and one of its own must", async () => {
    const source = new Source();
    const given: AnswerSummary = await mapBatches(source, FIELDS, (batch) => batch).summary;
    expect(given.url).toBe("http://x/");
    // @ts-expect-error: it has no url
    const table = deriveTable(source, { summary: async () => cut(0) });
    expect((await table.summary).url).toBeUndefined();
  });
});

describe("mapBatches", () => {
  test("the columns are those given, the batches those made, in the order of the source's", async () => {
    const source = new Source();
    const made: number[] = [];
    const [a] = FIELDS as [Field];
    const table = mapBatches(source, [a], async ({ rows, columns }) => {
      made.push(source.given);
      await Promise.resolve();
      return { rows, columns: columns.slice(0, 1) };
    });
    expect(table.fields).toEqual([a]);
    expect(rowsIn(await gather(table.batches()))).toEqual([[1], [2], [3]]);
    expect(made).toEqual([1, 2, 3]);
  });

  test.each<[string, (failure: Error) => ColumnBatch | Promise<ColumnBatch>]>([
    [
      "throws",
      (failure) => {
        throw failure;
      },
    ],
    ["rejects", (failure) => Promise.reject(failure)],
  ])("a map that %s ends the rows, and cancels the source", async (_how, fail) => {
    const failure = new Error("no such value");
    const source = new Source();
    const table = mapBatches(source, FIELDS, (batch) => (source.given === 2 ? fail(failure) : batch));
    const came: ColumnBatch[] = [];
    const read = async (): Promise<void> => {
      for await (const batch of table.batches()) came.push(batch);
    };
    await expect(read()).rejects.toBe(failure);
    expect(rowsIn(came)).toEqual([[1, 10]]);
    expect(source).toMatchObject({ given: 2, left: 1 });
  });
});
