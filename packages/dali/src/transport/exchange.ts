import { mayUse, secretsOf } from "../auth/credentials.ts";
import { failureOf } from "../body/failure.ts";
import { DalError, type DalErrorCode, type ServiceFailure } from "../errors.ts";
import type { Incoming } from "./connector.ts";
import { drain } from "./drain.ts";
import { printDuration } from "./duration-text.ts";
import type { TransportHappening } from "./events.ts";
import { describeNetworkFailure } from "./network-failure.ts";
import { Patience } from "./patience.ts";
import type { Release } from "./politeness.ts";
import { headersOf, type Prepared, prepareRequest } from "./prepare.ts";
import { redactHeaders, redactUrl, scrub } from "./redact.ts";
import { followRedirect, type Hop, isRedirect, resolveLocation } from "./redirect.ts";
import { OpenResponse } from "./response.ts";
import { backoffMs, isPassingStatus, retryAfterMs } from "./retry.ts";
import { rewriteUrl } from "./rewrite.ts";
import type { Settings } from "./settings.ts";
import type { DalRequest, DalResponse } from "./types.ts";

/** An answer that holds a connection. */
interface Held {
  readonly incoming: Incoming;
  readonly release: Release;
}

/** One request from its start to the headers of its answer: every redirect and repetition on the way. */
export class Exchange {
  readonly #request: DalRequest;
  readonly #settings: Settings;
  readonly #prepared: Prepared;
  readonly #number: number;
  readonly #patience: Patience;
  readonly #secrets: readonly string[];
  readonly #startMs = performance.now();
  readonly #timeoutMs: number;
  #hop: Hop;
  #attempts = 0;
  #repetitions = 0;
  #isRefused = false;

  constructor(request: DalRequest, settings: Settings, number: number, closing: AbortSignal) {
    this.#request = request;
    this.#settings = settings;
    this.#number = number;
    this.#prepared = prepareRequest(request, settings);
    this.#hop = this.#prepared.hop;
    this.#secrets = secretsOf(this.#prepared.credentials);
    this.#timeoutMs = request.timeoutMs ?? settings.timeoutMs;
    const { deadline, signal } = request;
    this.#patience = new Patience({
      signals: [
        ...(signal === undefined
          ? []
          : [{ signal, toError: (reason: unknown) => this.#aborted("the caller", reason) }]),
        { signal: closing, toError: (reason: unknown) => this.#aborted("its transport, which was closed", reason) },
      ],
      ...(deadline === undefined
        ? {}
        : {
            deadline: {
              deadline,
              toError: () =>
                this.#fail(
                  "DAL_TIMEOUT",
                  `${this.#url} was not done within ${printDuration(deadline.timeoutMs)}, the time for the whole operation. A longer one, or a smaller question, may help.`,
                ),
            },
          }),
    });
  }

  /** @throws DalError */
  async run(): Promise<DalResponse> {
    try {
      return await this.#travel();
    } catch (thrown) {
      const failure =
        thrown instanceof DalError ? thrown : this.#fail("DAL_NETWORK", String(thrown), {}, { cause: thrown });
      this.#patience.end();
      this.#emit(() => ({ type: "failed", error: failure, elapsedMs: this.#elapsedMs }));
      throw failure;
    }
  }

  async #travel(): Promise<DalResponse> {
    const { redirect = "follow", accepts = (status: number) => status >= 200 && status <= 299 } = this.#request;
    const seen = new Set<string>();
    for (;;) {
      const held = await this.#attempt();
      if (held === undefined) continue;
      const { incoming } = held;
      const isLed = isRedirect(incoming.status) && !accepts(incoming.status);
      if (isLed && redirect === "follow") {
        await this.#discard(held);
        this.#hop = this.#nextHop(incoming, seen);
      } else if (isLed || accepts(incoming.status)) {
        // A redirect that is accepted as an answer may lead anywhere, or nowhere; one that is handed over leads somewhere.
        return this.#answer(held, isLed ? "must lead" : isRedirect(incoming.status) ? "may lead" : "is there");
      } else if (isPassingStatus(incoming.status) && this.#mayRepeat) {
        const delayMs = this.#delayMs(retryAfterMs(incoming.headers, Date.now()));
        if (delayMs === undefined) throw await this.#refusal(held);
        await this.#discard(held);
        await this.#pause(`HTTP ${incoming.status}`, delayMs);
      } else {
        throw await this.#refusal(held);
      }
    }
  }

  /** Sends the current hop; undefined where it failed, and may be sent again now. */
  async #attempt(): Promise<Held | undefined> {
    const { connector, slots, rules } = this.#settings;
    const hop = this.#hop;
    const { host } = new URL(hop.url);
    const { url: target } = rewriteUrl(hop.url, rules.rewrites);
    const bearer = target === hop.url ? host : new URL(target).host;
    const release = slots.tryTake(host, bearer) ?? (await this.#queue(host, bearer));
    try {
      const { headers, certificate } = headersOf(this.#request, this.#prepared, hop, this.#settings);
      const { body } = this.#prepared;
      this.#attempts++;
      this.#emit(() => ({
        type: "sent",
        method: hop.method,
        url: this.#url,
        ...(target === hop.url ? {} : { rewrittenUrl: redactUrl(target) }),
        headers: redactHeaders(headers),
        attempt: this.#attempts,
      }));
      const patience = this.#patience;
      const sending = connector.send({
        url: target,
        method: hop.method,
        headers,
        ...(hop.hasBody && body !== undefined ? { body } : {}),
        ...(certificate === undefined ? {} : { certificate }),
        isRepeatable: this.#isRepeatable,
        decode: this.#request.decode ?? true,
        whenGivenUp: (callback) => patience.whenFailed(callback),
        get signal() {
          return patience.signal;
        },
      });
      // What comes when nobody waits any longer is given up.
      sending
        .then((late) => (this.#patience.failure === undefined ? undefined : late.body?.cancel()))
        .catch(() => undefined);
      const incoming = await this.#wait(sending, this.#timeoutMs);
      this.#emit(() => ({
        type: "answered",
        url: this.#url,
        status: incoming.status,
        headers: redactHeaders(incoming.headers),
        elapsedMs: this.#elapsedMs,
      }));
      return { incoming, release };
    } catch (thrown) {
      release();
      if (thrown instanceof DalError) throw thrown;
      const { words, isPassing, isUnreachable } = describeNetworkFailure(thrown);
      const delayMs = isPassing && this.#mayRepeat ? this.#delayMs(undefined) : undefined;
      if (delayMs === undefined) {
        const more = isUnreachable === undefined ? {} : { isUnreachable };
        throw this.#fail("DAL_NETWORK", `${this.#url} ${words}${this.#tries}.`, more, { cause: thrown });
      }
      await this.#pause(words, delayMs);
      return undefined;
    }
  }

  async #queue(host: string, bearer: string): Promise<Release> {
    const { slots } = this.#settings;
    const onQueued = (ahead: number): void => this.#emit(() => ({ type: "queued", host, ahead }));
    const taking = slots.take(host, this.#patience.signal, onQueued, bearer);
    return this.#wait(taking, Number.POSITIVE_INFINITY).catch((thrown: unknown) => {
      // A slot that came at the very moment is nobody's.
      taking.then((late) => late()).catch(() => undefined);
      throw thrown;
    });
  }

  #nextHop({ status, headers }: Incoming, seen: Set<string>): Hop {
    const { maxRedirects } = this.#settings;
    const hop = this.#hop;
    seen.add(`${hop.method} ${hop.url}`);
    const next = followRedirect(hop, status, this.#locate(headers));
    if (seen.has(`${next.method} ${next.url}`)) {
      throw this.#fail(
        "DAL_REDIRECT",
        `${this.#url} redirects in a circle: ${redactUrl(next.url)} leads back to itself.`,
      );
    }
    if (seen.size > maxRedirects) {
      throw this.#fail("DAL_REDIRECT", `${this.#url} redirects once more, after ${maxRedirects} redirects.`);
    }
    if (next.hasBody && this.#prepared.body?.isRepeatable === false) {
      throw this.#fail(
        "DAL_REDIRECT",
        `${this.#url} wants the request at ${redactUrl(next.url)} (HTTP ${status}), but its body streams once and is sent. Ask that address itself.`,
      );
    }
    this.#emit(() => ({ type: "redirected", status, from: this.#url, to: redactUrl(next.url) }));
    return next;
  }

  #locate(headers: Headers): string {
    try {
      return resolveLocation(headers.get("location"), this.#hop.url, this.#settings.rules);
    } catch (thrown) {
      throw thrown instanceof DalError ? this.#fail(thrown.code, thrown.message) : thrown;
    }
  }

  #answer({ incoming, release }: Held, way: "is there" | "may lead" | "must lead"): DalResponse {
    const { status, headers, body, encoding, followedTo } = incoming;
    const { connector } = this.#settings;
    const isAsSent = encoding !== undefined || !headers.has("content-encoding");
    const isCounted = body !== undefined && !connector.hidesRedirects && isAsSent;
    const length = Number(headers.get("content-length") ?? Number.NaN);
    const expectedBytes = isCounted && Number.isSafeInteger(length) ? length : undefined;
    let location: string | undefined;
    try {
      location = way === "is there" ? undefined : this.#locate(headers);
    } catch (thrown) {
      if (way === "must lead") {
        release();
        void body?.cancel();
        throw thrown;
      }
    }
    return new OpenResponse({
      url: redactUrl(followedTo ?? this.#hop.url),
      status,
      headers,
      ...(location === undefined ? {} : { location }),
      ...(encoding === undefined ? {} : { encoding }),
      elapsedMs: this.#elapsedMs,
      attempts: this.#attempts,
      ...(body === undefined ? {} : { reader: body }),
      ...(expectedBytes === undefined ? {} : { expectedBytes }),
      timeoutMs: this.#timeoutMs,
      patience: this.#patience,
      fail: (...parts) => this.#fail(...parts),
      onProgress: (bytes) =>
        this.#emit(() => ({
          type: "progress",
          bytes,
          ...(expectedBytes === undefined ? {} : { totalBytes: expectedBytes }),
        })),
      onEnd: (bytes, failure) => {
        release();
        // Of a refusal `run` tells, when its words have been read.
        if (this.#isRefused) return;
        if (failure === undefined) this.#emit(() => ({ type: "done", bytes, elapsedMs: this.#elapsedMs }));
        else this.#emit(() => ({ type: "failed", error: failure, elapsedMs: this.#elapsedMs }));
      },
    });
  }

  /** The error for an answer that is none, in the service's words. */
  async #refusal(held: Held): Promise<DalError> {
    const asked = retryAfterMs(held.incoming.headers, Date.now());
    this.#isRefused = true;
    const response = this.#answer(held, "is there");
    const error = await failureOf(response, undefined, { hasCredentials: this.#hasCredentials });
    const hint = isPassingStatus(response.status) ? this.#doesNotFit(asked) : undefined;
    return this.#fail(
      error.code,
      scrub(`${error.message}${hint === undefined ? "" : ` ${hint}`}`, this.#secrets),
      {
        ...error.failure,
        ...(error.failure.serviceMessage === undefined
          ? {}
          : { serviceMessage: scrub(error.failure.serviceMessage, this.#secrets) }),
        ...(asked === undefined ? {} : { retryAfterMs: asked }),
      },
      { cause: error.cause },
    );
  }

  get #hasCredentials(): boolean {
    return this.#prepared.credentials.some((credential) => mayUse(credential, this.#hop.url));
  }

  /** Whether the current hop may go twice: a redirect may have made a GET of it. */
  get #isRepeatable(): boolean {
    return this.#prepared.isRepeatable || (!this.#hop.hasBody && this.#hop.method !== "DELETE");
  }

  get #mayRepeat(): boolean {
    const { retries: most } = this.#settings.retry;
    const { retries = most } = this.#request;
    return this.#isRepeatable && this.#repetitions < Math.min(retries, most);
  }

  /** Why a wait that the service asks for is not waited; undefined where it is. */
  #doesNotFit(askedMs: number | undefined): string | undefined {
    if (askedMs === undefined) return undefined;
    const { maxRetryAfterMs } = this.#settings.retry;
    const leftMs = this.#request.deadline?.remainingMs ?? Number.POSITIVE_INFINITY;
    if (askedMs > leftMs) {
      return `It asks to come back in ${printDuration(askedMs)}, and only ${printDuration(leftMs)} are left.`;
    }
    if (askedMs > maxRetryAfterMs) {
      return `It asks to come back in ${printDuration(askedMs)}, which is more than we wait (${printDuration(maxRetryAfterMs)}).`;
    }
    return undefined;
  }

  /** How long to wait before the next repetition; undefined where that does not fit: the failure at hand says more than a timeout. */
  #delayMs(askedMs: number | undefined): number | undefined {
    const { retry } = this.#settings;
    const delayMs = Math.max(askedMs ?? 0, backoffMs(this.#repetitions, Math.random(), retry));
    const fits = delayMs <= (this.#request.deadline?.remainingMs ?? Number.POSITIVE_INFINITY);
    return fits && this.#doesNotFit(askedMs) === undefined ? delayMs : undefined;
  }

  async #pause(reason: string, delayMs: number): Promise<void> {
    this.#repetitions++;
    this.#emit(() => ({ type: "retrying", reason, delayMs }));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pause = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, delayMs);
    });
    await this.#wait(pause, Number.POSITIVE_INFINITY).finally(() => clearTimeout(timer));
  }

  #wait<T>(promise: Promise<T>, silenceMs: number): Promise<T> {
    return this.#patience.wait(promise, silenceMs, () =>
      this.#fail(
        "DAL_TIMEOUT",
        `${this.#url} did not answer within ${printDuration(silenceMs)}. A longer timeout, or a smaller question, may help.`,
      ),
    );
  }

  async #discard({ incoming: { body }, release }: Held): Promise<void> {
    if (body !== undefined) await drain(body);
    release();
  }

  get #url(): string {
    return redactUrl(this.#hop.url);
  }

  get #elapsedMs(): number {
    return performance.now() - this.#startMs;
  }

  get #tries(): string {
    return this.#attempts > 1 ? `, ${this.#attempts} times` : "";
  }

  #aborted(by: string, reason: unknown): DalError {
    return this.#fail("DAL_ABORTED", `The request to ${this.#url} was given up by ${by}.`, {}, { cause: reason });
  }

  #fail(code: DalErrorCode, message: string, failure: ServiceFailure = {}, options: ErrorOptions = {}): DalError {
    const known = { url: this.#url, elapsedMs: this.#elapsedMs, attempts: this.#attempts };
    return new DalError(code, message, { ...known, ...failure }, options);
  }

  /** Made for who listens alone: taking secrets out of headers and URLs takes time. */
  #emit(makeHappening: () => TransportHappening): void {
    const { emit } = this.#settings;
    if (emit !== undefined) emit({ ...makeHappening(), request: this.#number });
  }
}
