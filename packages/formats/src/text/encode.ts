import { type Column, type ColumnBatch, type Field, isValid, printReal, valueAt } from "@armillary/columns";
import type { TableStream } from "../table-stream.ts";
import { type ColumnNeed, chooseWidths, GAP } from "./column-widths.ts";
import { cutToWidth, displayWidth } from "./display-width.ts";
import { printJson } from "./json-text.ts";
import { visible } from "./visible.ts";

export interface TextOptions {
  /** Columns of the terminal (default 80); `Infinity` cuts nothing and leaves nothing out. */
  readonly width?: number;
  /** Rows to show (default all). */
  readonly maxRows?: number;
  /** What becomes of the rows behind `maxRows`: read and counted, or left unread (default `count`). */
  readonly rest?: "count" | "skip";
  /** Names bold, units and types dim, with ANSI escapes (default false). */
  readonly color?: boolean;
}

/** Rows that widths are chosen by. */
const SAMPLE_ROWS = 200;
/** Text and lists are not cut below this. */
const LEAST_TEXT_WIDTH = 12;

const utf8 = new TextEncoder();

/**
 * A table to be read on a terminal: names, units and types, then the rows. Numbers stand right and are never cut; text
 * and lists stand left and are cut with `…` to fit `width`; columns that do not fit are named below. A null is blank.
 * Nothing of the data reaches the terminal as a control character: see `visible`.
 */
export async function* encodeText(
  table: TableStream,
  options: TextOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { width = 80, maxRows = Number.POSITIVE_INFINITY, rest = "count", color = false } = options;
  const printer = new TextPrinter(table.fields, width, color);
  let sample: string[][] | undefined = [];
  let rows = 0;
  for await (const batch of table.batches()) {
    const shown = Math.max(0, Math.min(batch.rows, maxRows - rows));
    rows += batch.rows;
    const lines = rowTexts(table.fields, batch, shown);
    if (sample === undefined) {
      if (shown > 0) yield printer.printRows(lines);
    } else {
      sample.push(...lines);
      if (sample.length >= SAMPLE_ROWS || rows >= maxRows) {
        yield printer.begin(sample);
        sample = undefined;
      }
    }
    if (rest === "skip" && rows > maxRows) break;
  }
  if (sample !== undefined) yield printer.begin(sample);
  yield utf8.encode(printer.end(rows, maxRows, rest));
}

function rowTexts(fields: readonly Field[], batch: ColumnBatch, rows: number): string[][] {
  const lines: string[][] = [];
  for (let row = 0; row < rows; row++) {
    lines.push(batch.columns.map((column, index) => cellText(column, row, fields[index]?.datatype === "bit")));
  }
  return lines;
}

function cellText(column: Column, row: number, bit: boolean): string {
  if (!isValid(column.validity, row)) return "";
  if (column.kind === "utf8") return visible(valueAt(column, row) as string);
  if (column.kind === "float") return printReal(column.values, row);
  return visible(printJson(column, row, bit));
}

/** The head of a column: name, unit, type. */
function headOf(field: Field): readonly [name: string, unit: string, type: string] {
  const { datatype, arraysize, layout } = field;
  const type = layout.kind === "utf8" || arraysize === undefined ? datatype : `${datatype}[${arraysize}]`;
  return [visible(field.name), visible(field.unit ?? ""), visible(type)];
}

class TextPrinter {
  readonly #fields: readonly Field[];
  readonly #heads: readonly (readonly [string, string, string])[];
  readonly #width: number;
  readonly #color: boolean;
  #widths: readonly number[] = [];

  constructor(fields: readonly Field[], width: number, color: boolean) {
    this.#fields = fields;
    this.#heads = fields.map(headOf);
    this.#width = width;
    this.#color = color;
  }

  /** Chooses the widths by the first rows; gives the head and those rows. */
  begin(rows: readonly string[][]): Uint8Array {
    const needs = this.#heads.map((head, index): ColumnNeed => {
      const cells = rows.map((row) => row[index] ?? "");
      const natural = [...head, ...cells].reduce((most, text) => Math.max(most, displayWidth(text)), 1);
      const [name] = head;
      const least = this.#isNumber(index) ? natural : Math.min(natural, Math.max(LEAST_TEXT_WIDTH, displayWidth(name)));
      return { natural, least };
    });
    this.#widths = chooseWidths(needs, this.#width);
    const [names, units, types] = [0, 1, 2].map((part) => this.#line(this.#heads.map((head) => head[part] ?? "")));
    const head = [this.#styled(1, names)];
    if (units !== "") head.push(this.#styled(2, units));
    head.push(this.#styled(2, types));
    return utf8.encode(`${[...head, ...rows.map((row) => this.#line(row))].join("\n")}\n`);
  }

  printRows(rows: readonly string[][]): Uint8Array {
    return utf8.encode(rows.map((row) => `${this.#line(row)}\n`).join(""));
  }

  /** What is not shown, in words. */
  end(rows: number, maxRows: number, rest: "count" | "skip"): string {
    const notes: string[] = [];
    const more = rows - Math.min(rows, maxRows);
    if (rows === 0) notes.push("no rows");
    else if (more > 0) notes.push(rest === "skip" ? "… more rows" : `… ${count(more, "more row")}`);
    const hidden = this.#heads.slice(this.#widths.length).map(([name]) => name);
    if (hidden.length > 0) notes.push(`… ${count(hidden.length, "more column")}: ${hidden.join(", ")}`);
    return notes.map((note) => `${this.#styled(2, cutToWidth(note, this.#width))}\n`).join("");
  }

  #isNumber(index: number): boolean {
    const kind = this.#fields[index]?.layout.kind;
    return kind === "int" || kind === "float";
  }

  #line(cells: readonly string[]): string {
    const texts = this.#widths.map((width, index) => {
      const cell = cells[index] ?? "";
      const number = this.#isNumber(index);
      // Among several columns a number keeps its digits even where later rows are wider than those first seen.
      const text = number && this.#widths.length > 1 ? cell : cutToWidth(cell, width);
      const blanks = " ".repeat(Math.max(0, width - displayWidth(text)));
      return number ? blanks + text : text + blanks;
    });
    return texts.join(" ".repeat(GAP)).trimEnd();
  }

  #styled(code: 1 | 2, text = ""): string {
    return this.#color && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
