import {
  type CellValue,
  type ColumnBatch,
  type ColumnWriter,
  createColumnWriter,
  type Field,
} from "@armillary/columns";
import { leafParser } from "../cells/leaf-parser.ts";
import { type Reports, shown } from "../cells/reports.ts";
import type { ParseCell } from "../csv/types.ts";
import { IpacError } from "./errors.ts";
import type { IpacColumn } from "./header.ts";

interface CellColumn {
  readonly field: Field;
  readonly null: string | undefined;
  readonly parse: ParseCell;
  readonly writer: ColumnWriter;
}

/** Turns the cells of rows into columns. A cell is null when nothing is in it, or what the header says stands for a null. */
export class CellReader {
  readonly #columns: readonly CellColumn[];
  readonly #lenient: boolean;
  readonly #reports: Reports;
  #rows = 0;

  constructor(columns: readonly IpacColumn[], fields: readonly Field[], lenient: boolean, reports: Reports) {
    this.#columns = fields.map((field, index) => ({
      field,
      null: columns[index]?.null,
      parse: leafParser(field.layout),
      writer: createColumnWriter(field.layout),
    }));
    this.#lenient = lenient;
    this.#reports = reports;
  }

  /** Rows taken since the last `take`. */
  get rows(): number {
    return this.#rows;
  }

  /** @throws IpacError code IPAC_CELL, unless lenient */
  append(cells: readonly string[], line: number, row: number): void {
    let index = 0;
    for (const column of this.#columns) {
      const text = cells[index++] ?? "";
      if (text === "" || text === column.null) column.writer.append(null);
      else column.writer.append(this.#parse(text, column, line, row));
    }
    this.#rows++;
  }

  take(): ColumnBatch {
    const rows = this.#rows;
    this.#rows = 0;
    return { rows, columns: this.#columns.map(({ writer }) => writer.take()) };
  }

  #parse(text: string, { field, parse }: CellColumn, line: number, row: number): CellValue {
    // Fortran writes 1.5D+03.
    const value = parse(text) ?? parse(text.replace(/^([+-]?[\d.]+)[dD]([+-]?\d+)$/, "$1e$2"));
    if (value !== undefined) return value;
    const message = `${shown(text)} is not of type ${field.datatype} (row ${row}, line ${line}, column "${field.name}")`;
    if (!this.#lenient) {
      const place = { line, row, column: field.name, text: text.slice(0, 200) };
      throw new IpacError("IPAC_CELL", `${message}. Reading leniently makes a null of it.`, place);
    }
    this.#reports.add("E-CELL", field.name, `${message}; read as null`, line);
    return null;
  }
}
