import type { ColumnBatch } from "@armillary/columns";
import { Diagnostics } from "../diagnostics.ts";
import type { Signal } from "../document/builder.ts";
import { Reports } from "../document/reports.ts";
import type { ReadingOptions } from "../options.ts";
import { type OpenedRows, openRows } from "../rows/open-rows.ts";
import { CellFaults, type RowSource } from "../rows/row-source.ts";
import type { WrittenSerialization } from "../write/versions.ts";
import { passStream } from "./copied-stream.ts";
import type { EditSession } from "./edit-session.ts";
import { needsHolding, writeRows } from "./rewritten-rows.ts";

type DataSignal = Extract<Signal, { kind: "data" }>;

/** Gives the rows of a TABLE whose first tag has been read, from `start` on: written anew where that is wanted, else as they are. */
export async function* editData(
  session: EditSession,
  signal: DataSignal,
  start: number,
): AsyncGenerator<Uint8Array, void, void> {
  const { serialization, tables } = session.edits;
  const isWanted = tables === undefined || tables.includes(signal.table.meta.index);
  if (serialization !== undefined && isWanted && signal.serialization !== serialization.toUpperCase()) {
    yield* rewriteRows(session, signal, start, serialization);
  } else {
    session.editor.rowsBegin({ isText: signal.serialization === "TABLEDATA" });
    yield* signal.serialization === "TABLEDATA" ? copyRows(session, signal) : copyStream(session);
  }
  // The end tag was read with the rows.
  session.take({ type: "end", name: signal.name, offset: session.window.offset });
}

async function* rewriteRows(
  session: EditSession,
  signal: DataSignal,
  start: number,
  serialization: WrittenSerialization,
): AsyncGenerator<Uint8Array, void, void> {
  const { editor, tape, notes, options, diagnostics, reports, reading } = session;
  const before = signal.table.meta.fields;
  const how = { ...options, serialization, version: session.version };
  // Rows that go out as they come need no memory of their own.
  const lend = before.length > 0 && !needsHolding(before, signal.serialization, how);
  const faults = new CellFaults(diagnostics, reading.lenient);
  const opened = await open(session, signal, reports, faults, { ...reading, lend });
  if (opened.far === true) {
    notes.left(signal.table);
    editor.rowsBegin();
    opened.rows.skip();
    while ((await opened.rows.next()) !== undefined);
    return;
  }
  if ("failure" in opened.fields) throw opened.fields.failure;
  // Of the document what stands before the rows is kept; they themselves are decoded.
  tape.stop(start);
  const rows = await writeRows(
    {
      from: signal.serialization,
      name: signal.name,
      fields: opened.fields,
      batches: batchesOf(opened.rows, session),
    },
    how,
  );
  try {
    editor.rowsBegin({ fields: { before, after: rows.fields } });
    yield* session.upTo(start);
    yield* rows.chunks();
    notes.written(rows.diagnostics());
  } finally {
    await rows.close();
  }
  session.resume();
}

async function* batchesOf(rows: RowSource, session: EditSession): AsyncGenerator<ColumnBatch, void, void> {
  const { options, bytes } = session;
  for (;;) {
    options.signal?.throwIfAborted();
    const batch = await rows.next();
    options.onProgress?.({ bytesRead: bytes.bytesRead() });
    if (batch === undefined) return;
    session.rows += batch.rows;
    yield batch;
  }
}

/** Rows in TABLEDATA as they are: passed at scanning speed, whatever is in their cells. */
async function* copyRows(session: EditSession, signal: DataSignal): AsyncGenerator<Uint8Array, void, void> {
  const { window, reading, options, bytes } = session;
  const unheard = new Diagnostics(false);
  const faults = new CellFaults(unheard, true);
  const { rows } = await open(session, signal, new Reports(unheard, true, window), faults, { ...reading, columns: [] });
  rows.skip();
  while ((await rows.next()) !== undefined) {
    options.signal?.throwIfAborted();
    options.onProgress?.({ bytesRead: bytes.bytesRead() });
    yield* session.upTo(window.offset);
  }
}

async function* copyStream(session: EditSession): AsyncGenerator<Uint8Array, void, void> {
  const { tokenizer, window, options, bytes } = session;
  for await (const _ of passStream(tokenizer)) {
    options.signal?.throwIfAborted();
    options.onProgress?.({ bytesRead: bytes.bytesRead() });
    yield* session.upTo(window.offset);
  }
}

function open(
  { tokenizer, builder }: EditSession,
  signal: DataSignal,
  reports: Reports,
  faults: CellFaults,
  options: ReadingOptions,
): Promise<OpenedRows> {
  // What lies behind an href is never asked for, so that no source is there to be closed.
  return openRows({ signal, tokenizer, builder, reports, faults, options, onSource: () => undefined });
}
