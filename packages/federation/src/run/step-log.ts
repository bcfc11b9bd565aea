import type { PlanStep } from "../plan/federated-plan.ts";
import type { StepOutcome } from "./step.ts";

/** What becomes of the steps of a plan, told as it changes. */
export class StepLog {
  readonly #onStep: ((step: StepOutcome) => void) | undefined;
  readonly #outcomes: StepOutcome[];
  readonly #startsMs = new Map<string, number>();

  constructor(steps: readonly PlanStep[], onStep: ((step: StepOutcome) => void) | undefined) {
    this.#onStep = onStep;
    this.#outcomes = steps.map(({ id, member }) => ({ id, member, status: "WAITING", rows: 0, elapsedMs: 0 }));
  }

  /** In the order of the plan. */
  get outcomes(): readonly StepOutcome[] {
    return [...this.#outcomes];
  }

  /** Changes what is said of a step. Its time runs from the first change on. */
  tell(id: string, change: Partial<Pick<StepOutcome, "status" | "rows" | "message">>): void {
    const index = this.#outcomes.findIndex((outcome) => outcome.id === id);
    const before = this.#outcomes[index];
    if (before === undefined) return;
    const nowMs = performance.now();
    const startMs = this.#startsMs.get(id) ?? nowMs;
    this.#startsMs.set(id, startMs);
    const after: StepOutcome = { ...before, ...change, elapsedMs: Math.round(nowMs - startMs) };
    this.#outcomes[index] = after;
    this.#onStep?.(after);
  }

  /** What is not at its end will not come to one. */
  abort(): void {
    for (const { id, status } of this.outcomes) {
      if (status === "WAITING" || status === "ASKING" || status === "RECEIVING") this.tell(id, { status: "ABORTED" });
    }
  }
}
