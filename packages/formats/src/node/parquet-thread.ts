import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { PARQUET_ERROR_CODES, ParquetError } from "../parquet/errors.ts";
import { type ParquetPlan, type ParquetWriter, writeParquet } from "../parquet/write.ts";

/** To the thread: batches as it has asked for them, and that a chunk has been taken. */
export type ToThread =
  | { readonly kind: "batch"; readonly image: Uint8Array<ArrayBuffer> }
  | { readonly kind: "end" }
  | { readonly kind: "taken" };

/** From the thread: chunks of the file; that it would take a batch, with the memory of one to put it in; how it ended. */
export type FromThread =
  | { readonly kind: "more"; readonly spent?: ArrayBuffer }
  | { readonly kind: "chunk"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "end" }
  | { readonly kind: "failure"; readonly code?: string; readonly message: string };

/** Batches that wait for the encoder: it works on one while the next is read. Two were no faster. */
const BATCHES_AHEAD = 1;

const SCRIPT = new URL("./parquet-worker.js", import.meta.url);

/** A writer with a thread of its own, so that a table is read while it is encoded; ends with the file. */
export function parquetWriterInThread(script: URL = SCRIPT): ParquetWriter {
  // Sources that are run as they are have no script to start.
  if (!existsSync(fileURLToPath(script))) return writeParquet;
  return (batches, plan) => writeInThread(script, batches, plan);
}

async function* writeInThread(
  script: URL,
  batches: AsyncIterable<Uint8Array<ArrayBuffer>>,
  plan: ParquetPlan,
): AsyncGenerator<Uint8Array, void, void> {
  const worker = new Worker(script, { workerData: plan, resourceLimits: { maxYoungGenerationSizeMb: 8 } });
  const inbox = new Inbox(worker);
  const source = batches[Symbol.asyncIterator]();
  const spent: ArrayBuffer[] = [];
  let asked = BATCHES_AHEAD;
  let feeding: Promise<void> | undefined;
  let ended = false;
  const send = (message: ToThread, moved: ArrayBuffer[] = []): void => worker.postMessage(message, moved);
  async function feed(): Promise<void> {
    for (; asked > 0 && !ended; asked--) {
      const next = await source.next();
      if (next.done === true) {
        ended = true;
        send({ kind: "end" });
      } else {
        const image = copied(next.value, spent.pop());
        send({ kind: "batch", image }, [image.buffer]);
      }
    }
    feeding = undefined;
  }
  try {
    for (;;) {
      if (feeding === undefined && asked > 0 && !ended) {
        feeding = feed();
        feeding.catch((cause: unknown) => inbox.fail(cause));
      }
      const message = await inbox.next();
      if (message.kind === "end") return;
      if (message.kind === "failure") throw revived(message);
      if (message.kind === "more") {
        asked++;
        if (message.spent !== undefined) spent.push(message.spent);
      } else {
        yield message.bytes;
        send({ kind: "taken" });
      }
    }
  } finally {
    await worker.terminate();
    await feeding?.catch(() => undefined);
    if (!ended) await source.return?.();
  }
}

/** A copy to be sent, in memory that has come back if there is room in it: garbage of this size is collected late. */
function copied(bytes: Uint8Array, memory: ArrayBuffer | undefined): Uint8Array<ArrayBuffer> {
  const room =
    memory !== undefined && memory.byteLength >= bytes.length ? memory : new ArrayBuffer(bytes.length * 1.25);
  const copy = new Uint8Array(room, 0, bytes.length);
  copy.set(bytes);
  return copy;
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
    worker.on("error", (cause: unknown) => {
      this.fail(new ParquetError("PARQUET_WRITE", `The Parquet encoder's thread failed: ${String(cause)}`, { cause }));
    });
    worker.on("exit", () => this.fail(new ParquetError("PARQUET_WRITE", "The Parquet encoder's thread ended early.")));
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

function revived({ code, message }: { readonly code?: string; readonly message: string }): Error {
  const known = PARQUET_ERROR_CODES.find((one) => one === code);
  return known === undefined ? new Error(message) : new ParquetError(known, message);
}
