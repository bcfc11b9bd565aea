// The thread behind parquetWriterInThread: takes batches, gives the chunks of a Parquet file.
import { parentPort, workerData } from "node:worker_threads";
import { ParquetError } from "../parquet/errors.ts";
import { type ParquetPlan, writeParquet } from "../parquet/write.ts";
import type { FromThread, ToThread } from "./parquet-thread.ts";

/** Chunks that were sent and not yet taken: more are only more memory. */
const CHUNKS_AHEAD = 1;

const images: Uint8Array<ArrayBuffer>[] = [];
let ended = false;
let untaken = 0;
// Both the encoder and its output may be waiting.
const waiting: (() => void)[] = [];
const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

parentPort?.on("message", (message: ToThread) => {
  if (message.kind === "batch") images.push(message.image);
  else if (message.kind === "end") ended = true;
  else untaken--;
  for (const wake of waiting.splice(0)) wake();
});

async function* received(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  for (;;) {
    const image = images.shift();
    if (image !== undefined) {
      yield image;
      send({ kind: "more", spent: image.buffer }, [image.buffer]);
    } else if (ended) return;
    else await change();
  }
}

function send(message: FromThread, moved: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}

async function run(): Promise<void> {
  for await (const chunk of writeParquet(received(), workerData as ParquetPlan)) {
    while (untaken >= CHUNKS_AHEAD) await change();
    // The encoder's output is a copy already, of memory of its own.
    const bytes = (chunk.length === chunk.buffer.byteLength ? chunk : chunk.slice()) as Uint8Array<ArrayBuffer>;
    untaken++;
    send({ kind: "chunk", bytes }, [bytes.buffer]);
  }
}

run().then(
  () => send({ kind: "end" }),
  (failure: unknown) =>
    send({
      kind: "failure",
      message: failure instanceof Error ? failure.message : String(failure),
      ...(failure instanceof ParquetError && { code: failure.code }),
    }),
);
