import { type DalError, isDalError } from "@armillary/dali";
import type { SearchOptions } from "@armillary/dali/table";
import type { ScsService } from "../service.ts";
import { type Answer, type Ask, askCone, type Found } from "./ask.ts";
import type { ManyOptions } from "./options.ts";
import { Pace, pause } from "./pace.ts";
import type { NumberedTarget } from "./target.ts";

/** What became of a target's question. */
export type Reply =
  | { readonly target: NumberedTarget; readonly answer: Answer; readonly found: Found }
  | { readonly target: NumberedTarget; readonly failure: unknown };

const FIRST_PAUSE_MS = 500;

/** Asks one question after another, at the pace that is wanted, each as often as is wanted. */
export class Asker {
  /** Questions that were sent, the transport's retries left out. */
  requests = 0;
  bytesRead = 0;
  readonly #service: Pick<ScsService, "search">;
  readonly #options: ManyOptions;
  readonly #signal: AbortSignal;
  readonly #pace: Pace;

  constructor(service: Pick<ScsService, "search">, options: ManyOptions, signal: AbortSignal) {
    this.#service = service;
    this.#options = options;
    this.#signal = signal;
    this.#pace = new Pace(options.requestsPerSecond);
  }

  /** Asks for all targets of a question. Failures are replies, too. */
  async ask(ask: Ask): Promise<readonly Reply[]> {
    try {
      const answer = await this.askPatiently(ask);
      return ask.targets.map((target, place) => ({ target, answer, found: answer.found[place] as Found }));
    } catch (failure) {
      return ask.targets.map((target) => ({ target, failure }));
    }
  }

  /** @throws what the last try threw */
  async askPatiently(ask: Ask, maxRows?: number): Promise<Answer> {
    const { retries = 0 } = this.#options;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(ask, maxRows);
      } catch (failure) {
        if (attempt >= retries || this.#signal.aborted || !isWorthRetry(failure)) throw failure;
        await pause(FIRST_PAUSE_MS * 2 ** attempt, this.#signal);
      }
    }
  }

  async #once(ask: Ask, maxRows: number | undefined): Promise<Answer> {
    await this.#pace.turn(this.#signal);
    this.requests++;
    const { find = "all", verbosity, maxrec, responseFormat, parameters, lenient, deadline, timeoutMs } = this.#options;
    const more = {
      ...(verbosity === undefined ? {} : { verbosity }),
      ...(maxrec === undefined ? {} : { maxrec }),
      ...(responseFormat === undefined ? {} : { responseFormat }),
      ...(parameters === undefined ? {} : { parameters }),
    };
    const options: SearchOptions = {
      signal: this.#signal,
      lend: true,
      ...(lenient === undefined ? {} : { lenient }),
      ...(deadline === undefined ? {} : { deadline }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    const answer = await askCone(ask, find, (cone) => this.#service.search({ ...cone, ...more }, options), maxRows);
    this.bytesRead += answer.bytesRead;
    return answer;
  }
}

/** Not what was wrong before it was sent, and what was given up. */
function isWorthRetry(failure: unknown): boolean {
  return isDalError(failure) && failure.code !== "DAL_USAGE" && failure.code !== "DAL_ABORTED";
}

/** The error of a target as its outcome tells it. */
export function describeFailure(failure: unknown): {
  readonly code: DalError["code"] | "UNEXPECTED";
  readonly message: string;
  readonly serviceMessage?: string;
} {
  if (!isDalError(failure)) return { code: "UNEXPECTED", message: String(failure) };
  const { serviceMessage } = failure.failure;
  return { code: failure.code, message: failure.message, ...(serviceMessage === undefined ? {} : { serviceMessage }) };
}
