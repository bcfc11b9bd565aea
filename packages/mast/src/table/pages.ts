import { type Column, type ColumnBatch, filterRows, sliceBatch } from "@armillary/columns";
import { DalError } from "@armillary/dali";
import { createBatchStream, type TableStream } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import type { RowTest } from "../filters/match.ts";
import { type JsonColumn, typedColumns } from "../json/json-column.ts";
import type { JsonAnswer } from "../json/read-rows.ts";

/** A table whose rows come in pages of JSON, the first of which is there. */
export interface PagedTable {
  /** Decided on by the first page. */
  readonly columns: readonly JsonColumn[];
  readonly first: JsonAnswer;
  /** Where it comes from, for errors. */
  readonly url: string;
  readonly lenient?: boolean;
  /** Rows at most, of those that are kept. */
  readonly maxrec?: number;
  /** Which rows are wanted (default: all). */
  readonly keep?: RowTest;
  /** Places among `columns` of those to give (default: all). */
  readonly give?: readonly number[];
  /** Columns of a page that are not among `columns`: they cannot be had any more, which is noted. */
  readonly unannounced?: (page: JsonAnswer) => readonly string[];
  /** The next page; undefined where none is. */
  readonly next: () => Promise<JsonAnswer | undefined>;
  /** Whether there are rows behind so many that came, where `maxrec` ends them. */
  readonly hasMore: (rows: number) => boolean;
}

/** What is known of the pages so far. */
export interface PagesState {
  bytes: number;
  /** Rows that MAST sent, kept or not. */
  came: number;
  /** Whether `maxrec` left rows out. */
  isCut: boolean;
  readonly notes: string[];
}

/** The pages as one table; each page is a batch. */
export function openPages(paged: PagedTable): { readonly table: TableStream; readonly state: PagesState } {
  const { columns, url, lenient = false, maxrec = Number.POSITIVE_INFINITY } = paged;
  const { keep, give, unannounced, next, hasMore } = paged;
  // Given up as soon as it is read: it may be tens of megabytes.
  let first: JsonAnswer | undefined = paged.first;
  const state: PagesState = { bytes: first.bytes, came: 0, isCut: false, notes: [] };
  const bad = new Map<string, Diagnostic>();

  const toBatch = (page: JsonAnswer): ColumnBatch => {
    const typed = typedColumns(page, columns, ({ field }, { row, text }) => {
      const place = `row ${state.came + row} of column "${field.name}"`;
      if (!lenient) throw badCell(url, place, text, field.datatype);
      const known = bad.get(field.name);
      bad.set(field.name, {
        code: "E-MAST-CELL",
        message:
          known?.message ?? `The cell ${JSON.stringify(text)} in ${place} is no ${field.datatype}: null is given.`,
        count: (known?.count ?? 0) + 1,
      });
    });
    const whole: ColumnBatch = { rows: page.rows, columns: typed };
    const kept = keep === undefined ? whole : filterRows(whole, keep);
    const given = give === undefined ? kept.columns : give.map((index) => kept.columns[index] as Column);
    return { rows: kept.rows, columns: given };
  };

  async function* read(): AsyncGenerator<ColumnBatch, void, void> {
    let rows = 0;
    let page = first;
    first = undefined;
    for (let isFirst = true; page !== undefined; isFirst = false, page = await next()) {
      if (!isFirst) {
        state.bytes += page.bytes;
        const strange = unannounced?.(page) ?? [];
        if (strange.length > 0) {
          state.notes.push(`Columns that came after the first page, and are left out: ${strange.join(", ")}.`);
        }
      }
      const sent = page.rows;
      const batch = toBatch(page);
      state.came += sent;
      const given = Math.min(batch.rows, maxrec - rows);
      rows += given;
      state.isCut = given < batch.rows;
      if (given > 0) yield sliceBatch(batch, 0, given);
      if (rows >= maxrec) {
        state.isCut ||= hasMore(state.came);
        return;
      }
      // A page without rows is the last, whatever is said of their number: asking on could go on for ever.
      if (sent === 0) return;
    }
  }

  return {
    state,
    table: createBatchStream({
      fields: (give ?? columns.map((_, index) => index)).map((index) => (columns[index] as JsonColumn).field),
      metadata: { params: [], infos: [] },
      read,
      conclude: (rows) => ({
        status: state.isCut ? "OVERFLOW" : "OK",
        rows,
        bytesRead: state.bytes,
        diagnostics: [...bad.values()],
      }),
      close: async () => undefined,
    }),
  };
}

function badCell(url: string, place: string, text: string, datatype: string): DalError {
  return new DalError(
    "DAL_FORMAT",
    `${url} sent ${JSON.stringify(text.slice(0, 60))} in ${place}, which is no ${datatype}, as the column's cells were before it. With the option lenient it becomes null.`,
    { url },
  );
}
