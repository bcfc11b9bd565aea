import { type ArrowType, type ColumnBatch, createColumnWriter, type Field, sameLayout } from "@armillary/columns";
import { joinPieces } from "../arrow/ipc/pieces.ts";
import type { IpcField } from "../arrow/ipc/schema-message.ts";
import { IpcWriter } from "../arrow/ipc/writer.ts";
import { type ArrowTypes, type RestoredTable, restoreTypes } from "../arrow/original-types.ts";
import type { TableStream } from "../table-stream.ts";
import { repeatingTexts } from "./dictionaries.ts";
import { tableToKeyValues } from "./metadata-keys.ts";
import { withOpenAxes, withOpenLists } from "./open-lists.ts";
import type { WasmSource } from "./wasm.ts";
import { writeParquet } from "./write.ts";

export interface EncodeParquetOptions {
  /**
   * How column pages are compressed (default snappy). Of a table of a million rows and 23 columns, zstd made a fifth less
   * and took twice as long.
   */
  readonly compression?: "zstd" | "snappy" | "none";
  /** As for Arrow, for the types that Parquet has: see docs/arrow-mapping.md (default `original`). */
  readonly arrowTypes?: ArrowTypes;
  /** Upper bound of the rows of a row group (default 131 072; and of about 3 MB, whichever is less). */
  readonly rowGroupRows?: number;
  /** Where parquet-wasm's WebAssembly is, for browsers (default: beside its script). */
  readonly wasm?: WasmSource;
}

const ROW_GROUP_ROWS = 131_072;

/**
 * Writes a table as a Parquet file, row group by row group, in memory that does not grow with the rows.
 *
 * Arrays of a fixed length are lists as others are: their length is in `vo:arraysize`. The footer keeps the Arrow schema
 * with the `vo:` metadata of every column (`ARROW:schema`), the table's own metadata (`vo:table`) and, where the table has
 * anything to say, the keys of the VOParquet convention. It is fixed before the first row: how the source ended is not in
 * it. Columns of one name are told apart by `_2`, `_3`.
 * @throws ParquetError code PARQUET_WRITE; ArrowFormatError code ARROW_VALUE
 */
export async function* encodeParquet(
  table: TableStream,
  options: EncodeParquetOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { compression = "snappy", rowGroupRows = ROW_GROUP_ROWS, wasm } = options;
  const restored = restoreTypes(table.fields, options.arrowTypes ?? "original", parquetHas);
  const batches = table.batches()[Symbol.asyncIterator]();
  let whole = false;
  try {
    const first = await batches.next();
    // The encoder takes the schema from the first batch: a table without rows has to have one, too.
    const firstBatch = first.done === true ? emptyBatch(table.fields) : first.value;
    const plan = {
      compression,
      rowGroupRows,
      dictionaries: repeatingTexts(restored.fields, firstBatch),
      keyValues: tableToKeyValues(table),
      ...(wasm === undefined ? {} : { wasm }),
    };
    const images = new BatchImages(restored);
    async function* imagesInTurn(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
      yield images.of(firstBatch);
      if (first.done === true) return;
      for (let next = await batches.next(); next.done !== true; next = await batches.next())
        yield images.of(next.value);
    }
    yield* writeParquet(imagesInTurn(), plan);
    whole = true;
  } finally {
    if (!whole) {
      await batches.return?.();
      await table.close();
    }
  }
}

/** Batches as Arrow IPC streams of one record batch each, in one piece of memory that serves all. */
class BatchImages {
  readonly #fields: readonly IpcField[];
  readonly #restore: RestoredTable["restore"];
  #memory = new Uint8Array(0);

  constructor({ fields, restore }: RestoredTable) {
    this.#fields = fields.map(withoutFixedLists);
    this.#restore = restore;
  }

  of(batch: ColumnBatch): Uint8Array<ArrayBuffer> {
    const writer = new IpcWriter(this.#fields, new Map(), "stream");
    const columns = this.#restore(batch).columns.map(withOpenLists);
    const pieces = [...writer.start(), ...writer.batch({ rows: batch.rows, columns }), ...writer.end(new Map())];
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (this.#memory.length < bytes) this.#memory = new Uint8Array(Math.ceil(bytes * 1.25));
    return joinPieces(pieces, this.#memory) as Uint8Array<ArrayBuffer>;
  }
}

/** Types that come back from Parquet as the same text or numbers: it has no seconds, no milliseconds of dates, no durations. */
function parquetHas(type: ArrowType): boolean {
  switch (type.kind) {
    case "time":
    case "timestamp":
      return type.unit !== "s";
    case "date":
      return type.unit === "day";
    case "duration":
      return false;
    default:
      return true;
  }
}

/** Lists as they are written; an extension type may count on their length, and is none without it. */
function withoutFixedLists(field: IpcField): IpcField {
  const layout = withOpenAxes(field.layout, field.arrowType);
  if (sameLayout(layout, field.layout)) return field;
  const kept = [...(field.arrowMetadata ?? [])].filter(([key]) => !key.startsWith("ARROW:extension:"));
  return { ...field, layout, arrowMetadata: new Map(kept) };
}

function emptyBatch(fields: readonly Field[]): ColumnBatch {
  return { rows: 0, columns: fields.map(({ layout }) => createColumnWriter(layout).take()) };
}
