// The thread behind convertInThread and encodeDataInThread: takes batches, gives the bytes of a file.
import { MessageChannel, parentPort, workerData } from "node:worker_threads";
import type { ColumnBatch, Field } from "@armillary/columns";
import type { Info, Votable } from "@armillary/votable";
import { encodeData, WriteDiagnostics } from "@armillary/votable/write";
import { convert, loadEncoderOf } from "../convert.ts";
import { viewBatch } from "../hold/batch-image.ts";
import type { StreamSummary, TableMetadata, TableStream } from "../table-stream.ts";
import { spoolToFile } from "./random-access.ts";
import type { ConvertJob, DataJob, FromThread, RowsEnd, ThreadJob, ThreadStart, ToThread } from "./thread-messages.ts";

/** Bytes of output that were sent and not yet taken: more are only more memory. */
const BYTES_AHEAD = 2 << 20;
/** Messages to the other thread are of this size. */
const MESSAGE_BYTES = 1 << 20;
const MOST_KEPT = 4;

const images: Uint8Array<ArrayBuffer>[] = [];
const spent: ArrayBuffer[] = [];
let rowsEnd: RowsEnd | undefined;
let untaken = 0;
// Both the encoder and its output may be waiting.
const waiting: (() => void)[] = [];
const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

let accept: (job: ThreadJob) => void = () => undefined;
const accepted = new Promise<ThreadJob>((resolve) => {
  accept = resolve;
});

parentPort?.on("message", (message: ToThread) => {
  if (message.kind === "job") accept(message.job);
  else if (message.kind === "batch") images.push(message.image);
  else if (message.kind === "end") rowsEnd = message;
  else {
    untaken -= message.bytes;
    if (spent.length < MOST_KEPT) spent.push(message.spent);
  }
  for (const wake of waiting.splice(0)) wake();
});

function send(message: FromThread, moved: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}

/** Batches as they come, each good until the next is asked for. */
async function* received(fields: readonly Field[]): AsyncGenerator<ColumnBatch, void, void> {
  for (;;) {
    const image = images.shift();
    if (image !== undefined) {
      yield viewBatch(image.buffer, fields);
      send({ kind: "more", spent: image.buffer }, [image.buffer]);
    } else if (rowsEnd !== undefined) return;
    else await change();
  }
}

class ReceivedTable implements TableStream {
  readonly fields: TableStream["fields"];
  metadata: TableMetadata;
  /** Known behind the rows. */
  document: Votable | undefined;
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
    yield* received(this.fields);
    const { metadata, document, summary } = rowsEnd ?? {};
    this.document = document;
    if (metadata !== undefined) this.metadata = { ...metadata, infos: sameInfos(this.metadata.infos, metadata.infos) };
    if (summary !== undefined) this.#resolve(summary);
  }

  async close(): Promise<void> {
    // The thread ends with its job.
  }
}

/**
 * Gathers chunks, which may be lent, and sends them in memory that comes back: waking a thread costs more than copying, and
 * memory that was given away is collected late over there, so the more the longer it goes on.
 */
class Outbox {
  #memory: ArrayBuffer | undefined;
  #bytes = 0;

  async add(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length; ) {
      this.#memory ??= spent.pop() ?? new ArrayBuffer(MESSAGE_BYTES);
      const piece = chunk.subarray(from, from + this.#memory.byteLength - this.#bytes);
      new Uint8Array(this.#memory, this.#bytes).set(piece);
      this.#bytes += piece.length;
      from += piece.length;
      if (this.#bytes === this.#memory.byteLength) await this.flush();
    }
    if (chunk.length >= MESSAGE_BYTES && chunk.length === chunk.buffer.byteLength) release(chunk.buffer as ArrayBuffer);
  }

  async flush(): Promise<void> {
    if (this.#memory === undefined) return;
    const bytes = new Uint8Array(this.#memory, 0, this.#bytes);
    this.#memory = undefined;
    this.#bytes = 0;
    while (untaken > BYTES_AHEAD) await change();
    untaken += bytes.length;
    send({ kind: "chunk", bytes }, [bytes.buffer]);
  }
}

const nowhere = new MessageChannel().port1;
nowhere.close();

/** Gives memory back now: the collector would let tens of megabytes of the Parquet encoder's output pile up. */
function release(memory: ArrayBuffer): void {
  // A message to a port that is closed takes what is moved along with it, and is dropped.
  nowhere.postMessage(undefined, [memory]);
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
  yield* encodeData(fields, received(fields), { ...options, lend: true, diagnostics });
  for (const diagnostic of diagnostics.list()) send({ kind: "diagnostic", diagnostic });
}

async function run(): Promise<void> {
  const { format } = workerData as ThreadStart;
  // What fails to load says so again when it is needed.
  if (format !== undefined) loadEncoderOf(format).catch(() => undefined);
  const job = await accepted;
  const outbox = new Outbox();
  for await (const chunk of job.kind === "convert" ? convertTable(job) : convertData(job)) await outbox.add(chunk);
  await outbox.flush();
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
