import { createHash, type Hash } from "node:crypto";
import { type CellValue, type Field, rowsOf } from "@armillary/columns";
import {
  type ByteSource,
  type OpenOptions,
  openVotable,
  type Summary,
  type TableMeta,
  type Votable,
  VotableError,
  type VotableReader,
} from "@armillary/votable";
import { ColumnStatistics, canonicalCell } from "./canonical.ts";
import type { CanonicalCell, ExpectedColumn } from "./corpus.ts";

/** What one TABLE gave, canonically, without keeping its rows. */
export interface ObservedTable {
  readonly meta: TableMeta;
  readonly fields: readonly Field[];
  readonly rows: number;
  readonly firstRows: readonly (readonly CanonicalCell[])[];
  /** The same rows as the reader gave them. */
  readonly firstValues: readonly (readonly CellValue[])[];
  readonly lastRows: readonly (readonly CanonicalCell[])[];
  readonly columns: readonly ExpectedColumn[];
  /** Changes with any bit of any value. */
  readonly digest: string;
}

/** What a document gave until its end, or until `error`. */
export interface ObservedDocument {
  readonly document: Votable | undefined;
  readonly tables: readonly ObservedTable[];
  readonly summary: Summary | undefined;
  readonly error: unknown;
}

export interface ReadingOptions extends OpenOptions {
  /** How many rows from the first are kept (default 3). */
  readonly keepRows?: number;
}

/** Reads every row of every TABLE of a document and takes note of how it ends. Never rejects. */
export async function readDocument(source: ByteSource, options: ReadingOptions = {}): Promise<ObservedDocument> {
  const { keepRows = 3, ...openOptions } = options;
  const tables: ObservedTable[] = [];
  let reader: VotableReader | undefined;
  let summary: Summary | undefined;
  let error: unknown;
  try {
    reader = await openVotable(source, openOptions);
    for await (const table of reader.tables()) {
      const observer = new TableObserver(table.fields, keepRows);
      try {
        for await (const batch of table.batches()) for (const row of rowsOf(batch)) observer.add(row);
      } finally {
        tables.push(observer.done(table.meta));
      }
    }
    summary = await reader.summary;
  } catch (caught) {
    error = caught;
  }
  await reader?.close();
  return { document: reader?.document, tables, summary, error };
}

/** Everything about a reading, which must not depend on how the bytes came. */
export function exactReading({ document, tables, summary, error }: ObservedDocument): object {
  return { ...sameTables(document, tables), summary, error: error instanceof VotableError ? printed(error) : error };
}

/** What must not depend on what decoded the rows: all but the words, and the place within a line. */
export function alikeReading({ document, tables, summary, error }: ObservedDocument): object {
  const { message: _, diagnostics = [], ...ending } = summary ?? {};
  return {
    ...sameTables(document, tables),
    ...ending,
    diagnostics: diagnostics.map(({ code, count, line, section }) => ({ code, count, line, section })),
    error: error instanceof VotableError ? placed(error) : error,
  };
}

/**
 * Whether two readings of a document end with two faults of one row of TABLEDATA: the kernel decodes a row by columns, while TypeScript
 * reads all its XML before the first cell, so that one tells the one and the other the other.
 */
export function endInOneRow(one: ObservedDocument, other: ObservedDocument, document: Uint8Array): boolean {
  const [here, there] = [one.error, other.error].map((error) =>
    error instanceof VotableError ? error.place.byteOffset : undefined,
  );
  if (here === undefined || there === undefined || here === there) return false;
  const between = document.subarray(Math.min(here, there), Math.max(here, there));
  return !/<(?:[\w.-]+:)?TR[\s/>]/.test(Buffer.from(between).toString("latin1"));
}

function sameTables(document: Votable | undefined, tables: readonly ObservedTable[]): object {
  return { document, tables: tables.map(({ meta, fields, rows, digest }) => ({ meta, fields, rows, digest })) };
}

function printed({ code, message, place }: VotableError): object {
  return { code, message, place };
}

function placed({ code, place: { line, row, field, text, diagnostic } }: VotableError): object {
  return { code, line, row, field, text, diagnostic };
}

class TableObserver {
  #rows = 0;
  #last: CanonicalCell[] | undefined;
  readonly #first: CanonicalCell[][] = [];
  readonly #firstValues: (readonly CellValue[])[] = [];
  readonly #keepRows: number;
  readonly #fields: readonly Field[];
  readonly #columns: ColumnStatistics[];
  readonly #digest: Hash = createHash("sha256");

  constructor(fields: readonly Field[], keepRows: number) {
    this.#fields = fields;
    this.#keepRows = keepRows;
    this.#columns = fields.map((field) => new ColumnStatistics(field));
  }

  add(row: readonly CellValue[]): void {
    const cells = row.map((value, index) => canonicalCell(this.#fields[index] as Field, value));
    for (const [index, cell] of cells.entries()) this.#columns[index]?.add(cell);
    this.#digest.update(exactText(row));
    if (this.#first.length < this.#keepRows) {
      this.#first.push(cells);
      this.#firstValues.push(row);
    }
    this.#last = cells;
    this.#rows++;
  }

  done(meta: TableMeta): ObservedTable {
    return {
      meta,
      fields: this.#fields,
      rows: this.#rows,
      firstRows: this.#first,
      firstValues: this.#firstValues,
      lastRows: this.#last === undefined ? [] : [this.#last],
      columns: this.#columns.map((column) => column.done()),
      digest: this.#digest.digest("hex"),
    };
  }
}

/** A text that tells values apart which JSON would not: -0, NaN, infinities, 64-bit integers. */
export function exactText(value: CellValue): string {
  if (Array.isArray(value)) return `[${value.map(exactText).join()}]`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return JSON.stringify(value);
}
