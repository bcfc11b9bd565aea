import { type ColumnBatch, type Field, StatisticsCollector } from "@armillary/columns";
import type { ByteSource, Diagnostic } from "@armillary/votable";
import {
  type EditOptions,
  type EditSummary,
  editVotable,
  type HeldRows,
  type VotableEdits,
} from "@armillary/votable/edit";

/** What came of an edit. */
export interface Edited {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly summary: EditSummary;
  readonly notes: readonly Diagnostic[];
}

/** Edits a document, rows being held in memory where that is needed. */
export async function edited(
  source: ByteSource | string,
  edits: VotableEdits = {},
  options: EditOptions = {},
): Promise<Edited> {
  const chunks: Uint8Array[] = [];
  const summaries: EditSummary[] = [];
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
  const how: EditOptions = { hold, onSummary: (told) => void summaries.push(told), ...options };
  for await (const chunk of editVotable(bytes, edits, how)) chunks.push(chunk);
  const [summary] = summaries;
  if (summary === undefined || summaries.length > 1) throw new Error(`${summaries.length} summaries`);
  const whole = new Uint8Array(Buffer.concat(chunks));
  return {
    bytes: whole,
    text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(whole),
    summary,
    notes: summary.notes,
  };
}

async function hold(fields: readonly Field[], batches: AsyncIterable<ColumnBatch>): Promise<HeldRows> {
  const kept: ColumnBatch[] = [];
  const collectors = fields.map((field) => new StatisticsCollector(field));
  for await (const batch of batches) {
    kept.push(batch);
    for (const [index, column] of batch.columns.entries()) collectors[index]?.add(column);
  }
  return {
    fields,
    rows: kept.reduce((sum, { rows }) => sum + rows, 0),
    statistics: collectors.map((collector) => collector.finish()),
    async *batches() {
      yield* kept;
    },
    close: async () => void kept.splice(0),
  };
}
