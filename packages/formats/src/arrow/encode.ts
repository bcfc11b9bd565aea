import type { TableStream } from "../table-stream.ts";
import { PieceGatherer } from "./ipc/pieces.ts";
import { IpcWriter } from "./ipc/writer.ts";
import { type ArrowTypes, restoreTypes } from "./original-types.ts";
import { summaryToMetadata, tableToMetadata } from "./table-metadata.ts";

export interface EncodeArrowOptions {
  /**
   * Columns that were of a type in Arrow which a VOTable does not have, timestamps, decimals, unsigned integers: `original`
   * makes them that again, `votable` leaves them as a VOTable has them (default `original`).
   */
  readonly arrowTypes?: ArrowTypes;
  /** Chunks may be good only until the next is asked for (default false: each has memory of its own). */
  readonly lend?: boolean;
}

/**
 * Writes a table as an Arrow IPC file ("Feather 2"), one record batch for each batch of the table.
 *
 * Fields keep their VOTable metadata under `vo:` keys, the schema keeps the table's under `vo:table` and, where there is
 * one, `IVOA.VOTable-Parquet.content`. The footer's own metadata has `vo:status`: OVERFLOW and ERROR are known last.
 * See docs/arrow-mapping.md.
 * @throws ArrowFormatError code ARROW_VALUE for a value that its column's original type does not have
 */
export function encodeArrowFile(
  table: TableStream,
  options: EncodeArrowOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  return encode(table, "file", options);
}

/**
 * Writes a table as an Arrow IPC stream. As a file, but for the status: a stream has no place for what is known last.
 */
export function encodeArrowStream(
  table: TableStream,
  options: EncodeArrowOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  return encode(table, "stream", options);
}

async function* encode(
  table: TableStream,
  form: "file" | "stream",
  { arrowTypes = "original", lend = false }: EncodeArrowOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const { fields, restore } = restoreTypes(table.fields, arrowTypes);
  const writer = new IpcWriter(fields, tableToMetadata(table), form);
  const gatherer = new PieceGatherer(lend);
  let whole = false;
  try {
    yield* gatherer.gather(writer.start());
    for await (const batch of table.batches()) yield* gatherer.gather(writer.batch(restore(batch)));
    yield* gatherer.gather(writer.end(form === "file" ? summaryToMetadata(await table.summary) : new Map()));
    whole = true;
  } finally {
    if (!whole) await table.close();
  }
}
