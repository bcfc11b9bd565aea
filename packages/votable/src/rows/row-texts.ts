import { type LineMark, placeOf } from "../bytes/window.ts";
import type { DocumentBuilder } from "../document/builder.ts";
import { checkElement } from "../document/checks.ts";
import type { Reports } from "../document/reports.ts";
import type { StartEvent, XmlEvent, XmlTokenizer } from "../xml/tokenizer.ts";
import { type CellFaults, type RowPlan, rowTooLong } from "./row-source.ts";

/** Reads TABLEDATA rows as XML: any markup that XML allows, at the price of a string for each cell. */
export class RowTexts {
  /** The cells of the last row, references resolved; undefined where a cell is missing. */
  readonly cells: (string | undefined)[] = [];
  /** Where the text of each cell begins. */
  readonly places: LineMark[] = [];
  readonly #tokenizer: XmlTokenizer;
  readonly #builder: DocumentBuilder;
  readonly #reports: Reports;
  readonly #faults: CellFaults;
  readonly #columns: number;
  readonly #maxRowBytes: number;
  /** Where the last row begins. */
  #place: LineMark;

  constructor(tokenizer: XmlTokenizer, builder: DocumentBuilder, reports: Reports, plan: RowPlan) {
    this.#tokenizer = tokenizer;
    this.#builder = builder;
    this.#reports = reports;
    this.#faults = plan.faults;
    this.#columns = plan.fields.length;
    this.#maxRowBytes = plan.maxRowBytes;
    this.#place = tokenizer.window.lineMark;
  }

  /**
   * Reads what comes next in TABLEDATA: `row` (now in `cells`, as many as there are FIELDs), `other` (a comment, white
   * space), or `end`: the end tag has been read.
   */
  async read(row: number): Promise<"row" | "other" | "end"> {
    const event = await this.#next();
    if (event.type === "end") return "end";
    if (event.type === "text") this.#strayText(event.text, event.offset, "TABLEDATA");
    if (event.type !== "start") return "other";
    const local = this.#builder.localName(event.name);
    if (local !== "TR") {
      this.#reports.offset = event.offset;
      if (!this.#faults.lenient) throw this.#reports.error("VOT_STRUCTURE", `<${event.name}> where <TR> is due.`);
      this.#reports.warn("W-ELEMENT-MISPLACED", `${local} in TABLEDATA`, `<${event.name}> where <TR> is due; left out`);
      await this.#skipElement();
      return "other";
    }
    this.#checkAttributes(local, event);
    this.#tokenizer.window.countLinesTo(event.offset);
    this.#place = this.#tokenizer.window.lineMark;
    await this.#readCells(row);
    return "row";
  }

  async #readCells(row: number): Promise<void> {
    this.cells.length = 0;
    this.places.length = 0;
    for (;;) {
      const event = this.#inRow(row, await this.#next());
      if (event.type === "end") break;
      if (event.type === "text") this.#strayText(event.text, event.offset, "TR");
      if (event.type !== "start") continue;
      if (this.#builder.localName(event.name) !== "TD") {
        this.#reports.offset = event.offset;
        if (!this.#faults.lenient) throw this.#reports.error("VOT_STRUCTURE", `<${event.name}> where <TD> is due.`);
        this.#reports.warn("W-ELEMENT-MISPLACED", event.name, `<${event.name}> where <TD> is due; left out`);
        await this.#skipElement(row);
        continue;
      }
      this.#checkAttributes("TD", event);
      this.places.push(this.#here());
      const text = await this.#cellText(row);
      this.cells.push(event.selfClosing ? undefined : text);
    }
    this.#checkCount(row);
  }

  #checkAttributes(local: string, { attributes, offset }: StartEvent): void {
    if (attributes.size === 0) return;
    this.#reports.offset = offset;
    checkElement(local, attributes, this.#builder.version, this.#reports);
  }

  #checkCount(row: number): void {
    const found = this.cells.length;
    const due = this.#columns;
    if (found === due) return;
    this.#faults.row(row, `A row of ${found} cells where there are ${due} FIELDs`, () => placeOf(this.#place));
    this.cells.length = due;
    for (let index = found; index < due; index++) this.places[index] = this.#here();
  }

  #here(): LineMark {
    const { window } = this.#tokenizer;
    window.countLinesTo(window.offset);
    return window.lineMark;
  }

  /** The text of a cell up to its end tag. Elements inside are reported; their text counts. */
  async #cellText(row: number): Promise<string> {
    let text = "";
    let depth = 1;
    for (;;) {
      const event = this.#inRow(row, await this.#next());
      if (event.type === "text") text += event.text;
      else if (event.type === "start") {
        depth++;
        this.#reports.offset = event.offset;
        this.#reports.warn("W-ELEMENT-MISPLACED", "in TD", `<${event.name}> inside a cell; its text is taken`);
      } else if (event.type === "end" && --depth === 0) return text;
    }
  }

  /** `row`: the row that the element is in. */
  async #skipElement(row?: number): Promise<void> {
    for (let depth = 1; depth > 0; ) {
      const next = await this.#next();
      const event = row === undefined ? next : this.#inRow(row, next);
      if (event.type === "start") depth++;
      else if (event.type === "end") depth--;
    }
  }

  #strayText(text: string, offset: number, inside: string): void {
    if (!/[^ \t\r\n]/.test(text)) return;
    // From its first character that is not white space, as written.
    this.#reports.offset = offset + this.#tokenizer.raw.search(/[^ \t\r\n]/);
    this.#reports.warn("W-TEXT", inside, `Text "${text.trim().slice(0, 30)}" inside <${inside}>; ignored`);
  }

  #next(): Promise<XmlEvent> | XmlEvent {
    return this.#tokenizer.next() ?? this.#tokenizer.read();
  }

  /** Every event inside a row passes here: a row without an end is not gathered for ever. */
  #inRow(row: number, event: XmlEvent): XmlEvent {
    if (this.#tokenizer.window.offset - this.#place.offset <= this.#maxRowBytes) return event;
    throw rowTooLong(row, this.#maxRowBytes, placeOf(this.#place));
  }
}
