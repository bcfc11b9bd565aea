import type { QueryEngine } from "./engine.ts";
import { ServiceError } from "./errors.ts";
import { TemporaryFolder } from "./http/temporary-folder.ts";
import { type AppOptions, DEFAULT_LIMITS, type QueryExample, type ServerLimits } from "./options.ts";
import { Turns } from "./turns.ts";

/** What all services of one server share. */
export class ServerContext {
  readonly engine: QueryEngine;
  readonly title: string;
  readonly limits: ServerLimits;
  readonly examples: readonly QueryExample[];
  /** Of what is answered at once. Jobs have their own: neither keeps the other waiting. */
  readonly turns: Turns;
  readonly folder: TemporaryFolder;
  /** Whether a table may be fetched from this machine or its network. */
  readonly mayFetchInward: boolean;
  readonly startedMs: number = Date.now();
  readonly #baseUrl: string | undefined;
  readonly #onFault: (fault: Error) => void;
  readonly #work = new Set<Work>();
  #isClosing = false;

  constructor(engine: QueryEngine, options: AppOptions) {
    const {
      title = "Local tables",
      limits = {},
      baseUrl,
      examples = [],
      temporaryFolder,
      uploadUrls,
      onFault,
    } = options;
    this.engine = engine;
    this.title = title;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.examples = examples;
    this.mayFetchInward = uploadUrls === "all";
    this.#baseUrl = baseUrl?.replace(/\/+$/, "");
    this.#onFault = onFault ?? (() => undefined);
    const { concurrentQueries, waitingQueries, queueTimeoutMs } = this.limits;
    this.turns = new Turns(concurrentQueries, waitingQueries, queueTimeoutMs);
    this.folder = new TemporaryFolder(temporaryFolder);
  }

  /** Where clients find the server, without a slash behind it. */
  baseUrl(request: Request): string {
    return this.#baseUrl ?? new URL(request.url).origin;
  }

  /** Keeps a fault of the server from being lost: whoever asked is told only that there was one. */
  report(failure: ServiceError): void {
    if (failure.code !== "SERVER_FAILED") return;
    this.#onFault(failure.cause instanceof Error ? failure.cause : failure);
  }

  /**
   * Begins work that ends with its client, its time, or the server.
   * @throws ServiceError SERVER_CLOSING
   */
  begin(timeoutMs: number, client?: AbortSignal): Work {
    if (this.#isClosing) throw closing();
    const work = new Work(timeoutMs, client, () => this.#work.delete(work));
    this.#work.add(work);
    return work;
  }

  /** Ends all work, and lets go of what was kept on disk. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const work of this.#work) work.abort(closing());
    await this.folder.remove();
  }
}

/** setTimeout's; what is longer would be over at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Something that somebody waits for. */
export class Work {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #client: AbortSignal | undefined;
  readonly #leave: () => void;
  // Not the client's own reason: hanging up is no fault of the server's.
  readonly #onGone = (): void => this.abort(new ServiceError("SERVER_LEFT", "The client has gone."));

  constructor(timeoutMs: number, client: AbortSignal | undefined, onEnd: () => void) {
    this.#client = client;
    this.#leave = onEnd;
    if (timeoutMs <= LONGEST_TIMER_MS) {
      const late = new ServiceError("SERVER_TIMEOUT", `The ${timeoutMs / 1000} s that this may take are over.`);
      this.#timer = setTimeout(() => this.abort(late), timeoutMs);
      this.#timer.unref();
    }
    if (client?.aborted === true) this.#onGone();
    else client?.addEventListener("abort", this.#onGone);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Idempotent. Whatever still runs for it is ended. */
  end(): void {
    clearTimeout(this.#timer);
    this.#client?.removeEventListener("abort", this.#onGone);
    this.#leave();
    this.#controller.abort();
  }
}

function closing(): ServiceError {
  return new ServiceError("SERVER_CLOSING", "The server is being shut down.", { retryAfterSeconds: 30 });
}
