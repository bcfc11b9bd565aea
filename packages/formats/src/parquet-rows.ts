import { type ColumnBatch, type Field, sameLayout } from "@armillary/columns";
import type { ByteSource } from "@armillary/votable";
import { openChunks } from "@armillary/votable/bytes";
import { iterateChunks } from "./chunks.ts";
import { gatherBytes, type RandomAccess } from "./random-access.ts";

/**
 * Reads the rows of a VOTable's PARQUET serialization (in no version of the standard; astropy writes it): what `OpenOptions.readParquet` wants.
 *
 * A FIELD takes the column of its name, or, where no names fit, the one in its place. The Parquet file has to have the
 * FIELD's datatype and shape.
 * @param randomAccess - makes the stream readable at any place (default: in memory)
 * @throws ParquetError code PARQUET_FORMAT, PARQUET_CODEC, PARQUET_TYPE, PARQUET_NO_COLUMN
 */
export async function* readParquetRows(
  source: ByteSource,
  fields: readonly Field[],
  randomAccess: (bytes: AsyncIterable<Uint8Array>, gzip: boolean) => Promise<RandomAccess> = gatherBytes,
): AsyncGenerator<ColumnBatch, void, void> {
  const [{ openParquet }, { ParquetError }] = await Promise.all([
    import("./parquet/open.ts"),
    import("./parquet/errors.ts"),
  ]);
  const table = await openParquet(await randomAccess(iterateChunks(openChunks(source)), true));
  try {
    const named = fields.some((field) => table.fields.some(({ name }) => name === field.name));
    const indexes = fields.map((field, place) => {
      const index = named ? table.fields.findIndex(({ name }) => name === field.name) : place;
      const found = table.fields[index];
      const column = field.name;
      if (found === undefined) {
        throw new ParquetError("PARQUET_NO_COLUMN", `FIELD "${column}" has no column in the Parquet file.`, { column });
      }
      if (!sameLayout(found.layout, field.layout)) {
        const types = `${typeOf(field)} to the VOTable, ${typeOf(found)} in the Parquet file`;
        throw new ParquetError("PARQUET_TYPE", `Column "${column}" is ${types}.`, { column });
      }
      return index;
    });
    for await (const { rows, columns } of table.batches()) {
      yield { rows, columns: indexes.flatMap((index) => columns[index] ?? []) };
    }
  } finally {
    await table.close();
  }
}

function typeOf({ datatype, arraysize }: Field): string {
  return arraysize === undefined ? datatype : `${datatype}[${arraysize}]`;
}
