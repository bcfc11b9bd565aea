import type { FederatedPlan, StepOutcome } from "@armillary/federation";
import type { Io } from "../io.ts";
import { openSink, type Sink } from "../sink.ts";

/** What became of each archive of a query, as JSON in a file. */
export class QueryLedger {
  readonly #query: string;
  readonly #sink: Sink;
  readonly #steps = new Map<string, StepOutcome>();
  readonly #startedMs: number = performance.now();
  #plan: FederatedPlan | undefined;

  constructor(query: string, sink: Sink) {
    this.#query = query;
    this.#sink = sink;
  }

  /** @throws CommandError for a file that cannot be written */
  static async open(query: string, file: string, io: Io): Promise<QueryLedger> {
    return new QueryLedger(query, await openSink(file, io));
  }

  onPlan(plan: FederatedPlan): void {
    this.#plan = plan;
  }

  onStep(step: StepOutcome): void {
    this.#steps.set(step.id, step);
  }

  /** Writes it, once, unless nobody was to be asked yet. */
  async write(outcome: { readonly status: string; readonly rows?: number; readonly message?: string }): Promise<void> {
    const plan = this.#plan;
    if (plan === undefined) return;
    this.#plan = undefined;
    const archives = plan.steps.map(({ id, member, url, adql, uploads }) => {
      const { status = "WAITING", rows = 0, elapsedMs = 0, message } = this.#steps.get(id) ?? {};
      return { id, archive: member ?? "here", url, adql, uploads, status, rows, elapsedMs, message };
    });
    const elapsedMs = performance.now() - this.#startedMs;
    const document = { kind: "query", query: this.#query, ...outcome, elapsedMs, here: plan.here, archives };
    await this.#sink.write(Buffer.from(`${JSON.stringify(document)}\n`));
    await this.#sink.commit();
  }

  /** Leaves nothing of what was not written. */
  discard(): Promise<void> {
    return this.#sink.discard();
  }
}
