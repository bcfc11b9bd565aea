import type { ColumnBatch } from "@armillary/columns";
import { ArrowError, type ArrowRemark, fromArrowSchema, fromRecordBatch } from "@armillary/columns/arrow";
import type { Diagnostic } from "@armillary/votable";
import { RecordBatchReader, type Schema } from "apache-arrow";
import { createBatchStream } from "../batch-stream.ts";
import type { StreamSummary, TableStream } from "../table-stream.ts";
import { provideBodyCodec } from "./body-codecs.ts";
import { checkColumns } from "./check-columns.ts";
import { ArrowFormatError } from "./errors.ts";
import { readMessages } from "./ipc/messages.ts";
import { statusOfInfos, summaryFromMetadata, tableFromMetadata } from "./table-metadata.ts";

export interface OpenArrowOptions {
  /**
   * Columns to decode, by name or ID, in the order given (default all): a column of a type without a place can be left out
   * so. If one of them is not there all are decoded: it is for the caller to say so.
   */
  readonly columns?: readonly string[];
}

/**
 * Opens an Arrow IPC file or stream; resolves when the schema is known.
 *
 * Both forms are read forwards only, one record batch in memory at a time: a file is a stream between two marks. (Files
 * that apache-arrow has written are none: they have their schema at the end, and are held in memory until then.)
 * Dictionaries are decoded, bodies may be compressed with LZ4 or Zstandard. What the table says of itself, its status
 * included, comes back if it was written here.
 * @throws ArrowFormatError codes ARROW_FORMAT, ARROW_TRUNCATED, ARROW_CODEC, ARROW_NOT_READ; ArrowError code ARROW_TYPE
 */
export async function openArrow(
  source: AsyncIterable<Uint8Array>,
  options: OpenArrowOptions = {},
): Promise<TableStream> {
  let bytesRead = 0;
  let footer: ReadonlyMap<string, string> = new Map();
  const messages = readMessages(source, (bytes) => {
    bytesRead = bytes;
  });

  // Failures of the source and of the framing are already in their own words.
  let told: unknown;
  async function* plainMessages(): AsyncGenerator<Uint8Array, void, void> {
    try {
      for (;;) {
        const next = await messages.next();
        if (next.done === true) {
          footer = next.value;
          return;
        }
        if (next.value.compression !== undefined) await provideBodyCodec(next.value.compression);
        yield next.value.bytes;
      }
    } catch (failure) {
      told = failure;
      throw failure;
    } finally {
      await messages.return(new Map());
    }
  }

  /** Errors of the library say what of its inside went wrong; ours say that it is the data. */
  async function explained<Result>(step: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await step();
    } catch (failure) {
      if (failure === told || failure instanceof ArrowError) throw failure;
      const reason = failure instanceof Error ? failure.message : String(failure);
      throw new ArrowFormatError("ARROW_FORMAT", `The Arrow data is damaged: ${reason}`, { cause: failure });
    }
  }

  const reader = await explained(() => RecordBatchReader.from(plainMessages()));
  try {
    await explained(() => reader.open());
    const { schema } = reader;
    if (schema === undefined) throw new ArrowFormatError("ARROW_TRUNCATED", "The Arrow data ends before its schema.");
    const wanted = placesOf(schema, options.columns);
    const { fields, remarks } = await explained(() => {
      return fromArrowSchema(wanted === undefined ? schema : schema.selectAt(wanted));
    });
    const { metadata } = await tableFromMetadata(schema.metadata);

    async function* read(): AsyncGenerator<ColumnBatch, void, void> {
      try {
        for (;;) {
          const next = await explained(() => reader.next());
          if (next.done === true) return;
          const { value } = next;
          if (value.numRows === 0) continue;
          const batch = await explained(() => {
            return fromRecordBatch(wanted === undefined ? value : value.selectAt(wanted), fields);
          });
          checkColumns(batch, fields);
          yield batch;
        }
      } finally {
        await messages.return(new Map());
      }
    }

    return createBatchStream({
      fields,
      metadata,
      read,
      conclude(rows): StreamSummary {
        const status = summaryFromMetadata(footer) ?? statusOfInfos(metadata.infos);
        return { ...status, rows, bytesRead, diagnostics: remarks.map(toDiagnostic) };
      },
      async close() {
        await messages.return(new Map());
      },
    });
  } catch (failure) {
    await messages.return(new Map());
    throw failure;
  }
}

/** Where the columns asked for are; undefined for all. */
function placesOf({ fields }: Schema, names: readonly string[] | undefined): number[] | undefined {
  const places = names?.map((name) => {
    const byName = fields.findIndex((field) => (field.metadata.get("vo:name") ?? field.name) === name);
    return byName >= 0 ? byName : fields.findIndex(({ metadata }) => metadata.get("vo:ID") === name);
  });
  return places?.includes(-1) ? undefined : places;
}

function toDiagnostic({ code, message }: ArrowRemark): Diagnostic {
  return { code, message, count: 1 };
}
