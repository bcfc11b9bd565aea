import { Worker } from "node:worker_threads";
import type { ColumnBatch } from "@armillary/columns";
import type { FormatName } from "../format.ts";
import { imageOf } from "../hold/batch-image.ts";
import type { FromThread, RowsEnd, ThreadJob, ThreadStart, ToThread } from "./thread-messages.ts";

/** Batches that wait for the thread, so that it never waits for one. */
const BATCHES_AHEAD = 2;

/** What a thread works on. */
export interface ThreadInput {
  readonly job: ThreadJob;
  readonly batches: AsyncIterable<ColumnBatch>;
  /** Asked for behind the last batch. */
  readonly end: () => Promise<RowsEnd>;
  readonly onDiagnostic: (diagnostic: Extract<FromThread, { kind: "diagnostic" }>["diagnostic"]) => void;
}

/** A thread that starts at once and waits for its one job: started early, it is ready when the first rows are. */
export class EncodingThread {
  /** @internal */
  readonly worker: Worker;

  /** `format`: what it will write, as far as known; what that takes is loaded meanwhile. */
  constructor(script: URL, format?: FormatName) {
    const start: ThreadStart = { ...(format === undefined ? {} : { format }) };
    this.worker = new Worker(script, { workerData: start, resourceLimits: { maxYoungGenerationSizeMb: 2 } });
  }

  /** Ends it, whatever it is doing. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/**
 * Runs a job in a thread, which ends with it, and gives its output, chunk by chunk, each good until the next is asked for. Batches
 * may be lent: they are copied. A failure of the batches is thrown as it is, one of the job as an error with its name, message, code and place.
 */
export async function* runInThread(thread: EncodingThread, input: ThreadInput): AsyncGenerator<Uint8Array, void, void> {
  const { worker } = thread;
  const inbox = new Inbox(worker);
  worker.postMessage({ kind: "job", job: input.job } satisfies ToThread);
  const feeder = new Feeder(worker, input, (cause) => inbox.fail(cause));
  try {
    for (;;) {
      feeder.feed();
      const message = await inbox.next();
      switch (message.kind) {
        case "end":
          return;
        case "failure":
          throw revived(message);
        case "diagnostic":
          input.onDiagnostic(message.diagnostic);
          break;
        case "more":
          feeder.allow(message.spent);
          break;
        case "chunk": {
          const { length, buffer } = message.bytes;
          yield message.bytes;
          worker.postMessage({ kind: "taken", bytes: length, spent: buffer } satisfies ToThread, [buffer]);
        }
      }
    }
  } finally {
    await thread.close();
    await feeder.close();
  }
}

/** Sends batches to a thread, as many as it has asked for. */
class Feeder {
  readonly #worker: Worker;
  readonly #batches: AsyncIterator<ColumnBatch>;
  readonly #end: () => Promise<RowsEnd>;
  readonly #fail: (cause: unknown) => void;
  readonly #spent: ArrayBuffer[] = [];
  #allowed = BATCHES_AHEAD;
  #feeding: Promise<void> | undefined;
  #ended = false;

  constructor(worker: Worker, { batches, end }: ThreadInput, fail: (cause: unknown) => void) {
    this.#worker = worker;
    this.#batches = batches[Symbol.asyncIterator]();
    this.#end = end;
    this.#fail = fail;
  }

  allow(spent: ArrayBuffer | undefined): void {
    this.#allowed++;
    if (spent !== undefined) this.#spent.push(spent);
  }

  /** Begins to send what is allowed, where that is not under way. */
  feed(): void {
    if (this.#feeding !== undefined || this.#allowed === 0 || this.#ended) return;
    this.#feeding = this.#sendAllowed();
    this.#feeding.catch(this.#fail);
  }

  async close(): Promise<void> {
    await this.#feeding?.catch(() => undefined);
    if (!this.#ended) await this.#batches.return?.();
  }

  async #sendAllowed(): Promise<void> {
    for (; this.#allowed > 0 && !this.#ended; this.#allowed--) {
      const next = await this.#batches.next();
      if (next.done === true) {
        this.#ended = true;
        this.#send({ kind: "end", ...(await this.#end()) });
      } else {
        const image = imageOf(next.value, this.#spent.pop());
        this.#send({ kind: "batch", image }, [image.buffer]);
      }
    }
    this.#feeding = undefined;
  }

  #send(message: ToThread, moved: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, moved);
  }
}

/** What a thread has sent, in turn; its death, and failures on this side, come as rejections. */
class Inbox {
  readonly #messages: FromThread[] = [];
  #failure: { readonly cause: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(worker: Worker) {
    worker.on("message", (message: FromThread) => {
      this.#messages.push(message);
      this.#wake();
    });
    worker.on("error", (cause: unknown) => this.fail(cause));
    worker.on("exit", () => this.fail(new Error("the thread that writes ended early")));
  }

  fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#wake();
  }

  async next(): Promise<FromThread> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#failure !== undefined) throw this.#failure.cause;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** An error that came from a thread: its class does not come along. */
function revived({ name, message, details }: Extract<FromThread, { kind: "failure" }>): Error {
  return Object.assign(new Error(message), { name, ...details });
}
