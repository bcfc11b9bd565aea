import { DalError, type DalErrorCode, type ServiceFailure } from "../errors.ts";
import type { ByteReader } from "./connector.ts";
import { printDuration } from "./duration-text.ts";
import { describeNetworkFailure } from "./network-failure.ts";
import type { Patience } from "./patience.ts";
import type { DalResponse } from "./types.ts";

/** Makes an error of a request, with the URL, the time and the attempts so far. */
export type Fail = (
  code: DalErrorCode,
  message: string,
  failure?: ServiceFailure,
  options?: { readonly cause?: unknown },
) => DalError;

/** What an answer is made of. */
export interface ResponseParts {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly location?: string;
  readonly encoding?: string;
  readonly elapsedMs: number;
  readonly attempts: number;
  readonly reader?: ByteReader;
  /** Bytes of the body as Content-Length says, where that counts what we get. */
  readonly expectedBytes?: number;
  readonly timeoutMs: number;
  readonly patience: Patience;
  readonly fail: Fail;
  readonly onProgress: (bytes: number) => void;
  /** Called once, when the connection is no longer needed: with the failure, if there was one. */
  readonly onEnd: (bytes: number, failure?: DalError) => void;
}

const MOST_BYTES = 64 * 1024 * 1024;

/** An answer whose body is pulled chunk by chunk; whatever ends it, the connection, timers and listeners are given back. */
export class OpenResponse implements DalResponse {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly location?: string;
  readonly encoding?: string;
  readonly elapsedMs: number;
  readonly attempts: number;
  readonly body: AsyncIterable<Uint8Array>;
  readonly #parts: ResponseParts;
  #bytes = 0;
  #isTaken = false;
  #isOver = false;
  #closed: DalError | undefined;

  constructor(parts: ResponseParts) {
    this.#parts = parts;
    this.url = parts.url;
    this.status = parts.status;
    this.headers = parts.headers;
    if (parts.location !== undefined) this.location = parts.location;
    if (parts.encoding !== undefined) this.encoding = parts.encoding;
    this.elapsedMs = parts.elapsedMs;
    this.attempts = parts.attempts;
    this.body = { [Symbol.asyncIterator]: () => this.#iterate() };
    const { reader } = parts;
    if (reader === undefined) this.#finish();
    else {
      parts.patience.whenFailed((failure) => {
        this.#finish(failure);
        void reader.cancel();
      });
    }
  }

  async bytes(maxBytes: number = MOST_BYTES): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.body) {
      if (this.#bytes > maxBytes) {
        throw this.#parts.fail("DAL_LIMIT", `${this.url} sent more than the ${maxBytes} bytes that were asked for.`);
      }
      chunks.push(chunk);
    }
    const bytes = new Uint8Array(this.#bytes);
    let offset = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }

  async text(maxBytes: number = MOST_BYTES): Promise<string> {
    return decodeText(await this.bytes(maxBytes), this.headers.get("content-type"));
  }

  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isTaken = true;
    const { reader, fail } = this.#parts;
    // Whoever reads elsewhere must not take this for the end.
    this.#closed = fail("DAL_ABORTED", `The answer of ${this.url} was closed after ${this.#bytes} bytes.`);
    this.#finish();
    await reader?.cancel();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Not a generator: leaving must give the connection up also before the first chunk. */
  #iterate(): AsyncIterator<Uint8Array> {
    if (this.#isTaken) {
      throw new DalError("DAL_USAGE", `The answer of ${this.url} can be read once: it was read, or closed, before.`);
    }
    this.#isTaken = true;
    let isLeft = false;
    return {
      next: () => (isLeft ? Promise.resolve({ value: undefined, done: true }) : this.#next()),
      return: async () => {
        isLeft = true;
        await this.close();
        return { value: undefined, done: true };
      },
    };
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    const { reader, patience, timeoutMs, expectedBytes, fail, onProgress } = this.#parts;
    if (reader === undefined || this.#isOver) {
      const failure = patience.failure ?? this.#closed;
      if (failure !== undefined) throw failure;
      return { value: undefined, done: true };
    }
    let chunk: Uint8Array | undefined;
    try {
      chunk = await patience.wait(reader.read(), timeoutMs, () =>
        fail(
          "DAL_TIMEOUT",
          `${this.url} fell silent after ${this.#bytes} bytes: nothing came for ${printDuration(timeoutMs)}.`,
        ),
      );
      if (chunk === undefined && expectedBytes !== undefined && this.#bytes < expectedBytes) {
        throw fail("DAL_NETWORK", `${this.url} ended after ${this.#bytes} of ${expectedBytes} bytes.`);
      }
    } catch (thrown) {
      const failure = this.#closed ?? (thrown instanceof DalError ? thrown : this.#brokenOff(thrown));
      patience.fail(failure);
      throw failure;
    }
    if (this.#closed !== undefined) throw this.#closed;
    if (chunk === undefined) {
      this.#finish();
      return { value: undefined, done: true };
    }
    this.#bytes += chunk.length;
    onProgress(this.#bytes);
    return { value: chunk, done: false };
  }

  #brokenOff(thrown: unknown): DalError {
    const { words } = describeNetworkFailure(thrown);
    return this.#parts.fail("DAL_NETWORK", `${this.url} ${words}, after ${this.#bytes} bytes.`, {}, { cause: thrown });
  }

  #finish(failure?: DalError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.patience.end();
    this.#parts.onEnd(this.#bytes, failure);
  }
}

/** Text in the charset that a Content-Type names; UTF-8 where it names none, or one that is unknown. */
export function decodeText(bytes: Uint8Array, contentType: string | null): string {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? "")?.[1];
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
