import type { ColumnBatch } from "@armillary/columns";
import { openTable, type TableStream, tableOfBatches } from "@armillary/formats";
import { tableOfRows } from "./rows-table.ts";
import { type ArrowTableLike, isUploadRows, type UploadSource, type UploadUrl } from "./source.ts";

/** Opens the table of an upload, whatever it is given as. */
export async function openUpload(source: Exclude<UploadSource, UploadUrl>): Promise<TableStream> {
  if (typeof source === "function") return source();
  if ("schema" in source) return tableOfArrow(source);
  if ("bytes" in source) {
    const { bytes, format, name } = source;
    return openTable(bytes, { ...(format === undefined ? {} : { format }), ...(name === undefined ? {} : { name }) });
  }
  return isUploadRows(source) ? tableOfRows(source) : source;
}

async function tableOfArrow({ schema, batches }: ArrowTableLike): Promise<TableStream> {
  const { fromArrowSchema, fromRecordBatch } = await import("@armillary/columns/arrow");
  const { fields } = fromArrowSchema(schema as Parameters<typeof fromArrowSchema>[0]);
  const converted = function* (): Generator<ColumnBatch, void, void> {
    for (const batch of batches) yield fromRecordBatch(batch as Parameters<typeof fromRecordBatch>[0], fields);
  };
  return tableOfBatches(fields, converted());
}
