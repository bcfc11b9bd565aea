import { type Phase, stageOf } from "@armillary/dali";
import type { ServiceError } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import type { ReceivedFile } from "../http/read-multipart.ts";

/** What a job made, on disk. */
export interface JobResult {
  readonly path: string;
  readonly bytes: number;
  readonly contentType: string;
}

/** A job and its state (UWS 1.1, section 2.1). Times are milliseconds from 1970. */
export class Job {
  readonly id: string;
  readonly creationMs: number = Date.now();
  parameters: Parameters;
  files: readonly ReceivedFile[];
  executionSeconds: number;
  destructionMs: number;
  startMs?: number;
  endMs?: number;
  result?: JobResult;
  error?: ServiceError;
  #phase: Phase = "PENDING";
  readonly #changes = new Set<() => void>();
  readonly #stop = new AbortController();

  constructor(
    id: string,
    parameters: Parameters,
    files: readonly ReceivedFile[],
    limits: { readonly executionSeconds: number; readonly destructionMs: number },
  ) {
    this.id = id;
    this.parameters = parameters;
    this.files = files;
    this.executionSeconds = limits.executionSeconds;
    this.destructionMs = limits.destructionMs;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** What the client called it; the first where it said several. */
  get runId(): string | undefined {
    return this.parameters.all("RUNID")[0];
  }

  /** Whether it has ended, well or not. */
  get isOver(): boolean {
    return stageOf(this.#phase) === "finished";
  }

  /** Moves it on, and tells whoever waits. What has ended stays as it is. */
  moveTo(phase: Phase): void {
    if (this.isOver) return;
    this.#phase = phase;
    if (phase === "EXECUTING") this.startMs = Date.now();
    if (this.isOver) this.endMs = Date.now();
    for (const tell of [...this.#changes]) tell();
  }

  /** Aborts when the job is to end, and what waits for it with it. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort();
    this.moveTo("ABORTED");
  }

  /** Resolves at the next change of phase, after `timeoutMs`, or when the client has gone. */
  changed(timeoutMs: number, client: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#changes.delete(end);
        client.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, timeoutMs);
      this.#changes.add(end);
      client.addEventListener("abort", end);
      if (client.aborted) end();
    });
  }
}
