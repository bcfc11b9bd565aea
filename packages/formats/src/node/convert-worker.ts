// The thread behind convertInThread and encodeDataInThread: takes batches, gives the bytes of a file.
import { parentPort, workerData } from "node:worker_threads";
import type { ColumnBatch } from "@armillary/columns";
import type { Info } from "@armillary/votable";
import { encodeData, WriteDiagnostics } from "@armillary/votable/write";
import { convert } from "../convert.ts";
import { viewBatch } from "../hold/batch-image.ts";
import type { StreamSummary, TableMetadata, TableStream } from "../table-stream.ts";
import { spoolToFile } from "./random-access.ts";
import type { ConvertJob, DataJob, FromThread, RowsEnd, ThreadJob, ToThread } from "./thread-messages.ts";

/** Bytes of output that were sent and not yet taken: more are only more memory. */
const BYTES_AHEAD = 2 << 20;
/** Memory of larger chunks is asked back, and kept: where it is not of use it is let go of over there, who collects sooner. */
const LEAST_KEPT_BYTES = 256 << 10;
const MOST_KEPT = 4;

const job = workerData as ThreadJob;
const images: Uint8Array<ArrayBuffer>[] = [];
const spent: ArrayBuffer[] = [];
let rowsEnd: RowsEnd | undefined;
let untaken = 0;
// Both the encoder and its output may be waiting.
const waiting: (() => void)[] = [];
const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

parentPort?.on("message", (message: ToThread) => {
  if (message.kind === "batch") images.push(message.image);
  else if (message.kind === "end") rowsEnd = message;
  else {
    untaken -= message.bytes;
    if (message.spent !== undefined && spent.length < MOST_KEPT) spent.push(message.spent);
  }
  for (const wake of waiting.splice(0)) wake();
});

function send(message: FromThread, moved: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}

/** Batches as they come, each good until the next is asked for. */
async function* received(): AsyncGenerator<ColumnBatch, void, void> {
  for (;;) {
    const image = images.shift();
    if (image !== undefined) {
      yield viewBatch(image.buffer, job.fields);
      send({ kind: "more", spent: image.buffer }, [image.buffer]);
    } else if (rowsEnd !== undefined) return;
    else await change();
  }
}

class ReceivedTable implements TableStream {
  readonly fields: TableStream["fields"];
  metadata: TableMetadata;
  readonly summary: Promise<StreamSummary>;
  #resolve: (summary: StreamSummary) => void = () => undefined;

  constructor({ fields, metadata }: ConvertJob) {
    this.fields = fields;
    this.metadata = metadata;
    this.summary = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    yield* received();
    const { metadata, summary } = rowsEnd ?? {};
    if (metadata !== undefined) this.metadata = { ...metadata, infos: sameInfos(this.metadata.infos, metadata.infos) };
    if (summary !== undefined) this.#resolve(summary);
  }

  async close(): Promise<void> {
    // The thread ends with its job.
  }
}

/** The INFOs, those that were there before as the very objects they were: encoders know by them which are new. */
function sameInfos(before: readonly Info[], after: readonly Info[]): Info[] {
  const known = before.map((info) => ({ info, text: JSON.stringify(info) }));
  return after.map((info) => {
    const text = JSON.stringify(info);
    const at = known.findIndex((one) => one.text === text);
    return at < 0 ? info : (known.splice(at, 1)[0]?.info ?? info);
  });
}

function convertTable(job: ConvertJob): AsyncIterable<Uint8Array> {
  return convert(new ReceivedTable(job), job.format, {
    ...job.options,
    ...(job.spools ? { spool: spoolToFile } : {}),
    lend: true,
    onDiagnostic: (diagnostic) => send({ kind: "diagnostic", diagnostic }),
  });
}

async function* convertData({ fields, options }: DataJob): AsyncGenerator<Uint8Array, void, void> {
  const diagnostics = new WriteDiagnostics();
  yield* encodeData(fields, received(), { ...options, lend: true, diagnostics });
  for (const diagnostic of diagnostics.list()) send({ kind: "diagnostic", diagnostic });
}

/** Whether a chunk has memory that is all its own, and worth it; a small piece may be one that an encoder gives again. */
function isOwn(chunk: Uint8Array): chunk is Uint8Array<ArrayBuffer> {
  return chunk.length >= LEAST_KEPT_BYTES && chunk.length === chunk.buffer.byteLength;
}

/** A copy to be sent, in memory that came back: fresh memory for every chunk would cost more than all else here. */
function copyOf(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const known = chunk.length < LEAST_KEPT_BYTES ? -1 : spent.findIndex(({ byteLength }) => byteLength >= chunk.length);
  const fresh = chunk.length < LEAST_KEPT_BYTES ? chunk.length : Math.ceil(chunk.length * 1.25);
  const memory = known < 0 ? new ArrayBuffer(fresh) : (spent.splice(known, 1)[0] as ArrayBuffer);
  const copy = new Uint8Array(memory, 0, chunk.length);
  copy.set(chunk);
  return copy;
}

async function run(): Promise<void> {
  for await (const chunk of job.kind === "convert" ? convertTable(job) : convertData(job)) {
    while (untaken > BYTES_AHEAD) await change();
    const bytes = isOwn(chunk) ? chunk : copyOf(chunk);
    const wantsBack = bytes !== chunk && bytes.length >= LEAST_KEPT_BYTES;
    untaken += bytes.length;
    send({ kind: "chunk", bytes, wantsBack }, [bytes.buffer]);
  }
}

run().then(
  () => send({ kind: "end" }),
  (failure: unknown) => {
    const { name, message } = failure instanceof Error ? failure : { name: "Error", message: String(failure) };
    // Codes, places, columns: whatever the error says of itself.
    const details = failure instanceof Error ? JSON.parse(JSON.stringify({ ...failure, cause: undefined })) : {};
    send({ kind: "failure", name, message, details });
  },
);
