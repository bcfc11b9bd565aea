import {
  type CellValue,
  type Column,
  type ColumnBatch,
  type ColumnWriter,
  createColumnWriter,
  type Field,
} from "@armillary/columns";
import { type LineMark, placeOf } from "../bytes/window.ts";
import type { CellWarning } from "../cells/report.ts";
import { createTextDecoder, type TextCellDecoder } from "../cells/text.ts";
import type { XmlTokenizer } from "../xml/tokenizer.ts";
import { HeldFailure } from "./held-failure.ts";
import type { RowPlan, RowSource } from "./row-source.ts";
import type { RowTexts } from "./row-texts.ts";

interface WantedColumn {
  readonly index: number;
  readonly field: Field;
  readonly decoder: TextCellDecoder;
  readonly writer: ColumnWriter;
}

/** TABLEDATA in plain TypeScript: complete, and the measure of the kernel's path. */
export class TableDataRows implements RowSource {
  readonly #tokenizer: XmlTokenizer;
  readonly #texts: RowTexts;
  readonly #plan: RowPlan;
  readonly #held = new HeldFailure();
  /** In the order of the document, each once. */
  #columns: readonly WantedColumn[];
  #row = 0;
  #ended = false;
  #skipped = false;

  constructor(tokenizer: XmlTokenizer, texts: RowTexts, plan: RowPlan) {
    this.#tokenizer = tokenizer;
    this.#texts = texts;
    this.#plan = plan;
    this.#columns = [...new Set(plan.wanted)]
      .sort((a, b) => a - b)
      .map((index) => {
        const field = plan.fields[index] as Field;
        const arraysize = plan.arraysizes[index] ?? { fixed: [], variable: false };
        return {
          index,
          field,
          decoder: createTextDecoder(field, arraysize, { charUnit: plan.charUnit }),
          writer: createColumnWriter(field.layout),
        };
      });
  }

  async next(): Promise<ColumnBatch | undefined> {
    this.#held.release();
    const { limits } = this.#plan;
    const window = this.#tokenizer.window;
    // A batch without a row is none, however much stands between the rows.
    const from = window.offset;
    let rows = 0;
    try {
      while (!this.#ended && rows < limits.rows && (rows === 0 || window.offset - from < limits.bytes)) {
        const what = await this.#texts.read(this.#row);
        if (what === "end") this.#ended = true;
        if (what !== "row") continue;
        this.#decodeRow();
        rows++;
        this.#row++;
      }
    } catch (failure) {
      this.#held.hold(failure, rows);
    }
    limits.grow();
    if (rows === 0) return undefined;
    const taken = new Map(this.#columns.map(({ index, writer }) => [index, writer.take()]));
    return { rows, columns: this.#skipped ? [] : this.#plan.wanted.map((index) => taken.get(index) as Column) };
  }

  skip(): void {
    this.#skipped = true;
    this.#columns = [];
  }

  /** The row is taken whole or, when a cell of it does not decode, not at all. */
  #decodeRow(): void {
    const values = this.#columns.map((column) => this.#decodeCell(column));
    for (const [index, { writer }] of this.#columns.entries()) writer.append(values[index] ?? null);
  }

  #decodeCell({ index, field, decoder }: WantedColumn): CellValue {
    const { faults, checks } = this.#plan;
    const text = this.#texts.cells[index];
    const place = () => placeOf(this.#texts.places[index] as LineMark);
    const warn = (warning: CellWarning | undefined) => {
      if (warning !== undefined) faults.warn(field, this.#row, warning, place);
    };
    warn(checks.ofText(field, text));
    if (text === undefined) return null;
    const value = decoder.decode(text);
    if (value === undefined) {
      faults.cell(field, this.#row, text, decoder.report.reason, place);
      return null;
    }
    warn(decoder.report.warning);
    warn(checks.ofValue(field, value, decoder.report.warning));
    return value;
  }
}
