import type { TableStream } from "../table-stream.ts";
import { gatherPieces } from "./ipc/pieces.ts";
import { IpcWriter } from "./ipc/writer.ts";
import { summaryToMetadata, tableToMetadata } from "./table-metadata.ts";

/**
 * Writes a table as an Arrow IPC file ("Feather 2"), one record batch for each batch of the table.
 *
 * Fields keep their VOTable metadata under `vo:` keys, the schema keeps the table's under `vo:table` and, where there is
 * one, `IVOA.VOTable-Parquet.content`. The footer's own metadata has `vo:status`: OVERFLOW and ERROR are known last.
 */
export function encodeArrowFile(table: TableStream): AsyncGenerator<Uint8Array, void, void> {
  return encode(table, "file");
}

/**
 * Writes a table as an Arrow IPC stream. As a file, but for the status: a stream has no place for what is known last.
 */
export function encodeArrowStream(table: TableStream): AsyncGenerator<Uint8Array, void, void> {
  return encode(table, "stream");
}

async function* encode(table: TableStream, form: "file" | "stream"): AsyncGenerator<Uint8Array, void, void> {
  const writer = new IpcWriter(table.fields, tableToMetadata(table), form);
  let whole = false;
  try {
    yield* gatherPieces(writer.start());
    for await (const batch of table.batches()) yield* gatherPieces(writer.batch(batch));
    yield* gatherPieces(writer.end(form === "file" ? summaryToMetadata(await table.summary) : new Map()));
    whole = true;
  } finally {
    if (!whole) await table.close();
  }
}
