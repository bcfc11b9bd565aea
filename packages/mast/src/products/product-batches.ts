import { type Column, type ColumnBatch, type Field, takeRows, valueAt } from "@armillary/columns";
import { isDalError } from "@armillary/dali";
import { SeenTexts } from "@armillary/dali/download";
import { createBatchStream, type TableStream } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import { MastError } from "../errors.ts";
import { findColumn, type RowTest } from "../filters/match.ts";
import type { JsonColumn } from "../json/json-column.ts";
import type { ColumnsConfig } from "../mashup/columns-config.ts";
import { type InvokeOptions, invokeMashup, type MashupProgress, type MashupResult } from "../mashup/invoke.ts";
import type { MastSession } from "../session/session.ts";

/** What holds for each question. */
type AskOptions = Pick<InvokeOptions, "signal" | "deadline" | "timeoutMs" | "pageTimeoutMs" | "lenient" | "pageSize">;

export interface BatchesOptions extends AskOptions {
  readonly batchSize?: number;
  readonly parallel?: number;
  readonly config: ColumnsConfig;
  readonly unique: boolean;
  readonly partial: boolean;
  /** Makes the test of the rows that are wanted, once the columns are known. */
  readonly chooseBy: (fields: readonly Field[]) => RowTest;
  readonly onProgress: (phase: MashupProgress["phase"], observations: number, products: number) => void;
}

const BATCH_OBSERVATIONS = 500;
const PARALLEL = 2;
const PAGE_ROWS = 10_000;
const LONGEST_MESSAGE_OBSIDS = 5;

/** Rows that were given: observations with the URIs of their files. */
type GivenRows = Pick<SeenTexts, "has" | "size" | "clone">;

/** A question for some observations, under way. */
interface Asked {
  readonly obsids: readonly string[];
  readonly answer: Promise<MashupResult>;
  /** What an attempt that failed gave before: it does not come again. */
  readonly given: GivenRows;
}

/** The products of observations, batch after batch, a few of which are asked for at a time. */
export class ProductBatches {
  url = "";
  bytes = 0;
  /** Products that MAST sent. */
  sent = 0;
  repeated = 0;
  readonly failed: { readonly obsid: string; readonly failure: unknown }[] = [];
  readonly notes: string[] = [];
  readonly #session: MastSession;
  readonly #options: BatchesOptions;
  /** What is not asked for yet. */
  readonly #waiting: { readonly obsids: readonly string[]; readonly given: GivenRows }[];
  readonly #asked: Asked[] = [];
  readonly #seen = new SeenTexts();
  readonly #diagnostics: Diagnostic[] = [];
  #cameAs: readonly JsonColumn[] | undefined;
  #observations = 0;
  #isClosed = false;

  constructor(session: MastSession, obsids: readonly string[], options: BatchesOptions) {
    this.#session = session;
    this.#options = options;
    const size = Math.max(1, Math.floor(options.batchSize ?? BATCH_OBSERVATIONS));
    this.#waiting = Array.from({ length: Math.ceil(obsids.length / size) }, (_, index) => ({
      obsids: obsids.slice(index * size, (index + 1) * size),
      given: NONE,
    }));
  }

  /** Resolves when the columns are known. @throws as `invokeMashup` where no observation could be had */
  async open(): Promise<TableStream> {
    // The columns of the first batch are those of all: the others wait for them.
    const first = await this.#openNext(1);
    if (first === undefined) throw this.failed[0]?.failure;
    const { fields } = first.answer;
    this.url = first.answer.url;
    this.#cameAs = first.answer.cameAs;
    const choose = this.#options.chooseBy(fields);
    return createBatchStream({
      fields,
      metadata: { params: [], infos: [] },
      read: () => this.#read(first, choose),
      conclude: (rows) => ({ status: "OK", rows, bytesRead: this.bytes, diagnostics: this.#diagnostics }),
      close: () => this.#close(),
    });
  }

  async *#read(first: Opened, choose: RowTest): AsyncGenerator<ColumnBatch, void, void> {
    const { parallel = PARALLEL, partial } = this.#options;
    let current: Opened | undefined = first;
    try {
      while (current !== undefined) {
        this.#askAhead(Math.max(1, Math.floor(parallel)) - 1);
        yield* this.#rowsOf(current, choose);
        current = await this.#openNext(Math.max(1, Math.floor(parallel)));
      }
      this.#options.onProgress("DONE", this.#observations, this.sent);
      if (this.failed.length > 0 && !partial) throw this.#wanting();
    } finally {
      await this.#close();
    }
  }

  /** The rows of one question; where it breaks off, what is left of it is put first in line, in halves. */
  async *#rowsOf({ asked, answer }: Opened, choose: RowTest): AsyncGenerator<ColumnBatch, void, void> {
    const isLong = answer.rowsTotal !== undefined && answer.rowsTotal > (this.#options.pageSize ?? PAGE_ROWS);
    const isRemembered = isLong || asked.given.size > 0;
    const given = asked.given.clone();
    const key = keyOf(answer.fields);
    try {
      for await (const batch of answer.batches()) {
        const kept: number[] = [];
        for (let row = 0; row < batch.rows; row++) {
          const uri = key.uri(batch, row);
          if (isRemembered) {
            const id = `${key.obsid(batch, row)} ${uri}`;
            if (asked.given.has(id)) continue;
            given.add(id);
          }
          this.sent++;
          if (choose(batch, row) && this.#isNew(uri)) kept.push(row);
        }
        if (kept.length > 0) yield kept.length === batch.rows ? batch : takeRows(batch, Int32Array.from(kept));
      }
      this.#observations += asked.obsids.length;
      const { bytesRead, diagnostics, notes, suspect } = await answer.summary;
      this.bytes += bytesRead;
      this.#diagnostics.push(...diagnostics);
      this.notes.push(...notes);
      if (suspect) this.notes.push(`Of ${name(asked.obsids)} fewer products came than MAST counted.`);
      this.#options.onProgress("RECEIVING", this.#observations, this.sent);
    } catch (failure) {
      if (!this.#halve({ ...asked, given }, failure)) throw failure;
    }
  }

  #isNew(uri: string): boolean {
    if (!this.#options.unique || uri === "") return true;
    if (this.#seen.add(uri)) return true;
    this.repeated++;
    return false;
  }

  /** The next question whose first page is there; undefined where none is left. */
  async #openNext(parallel: number): Promise<Opened | undefined> {
    for (;;) {
      this.#askAhead(parallel);
      const asked = this.#asked.shift();
      if (asked === undefined) return undefined;
      try {
        return { asked, answer: await asked.answer };
      } catch (failure) {
        if (!this.#halve(asked, failure)) throw failure;
      }
    }
  }

  #askAhead(most: number): void {
    while (!this.#isClosed && this.#asked.length < most) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const answer = this.#ask(next.obsids);
      // Whoever comes to it hears of a failure.
      answer.catch(() => undefined);
      this.#asked.push({ ...next, answer });
    }
  }

  #ask(obsids: readonly string[]): Promise<MashupResult> {
    const { signal, deadline, timeoutMs, pageTimeoutMs, lenient, config, pageSize = PAGE_ROWS } = this.#options;
    return invokeMashup(
      this.#session,
      {
        service: "Mast.Caom.Products",
        params: { obsid: obsids.join(",") },
        columnsConfig: config,
        pageSize,
        ...(signal === undefined ? {} : { signal }),
        ...(deadline === undefined ? {} : { deadline }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(pageTimeoutMs === undefined ? {} : { pageTimeoutMs }),
        ...(lenient === undefined ? {} : { lenient }),
        onProgress: ({ phase, rows }) => {
          if (phase === "WAITING") this.#options.onProgress(phase, this.#observations, this.sent + rows);
        },
      },
      this.#cameAs,
    );
  }

  /**
   * Puts a question that failed first in line again, in halves; one observation that fails alone is given up. False for failures that
   * no smaller question mends: the caller's own, a refused token, a cell that cannot be read.
   */
  #halve({ obsids, given }: Pick<Asked, "obsids" | "given">, failure: unknown): boolean {
    if (!isMended(failure, this.#options)) return false;
    if (obsids.length === 1) {
      this.failed.push({ obsid: obsids[0] as string, failure });
      return true;
    }
    const middle = Math.ceil(obsids.length / 2);
    this.#waiting.unshift({ obsids: obsids.slice(0, middle), given }, { obsids: obsids.slice(middle), given });
    // What was asked ahead comes behind the halves: the order of the observations is kept.
    const ahead = this.#asked.splice(0);
    const halves = this.#waiting.splice(0, 2);
    for (const half of halves) {
      const answer = this.#ask(half.obsids);
      answer.catch(() => undefined);
      this.#asked.push({ ...half, answer });
    }
    this.#asked.push(...ahead);
    return true;
  }

  #wanting(): MastError {
    const obsids = this.failed.map(({ obsid }) => obsid);
    const [{ failure: cause } = { failure: undefined }] = this.failed;
    const why = cause instanceof Error ? ` The first failed so: ${cause.message}` : "";
    return new MastError(
      "MAST_PRODUCTS",
      `The products of ${name(obsids)} could not be had; those of the other ${this.#observations} observations came. Asked for again they may come.${why}`,
      isDalError(cause) ? cause.failure : {},
      { obsids, cause },
    );
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    this.#waiting.length = 0;
    const open = this.#asked.splice(0);
    await Promise.all(open.map(({ answer }) => answer.then((result) => result.close()).catch(() => undefined)));
  }
}

const NONE: GivenRows = new SeenTexts();

interface Opened {
  readonly asked: Asked;
  readonly answer: MashupResult;
}

/** A smaller question may do where MAST took too long, broke off, or had an error of its own. */
function isMended(failure: unknown, { signal, deadline }: AskOptions): boolean {
  if (!isDalError(failure) || signal?.aborted === true || deadline?.isOver === true) return false;
  const { code } = failure;
  if (failure.failure.isUnreachable === true) return false;
  return code === "DAL_TIMEOUT" || code === "DAL_NETWORK" || code === "DAL_HTTP" || code === "DAL_QUERY_ERROR";
}

function name(obsids: readonly string[]): string {
  const shown = obsids.slice(0, LONGEST_MESSAGE_OBSIDS).join(", ");
  const more = obsids.length - LONGEST_MESSAGE_OBSIDS;
  return `${obsids.length === 1 ? "observation" : "observations"} ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What tells one row from the others: the observation it was asked for with, and its file. Empty text for a null. */
function keyOf(
  fields: readonly Field[],
): Readonly<Record<"obsid" | "uri", (batch: ColumnBatch, row: number) => string>> {
  const textIn = (name: string) => {
    const index = findColumn(name, fields);
    return ({ columns }: ColumnBatch, row: number): string => String(valueAt(columns[index] as Column, row) ?? "");
  };
  return { obsid: textIn("obsID"), uri: textIn("dataURI") };
}
