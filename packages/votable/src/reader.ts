import type { ColumnBatch, Field } from "@armillary/columns";
import type { ByteSource, Diagnostic, OpenOptions, Summary, TableReader, VotableReader } from "./api.ts";
import { openDocumentBytes } from "./bytes/document.ts";
import { type ChunkReader, openChunks } from "./bytes/source.ts";
import { ByteWindow } from "./bytes/window.ts";
import { Diagnostics } from "./diagnostics.ts";
import { DocumentBuilder, type Signal } from "./document/builder.ts";
import type { OpenTable } from "./document/frames.ts";
import { Reports } from "./document/reports.ts";
import { readRoot } from "./document/root.ts";
import { VotableError } from "./errors.ts";
import type { Resource, Serialization, TableMeta, Votable } from "./model.ts";
import { type ReadingOptions, withDefaults } from "./options.ts";
import { type OpenedRows, openRows } from "./rows/open-rows.ts";
import type { RowSource } from "./rows/row-source.ts";
import { CellFaults } from "./rows/row-source.ts";
import { verdictOf } from "./status.ts";
import { XmlTokenizer } from "./xml/tokenizer.ts";

/**
 * Opens a VOTable of any version and serialization. Resolves when the first TABLE's FIELDs are known (or the document
 * has none), before any row is decoded.
 *
 * Throws VotableError, here and while reading; `code` says why (see VOTABLE_ERROR_CODES), `place` where. A document in
 * which a service reports an error is no error here: `summary.status` says so.
 */
export async function openVotable(source: ByteSource, options: OpenOptions = {}): Promise<VotableReader> {
  const reading = withDefaults(options);
  const { chunks, bytesRead } = await openDocumentBytes(source, reading);
  const reader = new DocumentReader(
    new ByteWindow(chunks, { maxDocumentBytes: reading.limits.maxDocumentBytes }),
    bytesRead,
    reading,
  );
  try {
    await reader.begin();
  } catch (failure) {
    await reader.close();
    throw failure;
  }
  return reader;
}

/** How much of a second document is read for its message. */
const LATE_REPORT_BYTES = 1 << 20;

class DocumentReader implements VotableReader {
  readonly #window: ByteWindow;
  readonly #tokenizer: XmlTokenizer;
  readonly #builder: DocumentBuilder;
  readonly #reports: Reports;
  readonly #diagnostics: Diagnostics;
  readonly #options: ReadingOptions;
  readonly #bytesRead: () => number;
  #first: OneTable | undefined;
  #current: OneTable | undefined;
  #rows = 0;
  #summary: Promise<Summary> | undefined;
  #ended = false;
  #closed = false;
  #failure: { readonly failure: unknown } | undefined;
  readonly #sources: ChunkReader[] = [];
  readonly #abort = (): void => {
    void this.close();
  };
  // Reading goes one step at a time, whoever asks: iteration, the summary, or both at once.
  #turn: Promise<unknown> = Promise.resolve();

  constructor(window: ByteWindow, bytesRead: () => number, options: ReadingOptions) {
    this.#window = window;
    this.#bytesRead = bytesRead;
    this.#options = options;
    this.#tokenizer = new XmlTokenizer(window, options.limits);
    this.#diagnostics = new Diagnostics(options.strict);
    this.#reports = new Reports(this.#diagnostics, options.lenient, window);
    this.#builder = new DocumentBuilder(this.#reports, options.limits);
    // Also while nobody is waiting: a source that nobody will read on is not kept open.
    options.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  get document(): Votable {
    return this.#builder.document;
  }

  get table(): TableReader | undefined {
    return this.#first;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics.list();
  }

  get summary(): Promise<Summary> {
    this.#summary ??= this.#finish();
    return this.#summary;
  }

  /** Reads up to the first TABLE. */
  async begin(): Promise<void> {
    await readRoot(this.#tokenizer, (event) => this.#builder.take(event, () => this.#tokenizer.raw));
    this.#first = await this.#inTurn(() => this.#advance());
  }

  async *tables(): AsyncGenerator<TableReader> {
    let table = this.#first;
    try {
      for (; table !== undefined; table = await this.#inTurn(() => this.#advance())) yield table;
    } finally {
      if (table !== undefined) await this.close();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#options.signal?.removeEventListener("abort", this.#abort);
    await Promise.all([this.#window, ...this.#sources].map((source) => source.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Reads a batch of `table`. Throws TypeError when reading has gone on to the next one: its rows cannot be had any
   * more, which is not to be taken for its end.
   */
  async readBatch(table: OneTable): Promise<ColumnBatch | undefined> {
    const batch = await this.#inTurn(async () => (table.finished ? undefined : this.#readRows(table)));
    if (table.skipped) throw new TypeError("the rows of a table are read before tables() or summary goes on from it");
    return batch;
  }

  /** One reader at a time, in the order of asking; undefined once closed. */
  #inTurn<Result>(step: () => Promise<Result>): Promise<Result | undefined> {
    const turn = this.#turn.then(async () => {
      // What failed once stays failed: nothing behind it can be trusted.
      if (this.#failure !== undefined) throw this.#failure.failure;
      try {
        this.#throwIfAborted();
        if (this.#closed) return undefined;
        const result = await step();
        this.#throwIfAborted();
        return result;
      } catch (caught) {
        // A document that was left is cut off where it was left: that is no fault of it.
        if (this.#closed && !this.#isAborted) return undefined;
        const failure = this.#isAborted ? this.#options.signal?.reason : await explainFailure(caught, this.#tokenizer);
        this.#failure = { failure };
        await this.close();
        throw failure;
      }
    });
    this.#turn = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /** The end of the document was reached before the signal: nothing is left to be aborted. */
  get #isAborted(): boolean {
    return this.#options.signal?.aborted === true && !this.#ended;
  }

  #throwIfAborted(): void {
    if (this.#isAborted) this.#options.signal?.throwIfAborted();
  }

  /** Goes on to the next TABLE, skipping what is left of the current one. */
  async #advance(): Promise<OneTable | undefined> {
    while (this.#current !== undefined) {
      this.#current.skip();
      await this.#readRows(this.#current);
    }
    if (this.#ended) return undefined;
    for (;;) {
      const event = this.#tokenizer.next() ?? (await this.#tokenizer.read());
      const signal = this.#builder.take(event, () => this.#tokenizer.raw);
      if (signal !== undefined) return this.#openTable(signal);
      if (event.type === "eof") {
        this.#ended = true;
        this.#options.signal?.removeEventListener("abort", this.#abort);
        return undefined;
      }
    }
  }

  async #openTable(signal: Signal): Promise<OneTable> {
    const { table } = signal;
    const faults = new CellFaults(this.#diagnostics, this.#options.lenient);
    if (signal.kind === "no-data") return new OneTable(this, table, table.meta.fields, undefined);
    const opened = new OneTable(this, table, [], signal.serialization);
    opened.begin(
      await openRows({
        signal,
        tokenizer: this.#tokenizer,
        builder: this.#builder,
        reports: this.#reports,
        faults,
        options: this.#options,
        onSource: (source) => this.#sources.push(source),
      }),
    );
    this.#current = opened;
    return opened;
  }

  async #readRows(table: OneTable): Promise<ColumnBatch | undefined> {
    const batch = await table.source?.next();
    this.#options.onProgress?.({ bytesRead: this.#bytesRead() });
    if (batch !== undefined) {
      table.rows += batch.rows;
      return batch;
    }
    this.#current = undefined;
    table.finished = true;
    if (table.source?.uncounted !== true) this.#count(table);
    await this.#closeData();
    return undefined;
  }

  #count(table: OneTable): void {
    this.#rows += table.rows;
    const meta = table.open.meta;
    meta.rows = table.rows;
    if (meta.nrows !== undefined && meta.nrows.trim() !== String(table.rows)) {
      this.#reports.return(table.open.place);
      this.#reports.warn("W-NROWS", String(meta.index), `nrows says ${meta.nrows} rows, and there are ${table.rows}`);
    }
  }

  /** The end tag of the serialization has been read by those who read the rows; the model hears of it here. */
  async #closeData(): Promise<void> {
    const open = this.#tokenizer.open;
    if (open.at(-1) === undefined) return;
    this.#builder.take({ type: "end", name: "", offset: this.#window.offset }, () => "");
  }

  async #finish(): Promise<Summary> {
    while ((await this.#inTurn(() => this.#advance())) !== undefined);
    const rows = this.#rows + (this.#current?.rows ?? 0);
    return {
      ...verdictOf(this.document),
      complete: this.#ended,
      rows,
      bytesRead: this.#bytesRead(),
      diagnostics: this.diagnostics,
    };
  }
}

/**
 * What to throw for a failure of `tokenizer`: a service that fails late writes a second document into the first (TAPLib
 * did), and its words are the reason.
 */
export async function explainFailure(failure: unknown, { restarted, window }: XmlTokenizer): Promise<unknown> {
  if (!(failure instanceof VotableError) || !restarted) return failure;
  while (window.end - window.start < LATE_REPORT_BYTES && (await window.fill().catch(() => false)));
  const rest = openChunks(window.bytes.subarray(window.start, window.end));
  const second = new DocumentReader(new ByteWindow(rest), () => 0, withDefaults({ lenient: true }));
  // The end tags of the first document may follow it, or nothing at all: what it says counts, not how it ends.
  await second
    .begin()
    .then(() => second.summary)
    .catch(() => undefined);
  const { status, message = "" } = verdictOf(second.document);
  if (status !== "ERROR") return failure;
  return new VotableError(
    failure.code,
    `The service broke off in the middle of the document and wrote a second one into it. It says: "${message}"`,
    { ...failure.place, serviceMessage: message },
  );
}

class OneTable implements TableReader {
  readonly open: OpenTable;
  readonly serialization?: Serialization;
  source: RowSource | undefined;
  rows = 0;
  /** Whether its rows have been read, or skipped, to their end. */
  finished: boolean;
  skipped = false;
  readonly #reader: DocumentReader;
  #fields: OpenedRows["fields"];
  #asked = false;

  constructor(
    reader: DocumentReader,
    open: OpenTable,
    fields: readonly Field[],
    serialization: Serialization | undefined,
  ) {
    this.#reader = reader;
    this.open = open;
    this.#fields = fields;
    this.finished = serialization === undefined;
    if (serialization !== undefined) this.serialization = serialization;
  }

  get fields(): readonly Field[] {
    if ("failure" in this.#fields) throw this.#fields.failure;
    return this.#fields;
  }

  get meta(): TableMeta {
    return this.open.meta;
  }

  get resources(): readonly Resource[] {
    return this.open.resources;
  }

  begin({ rows, fields }: OpenedRows): void {
    this.source = rows;
    this.#fields = fields;
  }

  /** From now on rows are only counted. */
  skip(): void {
    this.skipped = true;
    this.source?.skip();
  }

  async *batches(): AsyncGenerator<ColumnBatch> {
    if (this.#asked) throw new TypeError("the batches of a table can be read once");
    this.#asked = true;
    let finished = false;
    try {
      for (;;) {
        const batch = await this.#reader.readBatch(this);
        if (batch === undefined) break;
        yield batch;
      }
      finished = true;
    } finally {
      if (!finished) await this.#reader.close();
    }
  }
}
