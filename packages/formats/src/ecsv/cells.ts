import { type CellValue, type ColumnBatch, type Layout, leafOf } from "@armillary/columns";
import { leafParser } from "../cells/leaf-parser.ts";
import { type Reports, shown } from "../cells/reports.ts";
import type { ParseCell } from "../csv/types.ts";
import type { ColumnType } from "./column-type.ts";
import { EcsvError } from "./errors.ts";
import { roundToHalf } from "./half-float.ts";
import type { EcsvColumn } from "./header.ts";
import { parseJsonArray } from "./json-array.ts";
import { createNestedWriter, fitted, type NestedWriter } from "./nested-writer.ts";
import type { TextRow } from "./rows.ts";

interface CellColumn {
  readonly name: string;
  readonly what: string;
  readonly parse: ParseCell;
  readonly writer: NestedWriter;
}

/** Turns rows of text into columns. An empty cell is null, quoted or not. */
export class CellReader {
  readonly #columns: readonly CellColumn[];
  readonly #lenient: boolean;
  readonly #reports: Reports;
  #rows = 0;

  constructor(columns: readonly EcsvColumn[], lenient: boolean, reports: Reports) {
    this.#columns = columns.map(({ field, type }) => ({
      name: field.name,
      what: describeType(type, field.datatype),
      parse: cellParserOf(type),
      writer: createNestedWriter(type.layout),
    }));
    this.#lenient = lenient;
    this.#reports = reports;
  }

  /** Rows taken since the last `take`. */
  get rows(): number {
    return this.#rows;
  }

  /** @throws EcsvError code ECSV_ROW, ECSV_CELL, unless lenient */
  append({ cells, line }: TextRow): void {
    if (cells.length !== this.#columns.length) this.#reportRow(cells.length, line);
    let index = 0;
    for (const column of this.#columns) {
      const text = cells[index++];
      if (text === undefined || text === "") column.writer.append(null);
      else column.writer.append(this.#parse(text, column, line));
    }
    this.#rows++;
  }

  take(): ColumnBatch {
    const rows = this.#rows;
    this.#rows = 0;
    return { rows, columns: this.#columns.map(({ writer }) => writer.take()) };
  }

  #parse(text: string, { name, what, parse }: CellColumn, line: number): CellValue {
    const value = parse(text);
    if (value !== undefined) return value;
    const message = `${shown(text)} is not ${what} (line ${line}, column "${name}")`;
    if (!this.#lenient) {
      const place = { line, column: name, text: text.slice(0, 200) };
      throw new EcsvError("ECSV_CELL", `${message}. Reading leniently makes a null of it.`, place);
    }
    this.#reports.add("E-CELL", name, `${message}; read as null`, line);
    return null;
  }

  #reportRow(cells: number, line: number): void {
    const message = `The row of line ${line} has ${cells} cells where the header has ${this.#columns.length} columns`;
    if (!this.#lenient) throw new EcsvError("ECSV_ROW", `${message}.`, { line });
    const done = cells < this.#columns.length ? "read as nulls" : "left out";
    this.#reports.add("E-ROW", "", `${message}; ${done}`, line);
  }
}

function describeType({ cells, layout }: ColumnType, datatype: string): string {
  if (cells === "complex") return "a complex number";
  if (cells !== "array") return `of type ${datatype}`;
  return `JSON of an array ${describeAxes(layout)} of values of type ${datatype}`;
}

function describeAxes(layout: Layout): string {
  const axes: string[] = [];
  for (let at = layout; at.kind === "list" || at.kind === "fixed"; at = at.item) {
    axes.push(at.kind === "fixed" ? String(at.size) : "null");
  }
  return `[${axes.join(",")}]`;
}

function cellParserOf({ cells, layout, flat = false }: ColumnType): ParseCell {
  const parse = leafParser(layout);
  switch (cells) {
    case "plain":
      return parse;
    case "half":
      return (text) => rounded(leafParser({ kind: "float", bits: 64 })(text));
    case "time":
      return (text) => (text === "NaT" ? null : text);
    case "json":
      return (text) => (text === "null" ? null : text);
    case "complex":
      return (text) => parseComplex(text, parse);
    case "array": {
      const texts = leafOf(layout).leaf.kind === "utf8";
      return (text) => {
        if (text === "null") return null;
        const value = parseJsonArray(text, parse, texts);
        return value === undefined ? undefined : fitted(value, layout, flat);
      };
    }
  }
}

function rounded(value: CellValue | undefined): CellValue | undefined {
  if (typeof value !== "number") return value;
  const half = roundToHalf(value);
  return Number.isFinite(value) && !Number.isFinite(half) ? undefined : half;
}

/** As Python writes it: `(1+2j)`, `1.5e-3j`, `(nan-infj)`; the sign between the parts is none of an exponent. */
const COMPLEX =
  /^([+-]?(?:[\d.]+(?:e[+-]?\d+)?|nan|inf(?:inity)?))??(?:([+-]?(?:[\d.]+(?:e[+-]?\d+)?|nan|inf(?:inity)?)?)j)?$/i;

function parseComplex(text: string, parse: ParseCell): CellValue | undefined {
  const token = text.trim().replace(/^\((.*)\)$/, "$1");
  const match = COMPLEX.exec(token);
  if (match === null || token === "") return undefined;
  const [, re = "0", im = "0"] = match;
  const parts = [parse(re), parse(/^[+-]?$/.test(im) ? `${im}1` : im)];
  return parts.every((part) => typeof part === "number") ? (parts as number[]) : undefined;
}
