import {
  type CellValue,
  type ColumnBatch,
  type ColumnWriter,
  createColumnWriter,
  type Field,
} from "@armillary/columns";
import type { Diagnostic } from "@armillary/votable";
import { CsvError } from "./errors.ts";
import { isBlank } from "./header.ts";
import { linesOf, type RowBlock } from "./rows.ts";
import { type CsvType, cellParser, type ParseCell } from "./types.ts";

export interface CellOptions {
  readonly lenient?: boolean;
  readonly rowsPerBatch?: number;
}

/** Characters of rows behind a batch. */
const BATCH_CHARACTERS = 1 << 22;

interface CellColumn {
  readonly field: Field;
  readonly parse: ParseCell;
  readonly writer: ColumnWriter;
}

/** Turns rows of text into batches of columns; the first row is the header. */
export class CellReader {
  readonly #columns: readonly CellColumn[];
  readonly #lenient: boolean;
  readonly #rowsPerBatch: number;
  readonly #diagnostics = new Map<string, Diagnostic>();
  #rows = 0;

  constructor(fields: readonly Field[], { lenient = false, rowsPerBatch = 65_536 }: CellOptions) {
    this.#columns = fields.map((field) => ({
      field,
      parse: cellParser(field.datatype as CsvType),
      writer: createColumnWriter(field.layout),
    }));
    this.#lenient = lenient;
    this.#rowsPerBatch = rowsPerBatch;
  }

  /** Departures read past, so far. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.#diagnostics.values()];
  }

  async *read(blocks: AsyncIterable<RowBlock>): AsyncGenerator<ColumnBatch, void, void> {
    let header = true;
    let characters = 0;
    for await (const block of blocks) {
      let place = -1;
      for (const row of block.rows) {
        place++;
        if (isBlank(row) && (header || this.#columns.length > 1)) continue;
        if (header) {
          header = false;
          continue;
        }
        this.#append(row, block, place);
        if (this.#rows >= this.#rowsPerBatch) yield this.#take();
      }
      characters += block.characters;
      if (characters < BATCH_CHARACTERS) continue;
      characters = 0;
      if (this.#rows > 0) yield this.#take();
    }
    if (this.#rows > 0) yield this.#take();
  }

  #take(): ColumnBatch {
    const rows = this.#rows;
    this.#rows = 0;
    return { rows, columns: this.#columns.map(({ writer }) => writer.take()) };
  }

  #append(row: readonly string[], block: RowBlock, place: number): void {
    if (row.length !== this.#columns.length) this.#reportRow(row, lineOf(block, place));
    let index = 0;
    for (const column of this.#columns) {
      const text = row[index++];
      if (text === undefined || text === "") column.writer.append(null);
      else column.writer.append(this.#parse(text, column, block, place));
    }
    this.#rows++;
  }

  #parse(text: string, { field, parse }: CellColumn, block: RowBlock, place: number): CellValue {
    const value = parse(text);
    if (value !== undefined) return value;
    const line = lineOf(block, place);
    const shown = JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
    const message = `${shown} is not of type ${field.datatype} (line ${line}, column "${field.name}")`;
    if (!this.#lenient) {
      throw new CsvError(
        "CSV_CELL",
        `${message}. Types that are not given come from the first rows: give this column another, char takes everything.`,
        { line, column: field.name, text: text.slice(0, 200) },
      );
    }
    this.#report("E-CELL", field.name, `${message}; read as null`, line);
    return null;
  }

  #reportRow(row: readonly string[], line: number): void {
    const message = `The row of line ${line} has ${row.length} cells where the header has ${this.#columns.length}`;
    if (!this.#lenient) throw new CsvError("CSV_ROW", `${message}.`, { line });
    this.#report("E-ROW", "", `${message}; ${row.length < this.#columns.length ? "read as nulls" : "left out"}`, line);
  }

  #report(code: string, subject: string, message: string, line: number): void {
    const key = `${code} ${subject}`;
    const known = this.#diagnostics.get(key);
    this.#diagnostics.set(
      key,
      known === undefined ? { code, message, line, count: 1 } : { ...known, count: known.count + 1 },
    );
  }
}

/** Line on which row `place` of a block begins. */
function lineOf(block: RowBlock, place: number): number {
  return block.line + linesOf(block.rows.slice(0, place));
}
