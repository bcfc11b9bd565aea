import type { Column, ColumnBatch, Field, Utf8Column } from "@armillary/columns";
import { isValid } from "@armillary/columns";
import type { Diagnostic } from "@armillary/votable";
import { Reports } from "../cells/reports.ts";
import { mapBatches } from "../derive-table.ts";
import { holdTable } from "../hold/hold-table.ts";
import type { Spool } from "../random-access.ts";
import type { TableStream } from "../table-stream.ts";
import { ColumnPrinter, widthOf } from "./print-columns.ts";
import { betweenBars, ipacNames, printKeywords } from "./print-header.ts";
import { printNumbers } from "./print-numbers.ts";

export interface IpacOptions {
  /** Keeps the cells while their widths are found (default: in memory). */
  readonly spool?: Spool;
  /** Called at the end with each kind of thing that the text does not give back. */
  readonly onDiagnostic?: (diagnostic: Diagnostic) => void;
}

const utf8 = new TextEncoder();

/**
 * A table as an IPAC table in UTF-8: keywords and comments, the four header lines, rows as wide as the widest value of each
 * column. The table is read to its end before the first byte, for the widths; `spool` is where its cells wait.
 *
 * Integers of up to 32 bits are `int`, larger ones `long`; numbers are the shortest decimals that read back to the same float or
 * double. Truth values, unsigned integers of 64 bits and arrays (as JSON) are text in a `char` column (`W-IPAC-TYPE`). A null is
 * `null`, or where a string of the column is that, `null1` and so on. Names are made of letters, digits and underscores. PARAMs
 * and INFOs are keywords, INFOs called `comment` comments; what has no place is reported (`W-IPAC-META`).
 * @see IPAC Table Format, version 1.2
 */
export async function* encodeIpac(
  table: TableStream,
  { spool, onDiagnostic }: IpacOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const reports = new Reports();
  const { fields } = table;
  const names = ipacNames(fields, reports);
  const printers = fields.map((field) => new ColumnPrinter(field, reports));
  const held = await holdTable(printed(table, printers), spool);
  try {
    const columns = fields.map((field, index) => layOut(field, names[index] ?? "", printers[index], reports));
    // INFOs may have followed the rows.
    const keywords = printKeywords(fields, names, table.metadata, reports);
    const header = [
      columns.map(({ name }) => name),
      columns.map(({ type }) => type),
      columns.map(({ unit }) => unit),
      columns.map(({ nullText }) => nullText),
    ].map((texts) => `|${texts.map((text, index) => padded(text, columns[index]?.width ?? 0)).join("|")}|`);
    yield utf8.encode(`${[...keywords, ...header].join("\n")}\n`);
    for await (const batch of held.batches()) yield* printRows(batch, columns);
  } finally {
    await held.close();
  }
  for (const diagnostic of reports.list()) onDiagnostic?.(diagnostic);
}

/** The table with its cells as text. */
function printed(table: TableStream, printers: readonly ColumnPrinter[]): TableStream {
  const fields = table.fields.map(
    ({ name }): Field => ({ name, datatype: "char", arraysize: "*", layout: { kind: "utf8" } }),
  );
  return mapBatches(table, fields, async ({ rows, columns }) => {
    const numbers = await printPlain(rows, columns, table.fields, printers);
    const texts = columns.map((column, index) => numbers.get(index) ?? printers[index]?.print(column) ?? column);
    return { rows, columns: texts };
  });
}

/** The plain columns as text, by their places. */
async function printPlain(
  rows: number,
  columns: readonly Column[],
  fields: readonly Field[],
  printers: readonly ColumnPrinter[],
): Promise<ReadonlyMap<number, Utf8Column>> {
  const places = printers.flatMap((printer, index) => (printer.plain ? [index] : []));
  const printed = await printNumbers(
    places.flatMap((index) => fields[index] ?? []),
    { rows, columns: places.flatMap((index) => columns[index] ?? []) },
  );
  const byPlace = new Map<number, Utf8Column>();
  for (const [at, column] of printed.entries()) {
    const index = places[at] ?? 0;
    printers[index]?.note(column);
    byPlace.set(index, column);
  }
  return byPlace;
}

interface PrintedColumn {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly nullText: string;
  readonly nullBytes: Uint8Array;
  /** In characters. */
  readonly width: number;
  readonly right: boolean;
}

function layOut(field: Field, name: string, printer: ColumnPrinter | undefined, reports: Reports): PrintedColumn {
  const { type = "char", right = false, width = 0, nullText = "null" } = printer ?? {};
  const unit = betweenBars(field.unit ?? "", reports);
  const widest = Math.max(width, ...[name, type, unit, nullText].map(widthOf));
  return { name, type, unit, nullText, nullBytes: utf8.encode(nullText), width: widest, right };
}

function padded(text: string, width: number): string {
  return text + " ".repeat(width - widthOf(text));
}

/** Bytes after which a chunk is given out. */
const CHUNK_BYTES = 1 << 20;
const BLANK = 0x20;

/** Rows as lines: every cell padded to its column's width, a blank where the header has bars. */
function* printRows(batch: ColumnBatch, columns: readonly PrintedColumn[]): Generator<Uint8Array, void, void> {
  const cells = batch.columns as readonly Utf8Column[];
  const width = columns.reduce((sum, column) => sum + column.width + 1, 2);
  let out = new Uint8Array(CHUNK_BYTES + width * 4);
  let at = 0;
  for (let row = 0; row < batch.rows; row++) {
    out[at++] = BLANK;
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index] as PrintedColumn;
      const { offsets, bytes, validity } = cells[index] as Utf8Column;
      const valid = isValid(validity, row);
      const from = valid ? bytes : column.nullBytes;
      const start = valid ? (offsets[row] as number) : 0;
      const end = valid ? (offsets[row + 1] as number) : from.length;
      // Bytes that go on with a character take no place.
      let blanks = column.width - (end - start);
      for (let byte = start; byte < end; byte++) if (((from[byte] as number) & 0xc0) === 0x80) blanks++;
      for (; column.right && blanks > 0; blanks--) out[at++] = BLANK;
      for (let byte = start; byte < end; byte++) out[at++] = from[byte] as number;
      for (; blanks >= 0; blanks--) out[at++] = BLANK;
    }
    out[at - 1] = BLANK;
    out[at++] = 0x0a;
    if (at < CHUNK_BYTES) continue;
    yield out.subarray(0, at);
    out = new Uint8Array(out.length);
    at = 0;
  }
  if (at > 0) yield out.slice(0, at);
}
