import { type Column, type ColumnBatch, createColumnWriter, type Field, takeValues } from "@armillary/columns";
import type { StreamSummary, TableStream } from "@armillary/formats";
import type { NumberedTarget } from "@armillary/scs";
import type { SearchKind } from "../../archives/profile.ts";
import { commonFields, type MergedRow } from "../../merge/common-columns.ts";
import { Duplicates } from "../../merge/duplicates.ts";
import { nullColumn } from "../../merge/null-column.ts";
import { RowMerger } from "../../merge/row-merger.ts";
import { mergedRow } from "../kept-rows.ts";
import { whicheverNext } from "../whichever-next.ts";
import { fitColumns } from "./fit-columns.ts";
import type { ManyLedger } from "./many-ledger.ts";
import { targetFields } from "./read-targets.ts";
import type { ServiceRun } from "./service-run.ts";
import { hasFailed, type TargetAnswer, type TargetFind, type TargetReply } from "./target-reply.ts";

/** How replies become rows. */
export interface MergeOptions {
  readonly kind: SearchKind;
  readonly find: TargetFind;
  readonly onError: "abort" | "ignore";
  readonly commonOnly: boolean;
  readonly onProgress: (progress: { readonly replies: number; readonly rows: number }) => void;
}

/** Replies of several services about many targets, as one table. */
export class MergedTargets implements TableStream {
  readonly fields: readonly Field[];
  readonly metadata: TableStream["metadata"] = { params: [], infos: [] };
  readonly summary: Promise<StreamSummary>;
  readonly #runs: readonly ServiceRun[];
  readonly #options: MergeOptions;
  readonly #ledger: ManyLedger;
  readonly #merger: RowMerger;
  /** Of targets that not all services were asked about: the same within a target alone. */
  readonly #duplicates = new Map<number, { readonly seen: Duplicates; replies: number }>();
  readonly #withRows = new Set<number>();
  #settle: (summary: StreamSummary) => void = () => undefined;
  #rows = 0;
  #replies = 0;

  /** @param fields - the targets' own columns */
  constructor(fields: readonly Field[], runs: readonly ServiceRun[], options: MergeOptions, ledger: ManyLedger) {
    this.#runs = runs;
    this.#options = options;
    this.#ledger = ledger;
    const parts = runs.map((run) => ({ label: run.ask?.archive ?? "", fields: this.#fieldsOf(run) }));
    const taken = [...commonFields(options.kind), ...parts.flatMap((part) => part.fields)].map(({ name }) => name);
    this.#merger = new RowMerger(options.kind, parts, targetFields(fields, taken));
    this.fields = this.#merger.fields;
    this.summary = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Targets that have rows by now. */
  get matched(): number {
    return this.#withRows.size;
  }

  /** Rows of whichever service has some, next. */
  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    try {
      for await (const [run, reply] of whicheverNext(this.#runs, (each) => each.next())) {
        if (reply === undefined) {
          if (run.isDone) this.#ledger.finished(run.index);
          else this.#ledger.left(run.index);
          continue;
        }
        yield* this.#give(run, reply);
        this.#replies++;
        this.#options.onProgress({ replies: this.#replies, rows: this.#rows });
      }
    } finally {
      for (const run of this.#runs) this.#ledger.left(run.index);
      const isCut = this.#ledger.entries.some(({ status }) => status === "OVERFLOW");
      this.#settle({ status: isCut ? "OVERFLOW" : "OK", rows: this.#rows, bytesRead: 0, diagnostics: [] });
    }
  }

  async close(): Promise<void> {
    for (const run of this.#runs) this.#ledger.left(run.index);
  }

  *#give(run: ServiceRun, came: TargetReply): Generator<ColumnBatch, void, void> {
    const reply = this.#fitted(run, came);
    this.#ledger.replied(run.index, reply);
    const seen = this.#seenOf(reply.target.index);
    if (hasFailed(reply)) {
      if (this.#options.onError === "abort") throw reply.failure;
      return;
    }
    if (reply.rows > 0) this.#withRows.add(reply.target.index);
    else if (this.#options.find === "each") yield this.#withoutMatch(run, reply.target);
    for (const { batch, rows } of reply.parts) {
      const { ask } = run;
      if (ask === undefined) continue;
      const merged = rows.map((row) => mergedRow(ask, row, reply.target, seen.add(this.#rows++, run.index, row)));
      yield this.#merge(run, reply.target, batch, merged);
    }
  }

  /** A row of the target and the service alone. */
  #withoutMatch(run: ServiceRun, target: NumberedTarget): ColumnBatch {
    this.#rows++;
    const { archive = "", url: service = "", collection } = run.ask ?? {};
    const row: MergedRow = { archive, service, ...(collection === undefined ? {} : { collection }) };
    const columns = this.#fieldsOf(run).map(({ layout }) => nullColumn(layout, 1));
    return this.#merge(run, target, { rows: 1, columns }, [row]);
  }

  #merge(run: ServiceRun, target: NumberedTarget, batch: ColumnBatch, rows: readonly MergedRow[]): ColumnBatch {
    return this.#merger.merge(this.#runs.indexOf(run), batch, rows, targetColumns(target, batch.rows));
  }

  /** The reply with the columns that the table has of its service; a failure where they do not fit. */
  #fitted(run: ServiceRun, reply: TargetReply): TargetReply {
    if (hasFailed(reply)) return reply;
    const wanted = this.#fieldsOf(run);
    // No columns of its own are given: because they are not wanted, or for it was not known in time what they are.
    if (wanted.length === 0) {
      return {
        ...reply,
        parts: reply.parts.map(({ batch, rows }) => ({ rows, batch: { rows: batch.rows, columns: [] } })),
      };
    }
    const parts: TargetAnswer["parts"][number][] = [];
    for (const { batch, rows } of reply.parts) {
      const fitted = fitColumns(wanted, reply.fields, batch);
      if (fitted === undefined) {
        const failure = new TypeError("The columns of its answer are others than those of its answers before.");
        return { target: reply.target, failure, isTimeout: false };
      }
      parts.push({ batch: fitted, rows });
    }
    return { ...reply, parts };
  }

  #fieldsOf(run: ServiceRun): readonly Field[] {
    return this.#options.commonOnly ? [] : (run.fields ?? []);
  }

  #seenOf(target: number): Duplicates {
    const known = this.#duplicates.get(target) ?? { seen: new Duplicates(this.#options.kind), replies: 0 };
    known.replies++;
    if (known.replies === this.#runs.length) this.#duplicates.delete(target);
    else this.#duplicates.set(target, known);
    return known.seen;
  }
}

/** Number and columns of a target, for so many rows. */
function targetColumns({ index, batch, row }: NumberedTarget, rows: number): readonly Column[] {
  const number = createColumnWriter({ kind: "int", bits: 64, signed: true });
  for (let count = 0; count < rows; count++) number.append(BigInt(index));
  const places = new Int32Array(rows).fill(row);
  return [number.take(), ...batch.columns.map((column) => takeValues(column, places))];
}
