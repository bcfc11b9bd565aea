import type { ColumnBatch } from "@armillary/columns";
import type { ConvertOptions, FormatName, TableStream } from "@armillary/formats";
import { convert, mapBatches } from "@armillary/formats";
import type { EncodingThread } from "@armillary/formats/node";
import type { Diagnostic } from "@armillary/votable";
import type { Progress } from "../progress.ts";
import type { Sink } from "../sink.ts";
import type { WriteFlags } from "../verbs/write-options.ts";

export interface WriteTableOptions extends Pick<ConvertOptions, "text"> {
  readonly to: FormatName;
  readonly how: Omit<WriteFlags, "to">;
  readonly progress: Progress;
  /** Called with every batch before it is written. */
  readonly onBatch?: (batch: ColumnBatch) => void;
  /** Where rows are written while this thread reads, if that is worth it. */
  readonly thread?: EncodingThread | undefined;
}

/**
 * Writes a table to its place, counting rows. Nothing is committed: the table's summary may say that it is not to be used.
 * @returns what the format could not carry
 */
export async function writeTable(
  table: TableStream,
  sink: Sink,
  { to, how, text, progress, onBatch, thread }: WriteTableOptions,
): Promise<readonly Diagnostic[]> {
  const written: Diagnostic[] = [];
  const { convertInThread, spoolToFile } = await import("@armillary/formats/node");
  const writing = {
    ...convertOptions(how),
    ...(text === undefined ? {} : { text }),
    lend: true,
    spool: spoolToFile,
    onDiagnostic: (diagnostic: Diagnostic) => void written.push(diagnostic),
  };
  const counted = countRows(table, progress, onBatch);
  const chunks = thread === undefined ? convert(counted, to, writing) : convertInThread(counted, to, writing, thread);
  for await (const chunk of chunks) await sink.write(chunk, true);
  return written;
}

function convertOptions({
  compression,
  arrowTypes,
  serialization,
  votableVersion,
}: WriteTableOptions["how"]): ConvertOptions {
  return {
    ...(compression === undefined ? {} : { compression }),
    ...(arrowTypes === undefined ? {} : { arrowTypes }),
    ...(serialization === undefined ? {} : { serialization }),
    ...(votableVersion === undefined ? {} : { version: votableVersion }),
  };
}

function countRows(
  table: TableStream,
  progress: Progress,
  onBatch: ((batch: ColumnBatch) => void) | undefined,
): TableStream {
  return mapBatches(table, table.fields, (batch) => {
    progress.rows += batch.rows;
    onBatch?.(batch);
    return batch;
  });
}
