import type { ColumnBatch, Field } from "@armillary/columns";
import { FitsError, type FitsTableReader, openFitsTable } from "@armillary/fits";
import type { ChunkReader } from "../bytes/source.ts";
import type { Location } from "../bytes/window.ts";
import type { Reports } from "../document/reports.ts";
import { VotableError } from "../errors.ts";
import type { ReadingOptions } from "../options.ts";
import type { RowSource } from "./row-source.ts";

export interface FitsStream {
  readonly chunks: ChunkReader;
  /** The FIELDs of the TABLE: they describe what the FITS table holds. None: it describes itself. */
  readonly fields: readonly Field[];
  readonly wanted: readonly number[];
  /** The `extnum` attribute: number of the HDU, the primary being 0. */
  readonly extnum: string | undefined;
  /** Of the STREAM. */
  readonly place: Location;
}

/** Opens the FITS serialization (VOTable 1.5, section 5.2): a binary table inside a FITS stream. */
export async function openFitsRows(
  stream: FitsStream,
  options: ReadingOptions,
  reports: Reports,
): Promise<{ readonly rows: RowSource; readonly fields: readonly Field[] }> {
  const { chunks, fields, wanted, extnum, place } = stream;
  if (extnum !== undefined && !/^\s*\d+\s*$/.test(extnum)) {
    throw new VotableError("VOT_FITS", `extnum="${extnum}" of the FITS element is not a number.`, place);
  }
  const described = fields.length > 0;
  const columns = described ? wanted : options.columns;
  let table: FitsTableReader;
  try {
    table = await openFitsTable(iterate(chunks), {
      lenient: options.lenient,
      rowsPerBatch: options.rowsPerBatch,
      bytesPerBatch: options.bytesPerBatch,
      limits: { maxFields: options.limits.maxFields, maxRowBytes: options.limits.maxRowBytes },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(extnum === undefined ? {} : { extension: Number(extnum) }),
      ...(described ? { metadata: fields } : {}),
      ...(columns === undefined ? {} : { columns }),
    });
  } catch (failure) {
    throw explained(failure, place);
  }
  return { rows: new FitsRows(table, chunks, reports, place), fields: table.fields };
}

class FitsRows implements RowSource {
  readonly #chunks: ChunkReader;
  readonly #reports: Reports;
  readonly #batches: AsyncIterator<ColumnBatch>;
  readonly #table: FitsTableReader;
  readonly #place: Location;
  #skip = false;

  constructor(table: FitsTableReader, chunks: ChunkReader, reports: Reports, place: Location) {
    this.#place = place;
    this.#table = table;
    this.#batches = table.batches()[Symbol.asyncIterator]();
    this.#chunks = chunks;
    this.#reports = reports;
  }

  skip(): void {
    this.#skip = true;
  }

  async next(): Promise<ColumnBatch | undefined> {
    try {
      const { value, done } = await this.#batches.next();
      if (done !== true) return this.#skip ? { rows: value.rows, columns: [] } : value;
    } catch (failure) {
      throw explained(failure, this.#place);
    }
    this.#reports.return(this.#place);
    for (const { code, message } of this.#table.diagnostics)
      this.#reports.warn("W-FITS", `${code} ${message}`, message);
    // The rest of the stream: padding, and HDUs that nobody asked for.
    while ((await this.#chunks.next()) !== undefined);
    return undefined;
  }
}

async function* iterate(chunks: ChunkReader): AsyncGenerator<Uint8Array> {
  for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) yield chunk;
}

function explained(failure: unknown, place: Location): unknown {
  if (!(failure instanceof FitsError)) return failure;
  const limit = failure.code === "FITS_LIMIT";
  return new VotableError(limit ? "VOT_LIMIT" : "VOT_FITS", `The FITS stream: ${failure.message}`, place, {
    cause: failure,
  });
}
