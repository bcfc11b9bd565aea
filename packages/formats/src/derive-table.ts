import type { ColumnBatch, Field } from "@armillary/columns";
import type { TableStream } from "./table-stream.ts";

/** A table made of another one: its summary says as much as the source's. */
export type DerivedTable<Source extends TableStream> = TableStream & { readonly summary: Source["summary"] };

/** What a derived table has otherwise than its source. */
export interface TableChanges<Source extends TableStream = TableStream> {
  readonly fields?: readonly Field[];
  /** A loop over the source's batches: what leaves this one leaves that one, too, and so cancels the source. */
  readonly batches?: () => AsyncIterable<ColumnBatch>;
  /** Called whenever the summary is asked for, and not before: to ask a source for its own is to have it read. */
  readonly summary?: () => Source["summary"];
  readonly close?: () => Promise<void>;
}

/**
 * The table with `changes`; all else is the source's own. `metadata`, `document` and `summary` are asked of the source whenever they are
 * asked for here, since they change while it is read.
 */
export function deriveTable<Source extends TableStream>(
  source: Source,
  changes: TableChanges<Source>,
): DerivedTable<Source> {
  const { fields = source.fields, batches, summary, close } = changes;
  return {
    fields,
    get metadata() {
      return source.metadata;
    },
    get document() {
      return source.document;
    },
    batches: batches ?? (() => source.batches()),
    get summary(): Source["summary"] {
      return summary === undefined ? source.summary : summary();
    },
    close: close ?? (() => source.close()),
  };
}

/**
 * The table with `fields` for columns, its rows as `map` makes them: called with every batch, in order, when it is due. What `map` throws
 * ends the rows, and cancels the source.
 */
export function mapBatches<Source extends TableStream>(
  source: Source,
  fields: readonly Field[],
  map: (batch: ColumnBatch) => ColumnBatch | Promise<ColumnBatch>,
): DerivedTable<Source> {
  return deriveTable(source, {
    fields,
    async *batches() {
      for await (const batch of source.batches()) yield map(batch);
    },
  });
}
