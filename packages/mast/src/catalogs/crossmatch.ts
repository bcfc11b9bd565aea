import { type ColumnBatch, createColumnWriter, type Field, rebatch, takeValues, uniqueNames } from "@armillary/columns";
import { createTableResult, explainFailure, type TableResult } from "@armillary/dali/table";
import { createBatchStream, type StreamSummary, type TableStream } from "@armillary/formats";
import { type PositionChoice, positionColumns, readPositions } from "@armillary/sky";
import { type InvokeOptions, invokeMashup } from "../mashup/invoke.ts";
import type { MashupUpload } from "../mashup/request.ts";
import type { MastSession } from "../session/session.ts";
import { ChunkMatches, UPLOADED } from "./chunk-matches.ts";
import { findCatalog, usage } from "./find-catalog.ts";

/** A local table that is matched with a catalogue. */
export interface CrossmatchQuery {
  readonly catalog: string;
  readonly version?: number;
  /** Read once, batch after batch. */
  readonly table: TableStream;
  /** Where its positions are (default: by UCDs, utypes, names). */
  readonly position?: PositionChoice;
  /** Degrees (default 0.002, as the services have it). */
  readonly radiusDeg?: number;
  /**
   * `all` (default): every match of each row, the nearest first; `best`: the nearest alone. A row without any is there all the same, with nulls.
   */
  readonly find?: "all" | "best";
}

export interface CrossmatchOptions
  extends Pick<InvokeOptions, "signal" | "deadline" | "timeoutMs" | "pageTimeoutMs" | "pageSize"> {
  /** Rows of the local table that are sent at a time (default 1000). */
  readonly chunkRows?: number;
  /** Called with every chunk. */
  readonly onProgress?: (progress: { readonly inputRows: number; readonly matchedRows: number }) => void;
}

/** What became of all rows of the local table. */
export interface CrossmatchSummary extends StreamSummary {
  readonly complete: boolean;
  readonly inputRows: number;
  /** Of those, with at least one match. */
  readonly matchedRows: number;
  /** Of those, without a position: they were not sent. */
  readonly withoutPosition: number;
  readonly pairs: number;
  /** Matches that cannot be told to be of any row; they stand at the end of their chunk. */
  readonly unassigned: number;
  readonly elapsedMs: number;
}

export type CrossmatchResult<Row = Record<string, unknown>> = TableResult<Row, CrossmatchSummary>;

const CHUNK_ROWS = 1000;
const RADIUS_DEG = 0.002;
const SEPARATION: Field = {
  name: "separation_arcsec",
  datatype: "double",
  unit: "arcsec",
  ucd: "pos.angDistance",
  description: "distance of the match from the row's position",
  layout: { kind: "float", bits: 64 },
};

/**
 * Matches a local table with a catalogue at MAST. Rows keep their order, whatever comes first; each is there at least once: its columns, those of the
 * catalogue, and `separation_arcsec`. The table is sent in chunks, one after the other.
 *
 * Matches are told to be of a row by its number, which is sent along; where a service does not give that back, by their positions.
 * @throws DalError code DAL_USAGE for a catalogue that is not matched, and for a radius that cannot be; SkyError SKY_POSITION for a table without
 * positions; as `invokeMashup`
 */
export async function crossmatchCatalog<Row = Record<string, unknown>>(
  session: MastSession,
  query: CrossmatchQuery,
  { chunkRows = CHUNK_ROWS, onProgress, ...options }: CrossmatchOptions = {},
): Promise<CrossmatchResult<Row>> {
  const { catalog, version, table, radiusDeg = RADIUS_DEG, find = "all" } = query;
  const startMs = performance.now();
  const service = findCatalog(catalog, version).crossmatch;
  if (service === undefined) throw usage(`${catalog} has no service for cross-matches in this version.`);
  if (!(radiusDeg > 0 && radiusDeg <= 1))
    throw usage(`Matches are within a radius above 0, and 1 degree at most: not ${radiusDeg}.`);
  if (!Number.isSafeInteger(chunkRows) || chunkRows < 1)
    throw usage(`A chunk has a whole number of rows, from 1: not ${chunkRows}.`);
  const places = positionColumns(table.fields, query.position);
  const counts = { inputRows: 0, matchedRows: 0, withoutPosition: 0, pairs: 0, unassigned: 0 };
  let bytes = 0;
  let cameAs: Awaited<ReturnType<typeof invokeMashup>>["cameAs"] | undefined;

  const ask = async (batch: ColumnBatch): Promise<ChunkMatches> => {
    const { raDeg, decDeg } = readPositions(batch, places);
    const sent = [...raDeg.keys()].filter((row) => Number.isFinite(raDeg[row]) && Number.isFinite(decDeg[row]));
    counts.withoutPosition += batch.rows - sent.length;
    // A chunk of no positions is asked as well, where nothing is known of the columns yet.
    if (sent.length === 0 && cameAs !== undefined) return ChunkMatches.none(cameAs.map(({ field }) => field));
    const result = await invokeMashup(
      session,
      {
        ...options,
        service,
        params: { raColumn: UPLOADED.ra, decColumn: UPLOADED.dec, radius: radiusDeg },
        data: uploadOf(sent, raDeg, decDeg),
        // The same table sent again is matched anew.
        extra: { removecache: true },
      },
      cameAs,
    );
    cameAs = result.cameAs;
    const batches: ColumnBatch[] = [];
    for await (const one of result.batches()) batches.push(one);
    bytes += (await result.summary).bytesRead;
    return new ChunkMatches(result.fields, batches, { sent, raDeg, decDeg, radiusDeg });
  };

  const chunks = rebatch(table.batches(), chunkRows);
  const first = await nextChunk(chunks);
  const firstMatches = await ask(first ?? emptyOf(table));
  const fields = joinFields(table.fields, firstMatches.fields);

  const join = (batch: ColumnBatch, matches: ChunkMatches): ColumnBatch => {
    const rows = matches.rowsOf(batch.rows, find);
    counts.inputRows += batch.rows;
    counts.matchedRows += rows.matchedRows;
    counts.pairs += rows.pairs;
    counts.unassigned += rows.unassigned;
    onProgress?.({ inputRows: counts.inputRows, matchedRows: counts.matchedRows });
    return {
      rows: rows.left.length,
      columns: [
        ...batch.columns.map((column) => takeValues(column, rows.left)),
        ...matches.columns.map((column) => takeValues(column, rows.right)),
        rows.separation,
      ],
    };
  };

  const joined = createBatchStream({
    fields,
    metadata: { params: [], infos: [] },
    async *read() {
      try {
        if (first === undefined) return;
        yield join(first, firstMatches);
        for (let batch = await nextChunk(chunks); batch !== undefined; batch = await nextChunk(chunks)) {
          yield join(batch, await ask(batch));
        }
      } finally {
        await chunks.return();
      }
    },
    conclude: (rows) => ({ status: "OK", rows, bytesRead: bytes, diagnostics: [] }),
    close: () => table.close(),
  });
  const url = `${session.baseUrl}/api/v0/invoke`;
  return createTableResult<Row, CrossmatchSummary>({
    table: joined,
    url,
    bytesRead: () => bytes,
    explain: (thrown) => explainFailure(thrown, url),
    summarize: (summary, complete) => ({
      ...summary,
      complete,
      ...counts,
      elapsedMs: performance.now() - startMs,
    }),
  });
}

function uploadOf(rows: readonly number[], raDeg: Float64Array, decDeg: Float64Array): MashupUpload {
  return {
    fields: [
      { name: UPLOADED.row, type: "int" },
      { name: UPLOADED.ra, type: "float" },
      { name: UPLOADED.dec, type: "float" },
    ],
    data: rows.map((row) => ({
      [UPLOADED.row]: row,
      [UPLOADED.ra]: raDeg[row] as number,
      [UPLOADED.dec]: decDeg[row] as number,
    })),
  };
}

/** Columns of both; of a name that both have, the catalogue's gets a number. */
function joinFields(own: readonly Field[], theirs: readonly Field[]): Field[] {
  const all = [...own, ...theirs, SEPARATION];
  const names = uniqueNames(all.map(({ name }) => name));
  return all.map((field, index) => (index < own.length ? field : { ...field, name: names[index] ?? field.name }));
}

async function nextChunk(chunks: AsyncGenerator<ColumnBatch, void, void>): Promise<ColumnBatch | undefined> {
  const { done, value } = await chunks.next();
  return done === true ? undefined : (value ?? undefined);
}

/** A chunk of no rows, for the columns. */
function emptyOf({ fields }: TableStream): ColumnBatch {
  return { rows: 0, columns: fields.map(({ layout }) => createColumnWriter(layout).take()) };
}
