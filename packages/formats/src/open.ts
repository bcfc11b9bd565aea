import type { ByteSource } from "@armillary/votable";
import { openChunks } from "@armillary/votable/bytes";
import { countBytes, iterateChunks } from "./chunks.ts";
import type { OpenCsvOptions } from "./csv/open.ts";
import { FormatError } from "./errors.ts";
import { given } from "./given.ts";
import { type IdentifiedSource, type IdentifyOptions, identify, inflate } from "./identify.ts";
import { limitRows, selectColumns } from "./narrow.ts";
import { gatherBytes, type RandomAccess, type Spool } from "./random-access.ts";
import { skipRows } from "./skip-rows.ts";
import type { TableStream } from "./table-stream.ts";

export interface OpenTableOptions extends IdentifyOptions {
  /**
   * Place of the table in its document, from 0 (default 0); only a VOTable or a FITS file has others. `results`: the first
   * that a service answers with, and 0 where that is not said.
   */
  readonly table?: number | "results";
  /** Columns by name or ID, in the order wanted (default all). */
  readonly columns?: readonly string[];
  /** Rows left out at the beginning (default 0). */
  readonly skip?: number;
  /** Rows, counted behind those left out, after which the source is closed (default all). */
  readonly limit?: number;
  /** VOTable: departures from the standard become errors (default false). */
  readonly strict?: boolean;
  /** Cells that cannot be decoded become null and are reported (default false: they are errors). */
  readonly lenient?: boolean;
  /**
   * Batches may be good only until the next is asked for, as every encoder here wants them (default false: they may be
   * kept).
   */
  readonly lend?: boolean;
  /** CSV and TSV: types by column name, where those inferred are not wanted. */
  readonly types?: NonNullable<OpenCsvOptions["types"]>;
  /**
   * VOTable: `off` reads without the kernel (default `auto`). A kernel has memory of its own, which for a few rows costs more
   * than it saves.
   */
  readonly kernel?: "auto" | "off";
  readonly signal?: AbortSignal;
  /** Gives the same bytes again from the start; CSV and TSV then infer types from all rows instead of the first. */
  readonly reopen?: () => AsyncIterable<Uint8Array>;
  /** Makes a stream readable at any place, for Parquet (default: in memory). */
  readonly randomAccess?: Spool;
}

/**
 * Opens a table in any format that is read: VOTable, FITS, CSV, TSV, ECSV, IPAC, Arrow (file or stream), Parquet; gzip around it is seen
 * through. Resolves when the columns are known; no more is read than that takes.
 * @throws FormatError; and the errors of the format's own reader
 */
export async function openTable(source: ByteSource, options: OpenTableOptions = {}): Promise<TableStream> {
  return openIdentified(await identify(source, options), options);
}

/** The same for a source that has been identified. */
export async function openIdentified(source: IdentifiedSource, options: OpenTableOptions = {}): Promise<TableStream> {
  try {
    return await openFormat(source, options);
  } catch (failure) {
    await source.bytes.return?.();
    throw failure;
  }
}

/** Kept: each `import()` asks the loader again, which for a small answer is a tenth of the work. */
let votableTable: Promise<typeof import("./votable-table.ts")> | undefined;

async function openFormat(source: IdentifiedSource, options: OpenTableOptions): Promise<TableStream> {
  const { format, bytes } = source;
  const { table: index = 0, columns, skip, limit, types, strict, lenient, lend, kernel, signal } = options;
  if (types !== undefined && format !== "csv" && format !== "tsv") {
    throw new FormatError("FORMAT_OPTION", `Types are given for CSV and TSV; ${format} says its own.`);
  }
  if (format === "votable") {
    votableTable ??= import("./votable-table.ts");
    const { openVotableTable } = await votableTable;
    const { randomAccess } = options;
    return openVotableTable(
      bytes,
      given({ table: index, columns, skip, limit, strict, lenient, lend, kernel, signal, randomAccess }),
    );
  }
  if (index !== 0 && index !== "results" && format !== "fits")
    throw new FormatError("FORMAT_NO_TABLE", `There is no table ${index}: ${format} holds one, table 0.`);
  let table = await openSingle(source, options);
  try {
    if (columns !== undefined) table = selectColumns(table, columns);
  } catch (failure) {
    await table.close();
    throw failure;
  }
  // Parquet knows where its rows lie, and skips them unread.
  if (skip !== undefined && format !== "parquet") table = skipRows(table, skip);
  if (limit === undefined) return table;
  return limitRows(table, limit, (rows) => ({ status: "OK", rows, bytesRead: source.bytesRead(), diagnostics: [] }));
}

async function openSingle(source: IdentifiedSource, options: OpenTableOptions): Promise<TableStream> {
  const { bytes } = source;
  const { columns, types, lenient, signal, reopen, skip, limit, onProgress } = options;
  switch (source.format) {
    case "csv":
    case "tsv": {
      const { openCsv } = await import("./csv/open.ts");
      const delimiter = source.format === "tsv" ? "\t" : ",";
      return openCsv(
        // With a limit no more is read than that takes: then types come from the first rows.
        reopen === undefined || limit !== undefined ? bytes : repeatable(bytes, reopen, source.gzip, onProgress),
        given({ delimiter, types, lenient, signal }),
      );
    }
    case "ecsv": {
      const { openEcsv } = await import("./ecsv/open.ts");
      return openEcsv(bytes, given({ lenient, signal }));
    }
    case "ipac": {
      const { openIpac } = await import("./ipac/open.ts");
      const again =
        reopen === undefined || limit !== undefined ? bytes : repeatable(bytes, reopen, source.gzip, onProgress);
      return openIpac(again, given({ lenient, signal }));
    }
    case "arrow":
    case "arrows": {
      const { openArrow } = await import("./arrow/open.ts");
      return openArrow(bytes, given({ columns }));
    }
    case "fits": {
      const { openFitsFile } = await import("./fits/open.ts");
      return openFitsFile(
        bytes,
        given({ table: options.table === "results" ? undefined : options.table, columns, lenient, signal }),
      );
    }
    case "parquet": {
      const { openParquet } = await import("./parquet/open.ts");
      const access = await (options.randomAccess ?? gatherBytes)(bytes, source.gzip);
      try {
        return await openParquet(countAccess(access, onProgress), given({ columns, skip, signal }));
      } catch (failure) {
        await access.close();
        throw failure;
      }
    }
    default:
      throw new FormatError("FORMAT_NOT_READ", `${source.format} is not read here.`);
  }
}

/** The first time the bytes at hand, then the source anew; progress begins anew as well. */
function repeatable(
  bytes: AsyncIterable<Uint8Array>,
  reopen: () => AsyncIterable<Uint8Array>,
  gzip: boolean,
  onProgress: OpenTableOptions["onProgress"],
): () => AsyncIterable<Uint8Array> {
  let first = true;
  return () => {
    if (first) {
      first = false;
      return bytes;
    }
    let bytesRead = 0;
    const again = countBytes(openChunks(reopen()), (count) => {
      bytesRead += count;
      onProgress?.({ bytesRead });
    });
    return iterateChunks(gzip ? inflate(again) : again);
  };
}

/** Progress of a file that is not read in order: the bytes taken out of it, no part counted twice beyond its size. */
function countAccess(access: RandomAccess, onProgress: OpenTableOptions["onProgress"]): RandomAccess {
  let bytesRead = 0;
  return {
    byteLength: access.byteLength,
    async slice(start, end) {
      const bytes = await access.slice(start, end);
      bytesRead = Math.min(access.byteLength, bytesRead + bytes.byteLength);
      onProgress?.({ bytesRead });
      return bytes;
    },
    close: () => access.close(),
  };
}
