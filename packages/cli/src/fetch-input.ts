import { CommandError, type Failure, usageError } from "./failure.ts";
import type { Input, InputOptions } from "./input.ts";
import type { Io } from "./io.ts";
import { printDuration } from "./quantities.ts";
import { readServiceMessage } from "./service-message.ts";

/** A connection on which nothing comes for so long is given up. */
const SILENCE_MS = 60_000;

/**
 * Begins to fetch a URL; the body is read at the pace of its reader and cancelled when that leaves.
 * @throws CommandError code HTTP_NETWORK, HTTP_TIMEOUT, HTTP_STATUS with the service's words
 */
export async function fetchInput(
  text: string,
  io: Io,
  { timeoutMs }: InputOptions,
): Promise<Omit<Input, "access" | "patient">> {
  const url = parseUrl(text);
  const label = url.href;
  const patience = new Patience(timeoutMs);
  const failed = (thrown: unknown): CommandError => describe(thrown, label, patience);
  let response: Response;
  try {
    patience.listen();
    response = await io.fetch(url, {
      signal: patience.signal,
      headers: { "User-Agent": `armillary (Node ${process.version})`, Accept: "*/*" },
    });
    if (!response.ok) {
      const serviceMessage = await readServiceMessage(response);
      throw new CommandError({
        code: "HTTP_STATUS",
        message: `The service answered HTTP ${response.status}${response.statusText === "" ? "" : ` ${response.statusText}`}.`,
        where: label,
        httpStatus: response.status,
        ...(serviceMessage === undefined ? {} : { serviceMessage }),
      });
    }
    patience.hear();
  } catch (thrown) {
    patience.end();
    throw failed(thrown);
  }
  // What is compressed on the way says how long it is on the way.
  const length = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
  return {
    label,
    name: url.pathname,
    bytes: readBody(response, patience, failed),
    ...(length === null ? {} : { size: Number(length) }),
  };
}

function parseUrl(text: string): URL {
  const url = URL.parse?.(text) ?? (URL.canParse(text) ? new URL(text) : null);
  if (url === null) throw usageError(`"${text}" is not a URL.`);
  if (url.username !== "" || url.password !== "") {
    throw usageError(`A URL must not hold a password: ${url.origin}${url.pathname} is asked for without.`);
  }
  return url;
}

/** The body's chunks. Not a generator: `return` must cancel the body also before the first chunk. */
function readBody(
  response: Response,
  patience: Patience,
  failed: (thrown: unknown) => CommandError,
): AsyncIterableIterator<Uint8Array> {
  const reader = response.body?.getReader();
  return {
    async next() {
      try {
        // Only now: how long our own reader takes between chunks is not the service's fault.
        patience.listen();
        const part = await reader?.read();
        patience.hear();
        if (part !== undefined && !part.done) return { value: part.value, done: false };
        patience.end();
        return { value: undefined, done: true };
      } catch (thrown) {
        patience.end();
        throw failed(thrown);
      }
    },
    async return() {
      patience.end();
      await reader?.cancel().catch(() => undefined);
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Gives up when the whole takes too long, or when nothing comes for too long. */
class Patience {
  readonly #controller = new AbortController();
  readonly #whole: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  /** Why it gave up. */
  reason: string | undefined;

  constructor(timeoutMs: number | undefined) {
    if (timeoutMs === undefined) return;
    this.#whole = setTimeout(() => this.#giveUp(`was not done in ${printDuration(timeoutMs)} (--timeout)`), timeoutMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  listen(): void {
    this.#silence = setTimeout(() => this.#giveUp(`sent nothing for ${printDuration(SILENCE_MS)}`), SILENCE_MS);
  }

  hear(): void {
    clearTimeout(this.#silence);
  }

  end(): void {
    this.hear();
    clearTimeout(this.#whole);
  }

  #giveUp(reason: string): void {
    this.reason = reason;
    this.#controller.abort();
  }
}

function describe(thrown: unknown, where: string, { reason }: Patience): CommandError {
  if (thrown instanceof CommandError) return thrown;
  const failure: Failure =
    reason === undefined
      ? { code: "HTTP_NETWORK", message: `The transfer failed: ${innermostMessage(thrown)}.`, where }
      : { code: "HTTP_TIMEOUT", message: `The service ${reason}.`, where };
  return new CommandError(failure, 1, { cause: thrown });
}

/** Of "fetch failed" the user learns nothing; what caused it says connection refused, no such host, and so on. */
function innermostMessage(thrown: unknown): string {
  let deepest = thrown;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  if (deepest instanceof AggregateError && deepest.errors[0] instanceof Error) deepest = deepest.errors[0];
  return (deepest instanceof Error ? deepest.message : String(deepest)).replace(/\.$/, "");
}
