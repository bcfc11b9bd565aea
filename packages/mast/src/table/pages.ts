import { type ColumnBatch, sliceColumn } from "@armillary/columns";
import { DalError } from "@armillary/dali";
import type { TableStream } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
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
  /** Rows at most. */
  readonly maxrec?: number;
  /** Columns of a page that are not among `columns`: they cannot be had any more, which is noted. */
  readonly unannounced?: (page: JsonAnswer) => readonly string[];
  /** The page behind so many rows; undefined where none is. */
  readonly next: (rows: number) => Promise<JsonAnswer | undefined>;
  /** Whether there are rows behind so many that were given, where `maxrec` ends them. */
  readonly hasMore: (rows: number) => boolean;
}

/** What is known of the pages so far. */
export interface PagesState {
  bytes: number;
  /** Whether `maxrec` left rows out. */
  isCut: boolean;
  readonly notes: string[];
}

/** The pages as one table; each page is a batch. */
export function openPages(paged: PagedTable): { readonly table: TableStream; readonly state: PagesState } {
  const { columns, url, lenient = false, maxrec = Number.POSITIVE_INFINITY, unannounced, next, hasMore } = paged;
  // Given up as soon as it is read: it may be tens of megabytes.
  let first: JsonAnswer | undefined = paged.first;
  const state: PagesState = { bytes: first.bytes, isCut: false, notes: [] };
  const bad = new Map<string, Diagnostic>();
  let rows = 0;
  let settle: (() => void) | undefined;
  const end = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const toBatch = (page: JsonAnswer): ColumnBatch => {
    const typed = typedColumns(page, columns, ({ field }, { row, text }) => {
      const place = `row ${rows + row} of column "${field.name}"`;
      if (!lenient) throw badCell(url, place, text, field.datatype);
      const known = bad.get(field.name);
      bad.set(field.name, {
        code: "E-MAST-CELL",
        message:
          known?.message ?? `The cell ${JSON.stringify(text)} in ${place} is no ${field.datatype}: null is given.`,
        count: (known?.count ?? 0) + 1,
      });
    });
    const kept = Math.min(page.rows, maxrec - rows);
    return { rows: kept, columns: kept === page.rows ? typed : typed.map((column) => sliceColumn(column, 0, kept)) };
  };

  async function* batches(): AsyncGenerator<ColumnBatch, void, void> {
    try {
      let page = first;
      first = undefined;
      for (let isFirst = true; page !== undefined; isFirst = false, page = await next(rows)) {
        if (!isFirst) {
          state.bytes += page.bytes;
          const strange = unannounced?.(page) ?? [];
          if (strange.length > 0) {
            state.notes.push(`Columns that came after the first page, and are left out: ${strange.join(", ")}.`);
          }
        }
        const came = page.rows;
        const batch = toBatch(page);
        rows += batch.rows;
        if (batch.rows > 0) yield batch;
        if (rows >= maxrec) {
          state.isCut = batch.rows < came || hasMore(rows);
          return;
        }
        // A page without rows is the last, whatever is said of their number: asking on could go on for ever.
        if (came === 0) return;
      }
    } finally {
      settle?.();
    }
  }

  return {
    state,
    table: {
      fields: columns.map(({ field }) => field),
      metadata: { params: [], infos: [] },
      batches,
      get summary() {
        return end.then(() => ({
          status: state.isCut ? ("OVERFLOW" as const) : ("OK" as const),
          rows,
          bytesRead: state.bytes,
          diagnostics: [...bad.values()],
        }));
      },
      close: async () => settle?.(),
    },
  };
}

function badCell(url: string, place: string, text: string, datatype: string): DalError {
  return new DalError(
    "DAL_FORMAT",
    `${url} sent ${JSON.stringify(text.slice(0, 60))} in ${place}, which is no ${datatype}, as the column's cells were before it. With the option lenient it becomes null.`,
    { url },
  );
}
