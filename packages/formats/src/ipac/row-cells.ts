import type { Reports } from "../cells/reports.ts";
import { IpacError } from "./errors.ts";
import type { IpacColumn } from "./header.ts";

const SURROGATE = /[\ud800-\udfff]/;

/**
 * Cuts rows into the texts of their cells, by the places of the bars. What stands below a bar belongs to the value that it
 * touches (`W-IPAC-BAR`); where it touches two, or none, the row does not say whose it is.
 */
export class RowCutter {
  readonly #columns: readonly IpacColumn[];
  readonly #lenient: boolean;
  readonly #reports: Reports;

  constructor(columns: readonly IpacColumn[], lenient: boolean, reports: Reports) {
    this.#columns = columns;
    this.#lenient = lenient;
    this.#reports = reports;
  }

  /**
   * The cells of a row, blanks around them left out.
   * @throws IpacError code IPAC_ROW; leniently a cell of which that cannot be said is empty
   */
  cut(text: string, line: number, row: number): string[] {
    const plain = text.includes("\t") ? this.#withoutTabs(text, line, row) : text;
    const characters = SURROGATE.test(plain) ? Array.from(plain) : plain;
    const cells: string[] = [];
    // A character below a bar that belongs to the cell behind it.
    let carried = this.#below(characters, 0, undefined, line, row) === "right" ? charAt(characters, 0) : "";
    let torn = false;
    for (const [index, column] of this.#columns.entries()) {
      const { start, end } = column;
      const side = this.#below(characters, end, column, line, row);
      const last = index === this.#columns.length - 1;
      const stop = side === "left" ? (last ? characters.length : end + 1) : end;
      const cell = carried + between(characters, start, stop);
      cells.push(torn || side === "torn" ? "" : trimmed(cell));
      carried = side === "right" ? charAt(characters, end) : "";
      torn = side === "torn";
    }
    const end = this.#columns.at(-1)?.end ?? 0;
    const behind = carried + between(characters, end + 1, characters.length);
    const taken = isFilled(characters, end) && isFilled(characters, end - 1);
    if (!taken && trimmed(behind) !== "")
      this.#refuse(`"${trimmed(behind).slice(0, 40)}" stands behind the last column`, line, row);
    return cells;
  }

  /** To which side what is below a bar belongs; undefined for nothing there. */
  #below(
    characters: string | readonly string[],
    at: number,
    column: IpacColumn | undefined,
    line: number,
    row: number,
  ): "left" | "right" | "torn" | undefined {
    if (!isFilled(characters, at)) return undefined;
    const left = column !== undefined && isFilled(characters, at - 1);
    const right = isFilled(characters, at + 1);
    const last = column === this.#columns.at(-1);
    if (left !== right || (left && last)) {
      this.#reports.add(
        "W-IPAC-BAR",
        "",
        `Row ${row} (line ${line}) has data below a bar; taken to the value that it touches`,
        line,
      );
      return left ? "left" : "right";
    }
    const where = column === undefined ? "the first bar" : `the bar behind column "${column.name}"`;
    this.#refuse(`what stands below ${where} may belong to either side`, line, row);
    return "torn";
  }

  #withoutTabs(text: string, line: number, row: number): string {
    this.#refuse("it has a tab, and places in it cannot be told", line, row);
    return text.replaceAll("\t", " ");
  }

  #refuse(what: string, line: number, row: number): void {
    const message = `Row ${row} (line ${line}) does not keep to its columns: ${what}`;
    if (!this.#lenient) throw new IpacError("IPAC_ROW", `${message}.`, { line, row });
    this.#reports.add("E-ROW", "", `${message}; left out`, line);
  }
}

function isFilled(characters: string | readonly string[], at: number): boolean {
  return at < characters.length && characters[at] !== " ";
}

function charAt(characters: string | readonly string[], at: number): string {
  return characters[at] ?? "";
}

function between(characters: string | readonly string[], start: number, end: number): string {
  const part = characters.slice(start, end);
  return typeof part === "string" ? part : part.join("");
}

/** Without blanks at the ends; other white space is content. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) === 0x20) end--;
  return text.slice(start, end);
}
