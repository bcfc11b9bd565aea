import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ColumnBatch, Field } from "@armillary/columns";
import { type DataOptions, encodeData, WriteDiagnostics } from "@armillary/votable/write";
import { type ConvertOptions, convert } from "../convert.ts";
import type { FormatName } from "../format.ts";
import type { TableStream } from "../table-stream.ts";
import { EncodingThread, runInThread } from "./run-in-thread.ts";

const SCRIPT = new URL("./convert-worker.js", import.meta.url);

/**
 * Starts a thread for `convertInThread` or `encodeDataInThread`, which takes some 100 ms: before the table is opened, it
 * costs nothing. It has to be handed on or closed. `undefined` where there is nothing to start.
 */
export function startEncodingThread(format?: FormatName, script: URL = SCRIPT): EncodingThread | undefined {
  return hasScript(script) ? new EncodingThread(script, format) : undefined;
}

/**
 * As `convert`, in a thread of its own: a large table is read here while it is written there. Chunks are lent. Tables that are held go to a temporary file where `options.spool` is given, whatever it is. Errors of the
 * encoder have their names, codes and places, not their classes.
 */
export async function* convertInThread(
  table: TableStream,
  format: FormatName,
  options: ConvertOptions = {},
  thread: EncodingThread | undefined = startEncodingThread(format),
): AsyncGenerator<Uint8Array, void, void> {
  if (thread === undefined) {
    yield* convert(table, format, options);
    return;
  }
  const { spool, onDiagnostic = () => undefined, ...plain } = options;
  const { fields, metadata } = table;
  let whole = false;
  try {
    yield* runInThread(thread, {
      job: { kind: "convert", format, options: plain, spools: spool !== undefined, fields, metadata },
      batches: table.batches(),
      // INFOs, and descriptors of services, may have come behind the rows.
      end: async () => ({
        summary: await table.summary,
        metadata: table.metadata,
        ...(format === "votable" ? { document: table.document } : {}),
      }),
      onDiagnostic,
    });
    whole = true;
  } finally {
    if (!whole) await table.close();
  }
}

/** As `encodeData` that lends, in a thread of its own, but for rows that are held. */
export async function* encodeDataInThread(
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch>,
  options: DataOptions,
  thread?: EncodingThread,
): AsyncGenerator<Uint8Array, void, void> {
  const { held, diagnostics = new WriteDiagnostics(), lend: _, ...plain } = options;
  const started = held === undefined ? (thread ?? startEncodingThread()) : undefined;
  if (started === undefined) {
    yield* encodeData(fields, batches, options);
    return;
  }
  yield* runInThread(started, {
    job: { kind: "data", fields, options: plain },
    batches,
    end: async () => ({}),
    onDiagnostic: (diagnostic) => diagnostics.take([diagnostic]),
  });
}

/** Sources that are run as they are have no script to start. */
function hasScript(script: URL): boolean {
  return existsSync(fileURLToPath(script));
}
