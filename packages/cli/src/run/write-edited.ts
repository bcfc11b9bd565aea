import { holdRows, readParquetRows } from "@armillary/formats";
import { encodeDataInThread, spoolToFile } from "@armillary/formats/node";
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
  let summary: EditSummary | undefined;
  progress.countsRows = false;
  for await (const chunk of editVotable(bytes, edits, {
    strict,
    lenient,
    ...(isWorthThread(progress.size) ? { encode: encodeDataInThread } : {}),
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
