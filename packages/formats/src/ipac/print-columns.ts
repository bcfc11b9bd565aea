import { type Column, createColumnWriter, type Field, isValid, type Utf8Column, valueAt } from "@armillary/columns";
import type { Reports } from "../cells/reports.ts";
import { printJson } from "../text/json-text.ts";
import type { IpacType } from "./header.ts";

/** How a column is called in an IPAC table. */
export function ipacTypeOf({ layout, datatype }: Field): IpacType {
  switch (layout.kind) {
    case "bool":
      return datatype === "bit" ? "int" : "char";
    case "int":
      if (layout.bits === 64) return layout.signed ? "long" : "char";
      return layout.bits === 32 && !layout.signed ? "long" : "int";
    case "float":
      return layout.bits === 32 ? "float" : "double";
    default:
      return "char";
  }
}

/** What must not be in a cell: it would end the line, or have a width of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\0-\x1f\x7f]/g;

const NOT_ASCII = /[^\0-\x7f]/;

/** Prints the values of one column, and takes note of how wide they are and what they cannot be told from. */
export class ColumnPrinter {
  readonly type: IpacType;
  readonly right: boolean;
  /** Characters of the widest cell so far. */
  width = 0;
  readonly #field: Field;
  readonly #reports: Reports;
  /** Texts of the column that might be taken for nulls: `null`, `null1`, … */
  readonly #nullLike = new Set<string>();

  constructor(field: Field, reports: Reports) {
    this.type = ipacTypeOf(field);
    this.right = this.type !== "char";
    this.#field = field;
    this.#reports = reports;
    const { layout } = field;
    if (this.type === "char" && layout.kind !== "utf8") {
      const as = layout.kind === "list" || layout.kind === "fixed" ? "JSON" : "text";
      reports.add(
        "W-IPAC-TYPE",
        field.name,
        `Column "${field.name}" is written as ${as}: IPAC tables have no such type`,
      );
    }
  }

  /** The text that stands for a null of this column, and for nothing else in it. */
  get nullText(): string {
    let text = "null";
    for (let count = 1; this.#nullLike.has(text); count++) text = `null${count}`;
    return text;
  }

  /** Whether the values are numbers or truth values, which print alike everywhere. */
  get plain(): boolean {
    const { kind } = this.#field.layout;
    return kind === "bool" || kind === "int" || kind === "float";
  }

  /** Takes note of a plain column as it was printed. */
  note(column: Utf8Column): void {
    for (let row = 0; row < column.length; row++) {
      this.width = Math.max(this.width, (column.offsets[row + 1] ?? 0) - (column.offsets[row] ?? 0));
    }
  }

  /** A column of strings or lists as text, nulls being null. */
  print(column: Column): Column {
    const writer = createColumnWriter({ kind: "utf8" });
    const bit = this.#field.datatype === "bit";
    for (let row = 0; row < column.length; row++) {
      if (!isValid(column.validity, row)) {
        writer.append(null);
        continue;
      }
      const text = this.#text(column, row, bit);
      this.width = Math.max(this.width, widthOf(text));
      // A row of nothing but blanks would be none.
      writer.append(text === "" ? null : text);
    }
    return writer.take();
  }

  #text(column: Column, row: number, bit: boolean): string {
    return this.#clean(column.kind === "utf8" ? (valueAt(column, row) as string) : printJson(column, row, bit));
  }

  /** A string as a cell can have it; what it loses is reported. */
  #clean(text: string): string {
    const { name } = this.#field;
    const line = text.replace(CONTROLS, " ");
    if (NOT_ASCII.test(line)) {
      this.#reports.add(
        "W-IPAC-NOT-ASCII",
        name,
        `Column "${name}": readers that count bytes misplace what is not ASCII`,
      );
    }
    if (line !== text) {
      this.#reports.add(
        "W-IPAC-TEXT",
        name,
        `Column "${name}": blanks are written for line ends, tabs and other control characters`,
      );
    }
    const bare = line.replace(/^ +| +$/g, "");
    if (bare === "") {
      this.#reports.add(
        "W-IPAC-EMPTY",
        name,
        `Column "${name}": a string of nothing, or of blanks, is written as a null`,
      );
    } else if (bare !== line) {
      this.#reports.add("W-IPAC-BLANKS", name, `Column "${name}": blanks at the ends of strings are lost`);
    }
    if (/^null\d*$/.test(bare)) this.#nullLike.add(bare);
    return bare;
  }
}

/** Characters: places in a line. */
export function widthOf(text: string): number {
  let width = text.length;
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) width--;
  return width;
}
