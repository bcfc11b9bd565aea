import { holdRows, readParquetRows } from "@armillary/formats";
import type { EncodingThread } from "@armillary/formats/node";
import { encodeDataInThread, spoolToFile, startEncodingThread } from "@armillary/formats/node";
import type { EditSummary, VotableEdits } from "@armillary/votable/edit";
import { editVotable } from "@armillary/votable/edit";
import type { Input } from "../input.ts";
import type { Io } from "../io.ts";
import type { Progress } from "../progress.ts";
import type { Sink } from "../sink.ts";
import { warnOfSummary, warnOfWriting } from "../warnings.ts";
import { isWorthThread } from "../worth-thread.ts";

export interface EditedDocument {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly edits: VotableEdits;
  readonly strict: boolean;
  readonly lenient: boolean;
}

/** Writes a VOTable to the sink, edited and otherwise as it is; what is written is not committed. */
export async function writeEdited(
  { bytes, edits, strict, lenient }: EditedDocument,
  { sink, progress }: { readonly sink: Sink; readonly progress: Progress },
): Promise<EditSummary> {
  const encodes = edits.serialization !== undefined && isWorthThread(progress.size);
  const thread = encodes ? startEncodingThread("votable") : undefined;
  try {
    return await write(bytes, edits, { strict, lenient }, thread, { sink, progress });
  } finally {
    await thread?.close();
  }
}

async function write(
  bytes: AsyncIterable<Uint8Array>,
  edits: VotableEdits,
  { strict, lenient }: Pick<EditedDocument, "strict" | "lenient">,
  thread: EncodingThread | undefined,
  { sink, progress }: { readonly sink: Sink; readonly progress: Progress },
): Promise<EditSummary> {
  let summary: EditSummary | undefined;
  let unused = thread;
  progress.countsRows = false;
  for await (const chunk of editVotable(bytes, edits, {
    strict,
    lenient,
    ...(thread === undefined
      ? {}
      : {
          encode: (fields, batches, options) => {
            // The first table has the thread that waits; every other one its own.
            const own = unused;
            unused = undefined;
            return encodeDataInThread(fields, batches, options, own);
          },
        }),
    hold: (fields, batches) => holdRows(fields, batches, spoolToFile),
    readParquet: (stream, fields) => readParquetRows(stream, fields, spoolToFile),
    onProgress: ({ bytesRead }) => {
      progress.bytesRead = bytesRead;
    },
    onSummary: (told) => {
      summary = told;
    },
  })) {
    await sink.write(chunk, true);
  }
  if (summary === undefined) throw new TypeError("an edit ended without its summary");
  progress.bytesRead = summary.bytesRead;
  progress.rows = summary.rows;
  progress.countsRows = summary.rows > 0;
  return summary;
}

/** What the user must know of the edit: values lost, what was done otherwise than asked; OVERFLOW with `status`. */
export function warnOfEdit(io: Io, input: Input, output: string, summary: EditSummary, status: boolean): void {
  const { rows: _, ...told } = summary;
  warnOfSummary(io, input.label, status ? told : { ...told, status: "OK" });
  warnOfWriting(io, output === "-" ? "standard output" : output, summary.notes);
}
