import { Deadline, stageOf } from "@armillary/dali";
import type { TapJob, TapProgress } from "@armillary/tap";
import type { JobNews } from "@armillary/tap/node";
import type { Io } from "../io.ts";
import { printableLine } from "../printable.ts";
import type { Progress } from "../progress.ts";
import { tellNote, warn } from "../warnings.ts";
import { DestructionKeeper } from "./destruction-keeper.ts";
import type { SafeJournal } from "./safe-journal.ts";

/** What a signal leaves for telling the service. */
const LAST_WORDS_MS = 4000;

/** What becomes of the job when the command is interrupted. `delete`: it was made for this command's result alone. */
export type Fate = "abort" | "delete" | "keep";

/**
 * Looks after the job of a command while it is waited for: shows its phase, writes it down, keeps it from being deleted,
 * and ends it with the command.
 */
export class JobWatch {
  readonly #io: Io;
  readonly #journal: SafeJournal;
  readonly #progress: Progress;
  readonly #fate: Fate;
  readonly #onSignal = (): Promise<void> | undefined => this.#interrupted();
  #job: TapJob | undefined;
  #keeper: DestructionKeeper | undefined;
  #phase: string | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(io: Io, journal: SafeJournal, progress: Progress, fate: Fate) {
    this.#io = io;
    this.#journal = journal;
    this.#progress = progress;
    this.#fate = fate;
    io.onSignal.add(this.#onSignal);
  }

  /** There is a job from now on. */
  begin(job: TapJob): void {
    this.#job = job;
    this.#keeper = new DestructionKeeper(job, {
      onChange: (destructionEpochMs) => this.#note(job, { destructionEpochMs }),
      onRefusal: (due) => {
        this.#progress.wipe();
        warn(this.#io, `The service will delete ${job.url} at ${new Date(due).toISOString()}, and gives no more time.`);
      },
    });
  }

  /** Takes how far the query has come. */
  look({ phase, bytes, note }: TapProgress, chatty: boolean): void {
    this.#progress.bytesRead = bytes;
    this.#progress.phase =
      PHASE_WORDS[phase] ?? (phase === "RECEIVING" || phase === "DONE" ? undefined : `job ${phase}`);
    if (note !== undefined && chatty) {
      this.#progress.wipe();
      tellNote(this.#io, printableLine(note));
    }
    const seen = this.#job?.last;
    if (this.#job === undefined || seen === undefined || seen.phase === this.#phase) {
      if (seen !== undefined) this.#keeper?.look(seen);
      return;
    }
    this.#phase = seen.phase;
    const destructionEpochMs = seen.destruction?.epochMs;
    this.#note(this.#job, {
      phase: seen.phase,
      ...(destructionEpochMs === undefined ? {} : { destructionEpochMs }),
    });
    this.#keeper?.look(seen);
  }

  /** The job is not this command's business any more. Resolves when all that was seen of it is written down. */
  async end(): Promise<void> {
    this.#io.onSignal.delete(this.#onSignal);
    await this.#written;
  }

  /** Writes down what was seen, one thing after the other, while the waiting goes on. */
  #note(job: TapJob, news: JobNews): void {
    this.#written = this.#written.then(() => this.#journal.update(job.url, news));
  }

  #interrupted(): Promise<void> | undefined {
    const job = this.#job;
    if (job === undefined) return undefined;
    const hasEnded = job.last !== undefined && stageOf(job.last.phase) === "finished";
    if (this.#fate === "delete") return this.#delete(job);
    if (this.#fate === "keep" || hasEnded) {
      this.#tell(`The job is kept: armillary job results ${job.url}`);
      return this.#written;
    }
    return this.#abort(job);
  }

  async #abort(job: TapJob): Promise<void> {
    try {
      await job.abort({ deadline: new Deadline(LAST_WORDS_MS) });
      this.#note(job, { phase: "ABORTED" });
      await this.#written;
      this.#tell(`The job ${job.url} was aborted.`);
    } catch {
      this.#tell(`The job could not be aborted, and goes on: armillary job abort ${job.url}`);
    }
  }

  async #delete(job: TapJob): Promise<void> {
    try {
      await job.delete({ deadline: new Deadline(LAST_WORDS_MS) });
      await this.#written;
      await this.#journal.remove(job.url);
    } catch {
      this.#tell(`The job could not be deleted, and goes on: armillary job delete ${job.url}`);
    }
  }

  #tell(message: string): void {
    this.#progress.wipe();
    this.#io.stderr.write(`${printableLine(message)}\n`);
  }
}

const PHASE_WORDS: Readonly<Record<string, string>> = { ASKING: "asking" };
