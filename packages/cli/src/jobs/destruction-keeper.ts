import type { UwsJob } from "@armillary/dali";
import type { TapJob } from "@armillary/tap";

/** How long before its destruction more time is asked for: some looks at a job are minutes apart. */
const BEFORE_MS = 600_000;
/** What is asked for where the service does not show how long it keeps jobs. */
const DAY_MS = 86_400_000;

/**
 * Keeps a job that is waited for from being deleted by its service: before its destruction is due, as much time again is
 * asked for as it had at first. A service that does not give more is asked once.
 */
export class DestructionKeeper {
  readonly #job: TapJob;
  readonly #onChange: (destructionEpochMs: number) => void;
  readonly #onRefusal: (destructionEpochMs: number) => void;
  #isAsking = false;
  #isRefused = false;

  constructor(
    job: TapJob,
    {
      onChange,
      onRefusal,
    }: {
      /** The service gave more time. */
      readonly onChange: (destructionEpochMs: number) => void;
      /** It did not: the job will be deleted at the time it has. */
      readonly onRefusal: (destructionEpochMs: number) => void;
    },
  ) {
    this.#job = job;
    this.#onChange = onChange;
    this.#onRefusal = onRefusal;
  }

  /** Takes the job as it was seen last. */
  look({ destruction, creationTime }: UwsJob): void {
    const due = destruction?.epochMs;
    if (due === undefined || this.#isAsking || this.#isRefused) return;
    const lifetimeMs = creationTime?.epochMs === undefined ? DAY_MS : Math.max(0, due - creationTime.epochMs);
    // Short-lived jobs are looked after in their last half.
    if (due - Date.now() > Math.min(BEFORE_MS, lifetimeMs / 2)) return;
    void this.#extend(due, lifetimeMs);
  }

  async #extend(due: number, lifetimeMs: number): Promise<void> {
    this.#isAsking = true;
    try {
      const { destruction } = await this.#job.setDestruction(Date.now() + lifetimeMs);
      const later = destruction?.epochMs ?? due;
      if (later > due) this.#onChange(later);
      else this.#refused(due);
    } catch {
      this.#refused(due);
    } finally {
      this.#isAsking = false;
    }
  }

  #refused(due: number): void {
    this.#isRefused = true;
    this.#onRefusal(due);
  }
}
