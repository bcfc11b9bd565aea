import { type ColumnBatch, type Field, sameLayout, widenColumn } from "@armillary/columns";
import type { Diagnostic } from "@armillary/votable";
import { commonField } from "./common-field.ts";
import { FormatError } from "./errors.ts";
import type { StreamSummary, TableStream } from "./table-stream.ts";

/** One of several tables that are to become one. */
export interface TablePart {
  /** For messages: the name of the file, the URL. */
  readonly label: string;
  /** Opens the table; called again, unless it `waits`, when its rows are due. */
  open(): Promise<TableStream>;
  /**
   * Whether the table may stay open from when its columns are looked at until its rows are due: a pipe must, a connection
   * to a service would be given up. By default it is closed and opened anew.
   */
  readonly waits?: boolean;
}

/**
 * The rows of several tables as one table, each read when the one before it has ended.
 *
 * All have columns of the same names, in the same order or, where no name repeats, in any. Types that differ become the
 * narrowest that has every value of all exactly: `int` and `long` `long`, `int` and `double` `double`, arrays of different
 * lengths arrays of any. All else that is said of the table and its columns is what the first says; an attribute on which two
 * disagree in a way that changes what the values mean (unit, xtype) is an error. The status is the worst of all,
 * diagnostics have the label of their part in front.
 * @throws FormatError code FORMAT_COLUMNS naming the part and the column; whatever the parts throw
 */
export async function concatenateTables(parts: readonly TablePart[]): Promise<TableStream> {
  const [first] = parts;
  if (first === undefined) throw new TypeError("There is nothing to concatenate.");
  if (parts.length === 1) return first.open();
  const waiting = new Map<TablePart, TableStream>();
  const seen = new Map<TablePart, SeenColumns>();
  try {
    const table = await first.open();
    waiting.set(first, table);
    let { fields } = table;
    seen.set(first, { fields, order: fields.map((_, index) => index) });
    for (const part of parts.slice(1)) {
      const other = await part.open();
      if (part.waits === true) waiting.set(part, other);
      else await other.close();
      const order = orderOf(fields, other.fields, first.label, part.label);
      fields = fields.map((field, index) =>
        commonField(field, other.fields[order[index] as number] as Field, part.label),
      );
      seen.set(part, { fields: other.fields, order });
    }
    return new ConcatenatedTable(parts, fields, table, waiting, seen);
  } catch (failure) {
    for (const table of waiting.values()) await table.close();
    throw failure;
  }
}

/** The columns of a part when it was looked at, and for each column of the whole the place among them. */
interface SeenColumns {
  readonly fields: readonly Field[];
  readonly order: readonly number[];
}

/** For each of `fields` the place of its counterpart among `others`. */
function orderOf(fields: readonly Field[], others: readonly Field[], label: string, otherLabel: string): number[] {
  const names = fields.map(({ name }) => name);
  const otherNames = others.map(({ name }) => name);
  if (names.length === otherNames.length && names.every((name, index) => name === otherNames[index])) {
    return names.map((_, index) => index);
  }
  const missing = names.find((name) => !otherNames.includes(name));
  const spare = otherNames.find((name) => !names.includes(name));
  const repeated = names.find((name, index) => names.indexOf(name) !== index || others.length !== names.length);
  const what =
    missing !== undefined
      ? `has no column "${missing}", which ${label} has`
      : spare !== undefined
        ? `has a column "${spare}", which ${label} has not`
        : repeated !== undefined
          ? `has other columns by the name of "${repeated}" than ${label}`
          : undefined;
  if (what !== undefined) {
    const advice = "Only tables with the same columns can follow one another: choose those that all have.";
    throw new FormatError("FORMAT_COLUMNS", `${otherLabel} ${what}. ${advice}`);
  }
  return names.map((name) => otherNames.indexOf(name));
}

const SEVERITY = { OK: 0, OVERFLOW: 1, ERROR: 2 } as const;

class ConcatenatedTable implements TableStream {
  readonly fields: readonly Field[];
  readonly #parts: readonly TablePart[];
  readonly #first: TableStream;
  readonly #waiting: Map<TablePart, TableStream>;
  readonly #seen: ReadonlyMap<TablePart, SeenColumns>;
  readonly #summaries: StreamSummary[] = [];
  #current: TableStream | undefined;
  #closed = false;
  #started = false;
  #failure: { readonly cause: unknown } | undefined;
  #skimming: Promise<void> | undefined;

  constructor(
    parts: readonly TablePart[],
    fields: readonly Field[],
    first: TableStream,
    waiting: Map<TablePart, TableStream>,
    seen: ReadonlyMap<TablePart, SeenColumns>,
  ) {
    this.#parts = parts;
    this.fields = fields;
    this.#first = first;
    this.#waiting = waiting;
    this.#seen = seen;
  }

  get metadata(): TableStream["metadata"] {
    return this.#first.metadata;
  }

  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    if (this.#started) throw new TypeError("The rows of a table are read once.");
    this.#started = true;
    let whole = false;
    try {
      for (const part of this.#parts) {
        if (this.#closed) return;
        const table = await this.#open(part);
        const order = this.#orderOf(part, table);
        for await (const batch of table.batches()) yield this.#fitted(batch, order);
        this.#add(await table.summary, part);
        await table.close();
      }
      whole = true;
    } catch (cause) {
      this.#failure = { cause };
      throw cause;
    } finally {
      if (!whole) await this.close();
    }
  }

  /** Tells of all parts without their rows, which some formats count without reading them. */
  async #skim(): Promise<void> {
    this.#started = true;
    try {
      for (const part of this.#parts) {
        const table = await this.#open(part);
        this.#orderOf(part, table);
        this.#add(await table.summary, part);
        await table.close();
      }
    } finally {
      await this.close();
    }
  }

  async #open(part: TablePart): Promise<TableStream> {
    const table = this.#waiting.get(part) ?? (await part.open());
    this.#waiting.delete(part);
    this.#current = table;
    return table;
  }

  #add(summary: StreamSummary, { label }: TablePart): void {
    this.#summaries.push({ ...summary, diagnostics: summary.diagnostics.map((one) => labelled(one, label)) });
  }

  #orderOf(part: TablePart, { fields }: TableStream): readonly number[] {
    const seen = this.#seen.get(part);
    const same =
      seen?.fields.length === fields.length &&
      seen.fields.every(({ name, layout }, index) => {
        const field = fields[index];
        return field !== undefined && field.name === name && sameLayout(field.layout, layout);
      });
    if (same) return seen.order;
    throw new FormatError(
      "FORMAT_COLUMNS",
      `The columns of ${part.label} changed while the tables before it were read.`,
    );
  }

  #fitted({ rows, columns }: ColumnBatch, order: readonly number[]): ColumnBatch {
    const fitted = this.fields.map(({ layout }, index) => {
      const column = columns[order[index] as number];
      if (column === undefined) throw new TypeError(`a batch lacks column ${index}`);
      return widenColumn(column, layout);
    });
    return { rows, columns: fitted };
  }

  get summary(): Promise<StreamSummary> {
    return this.#summarize();
  }

  async #summarize(): Promise<StreamSummary> {
    if (!this.#started && !this.#closed) this.#skimming = this.#skim();
    await this.#skimming;
    if (this.#failure !== undefined) throw this.#failure.cause;
    const worst = this.#summaries.reduce<StreamSummary | undefined>(
      (worse, next) => (worse !== undefined && SEVERITY[worse.status] >= SEVERITY[next.status] ? worse : next),
      undefined,
    );
    const sum = (key: "rows" | "bytesRead"): number => this.#summaries.reduce((total, each) => total + each[key], 0);
    return {
      status: worst?.status ?? "OK",
      ...(worst?.message === undefined ? {} : { message: worst.message }),
      rows: sum("rows"),
      bytesRead: sum("bytesRead"),
      diagnostics: this.#summaries.flatMap(({ diagnostics }) => diagnostics),
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const open = [...this.#waiting.values()];
    this.#waiting.clear();
    await this.#current?.close();
    for (const table of open) await table.close();
  }
}

function labelled(diagnostic: Diagnostic, label: string): Diagnostic {
  return { ...diagnostic, message: `${label}: ${diagnostic.message}` };
}
