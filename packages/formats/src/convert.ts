import type { Diagnostic } from "@armillary/votable";
import type { VotableVersion, WrittenSerialization } from "@armillary/votable/write";
import type { ArrowTypes } from "./arrow/original-types.ts";
import { FormatError } from "./errors.ts";
import { FORMATS, type FormatName } from "./format.ts";
import { given } from "./given.ts";
import type { Spool } from "./random-access.ts";
import type { TableStream } from "./table-stream.ts";
import type { TextOptions } from "./text/encode.ts";

export interface ConvertOptions {
  /** Parquet: how column pages are compressed (default: the encoder's). */
  readonly compression?: "zstd" | "snappy" | "none";
  /**
   * Arrow and Parquet: whether columns that were of a type in Arrow which a VOTable does not have become that again, or stay
   * as a VOTable has them (default `original`).
   */
  readonly arrowTypes?: ArrowTypes;
  /** Text: width, rows and colours (default: nothing cut). */
  readonly text?: TextOptions;
  /** VOTable: how rows are written (default `tabledata`). */
  readonly serialization?: WrittenSerialization;
  /** VOTable: version of the document (default 1.4, or 1.5 where the table says something that came with it). */
  readonly version?: VotableVersion;
  /** VOTable: whether the services that the table's document describes for its columns are written, too (default true). */
  readonly services?: boolean;
  /** FITS: whether the primary HDU has a VOTable with all that FITS has no keywords for (default true). */
  readonly plus?: boolean;
  /** Keeps tables whose rows must all be known before the first is written (default: in memory). */
  readonly spool?: Spool;
  /** Chunks may be good only until the next is asked for (default false: they may be kept). */
  readonly lend?: boolean;
  /** Takes what is lost or changed in writing, once all is written. */
  readonly onDiagnostic?: (diagnostic: Diagnostic) => void;
}

/**
 * Turns a table into the bytes of a file in `format`; what comes first may come before the last row is read.
 *
 * Only the encoder of that format is loaded: CSV does without Arrow and Parquet. Leaving the loop early cancels the source.
 * @throws FormatError code FORMAT_NOT_WRITTEN, FORMAT_OPTION
 */
export async function* convert(
  table: TableStream,
  format: FormatName,
  options: ConvertOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  if (options.compression !== undefined && format !== "parquet") {
    throw new FormatError("FORMAT_OPTION", `A compression is chosen for Parquet; ${format} has none.`);
  }
  if (options.arrowTypes !== undefined && !/^(?:arrows?|parquet)$/.test(format)) {
    throw new FormatError("FORMAT_OPTION", `Arrow types are chosen for Arrow and Parquet; ${format} has its own.`);
  }
  if ((options.serialization ?? options.version) !== undefined && format !== "votable") {
    throw new FormatError("FORMAT_OPTION", `Serialization and version are chosen for VOTable; ${format} has neither.`);
  }
  if (options.services !== undefined && format !== "votable") {
    throw new FormatError("FORMAT_OPTION", `Services are described in VOTable; ${format} has no place for them.`);
  }
  if (options.plus !== undefined && format !== "fits") {
    throw new FormatError("FORMAT_OPTION", `A VOTable goes into the primary HDU of FITS; ${format} has none.`);
  }
  yield* await loadEncoder(table, format, options);
}

/** Loads what writing a format takes, which for Parquet are 5 MB of WebAssembly, ahead of its first row. */
export async function loadEncoderOf(format: FormatName): Promise<void> {
  switch (format) {
    case "parquet": {
      const { loadParquetWasm } = await import("./parquet/wasm.ts");
      await Promise.all([import("./parquet/encode.ts"), loadParquetWasm()]);
      break;
    }
    case "votable":
      await import("./votable/encode.ts");
      break;
    case "csv":
    case "tsv":
      await import("./csv/encode.ts");
      break;
    case "ndjson":
      await import("./ndjson/encode.ts");
      break;
    default: // The others are no matter of loading.
  }
}

async function loadEncoder(
  table: TableStream,
  format: FormatName,
  {
    compression,
    arrowTypes = "original",
    text,
    serialization,
    version,
    services,
    plus,
    spool,
    lend = false,
    onDiagnostic,
  }: ConvertOptions,
): Promise<AsyncIterable<Uint8Array>> {
  switch (format) {
    case "votable": {
      const { encodeVotable } = await import("./votable/encode.ts");
      return encodeVotable(table, given({ serialization, version, services, spool, lend, onDiagnostic }));
    }
    case "fits": {
      const { encodeFits } = await import("./fits/encode.ts");
      return encodeFits(table, given({ plus, spool, onDiagnostic }));
    }
    case "csv":
      return (await import("./csv/encode.ts")).encodeCsv(table, { lend });
    case "tsv":
      return (await import("./csv/encode.ts")).encodeTsv(table, { lend });
    case "ecsv":
      return (await import("./ecsv/encode.ts")).encodeEcsv(table, given({ onDiagnostic }));
    case "ipac":
      return (await import("./ipac/encode.ts")).encodeIpac(table, given({ spool, onDiagnostic }));
    case "ndjson":
      return (await import("./ndjson/encode.ts")).encodeNdjson(table, { lend });
    case "arrow":
      return (await import("./arrow/encode.ts")).encodeArrowFile(table, { arrowTypes, lend });
    case "arrows":
      return (await import("./arrow/encode.ts")).encodeArrowStream(table, { arrowTypes, lend });
    case "parquet": {
      const { encodeParquet } = await import("./parquet/encode.ts");
      return encodeParquet(table, {
        arrowTypes,
        ...(compression === undefined ? {} : { compression }),
      });
    }
    case "text":
      return (await import("./text/encode.ts")).encodeText(table, { width: Number.POSITIVE_INFINITY, ...text });
    default: {
      const written = FORMATS.filter(({ writes }) => writes).map(({ name }) => name);
      throw new FormatError("FORMAT_NOT_WRITTEN", `${format} is not written. Formats that are: ${written.join(", ")}.`);
    }
  }
}
