import { tableToMetadata, VOTABLE_KEY } from "../arrow/table-metadata.ts";
import type { TableStream } from "../table-stream.ts";

/** Key of the version of the VOParquet convention that a file follows. */
const VOPARQUET_VERSION_KEY = "IVOA.VOTable-Parquet.version";

/** Key under which Arrow writers keep the Arrow schema of a Parquet file, an IPC message in base64. */
export const ARROW_SCHEMA_KEY = "ARROW:schema";

/** What a table says of itself as key and value pairs of a Parquet footer: VOParquet's keys, and `vo:table`. */
export function tableToKeyValues(table: Pick<TableStream, "fields" | "metadata">): Map<string, string> {
  const pairs = tableToMetadata(table);
  if (pairs.has(VOTABLE_KEY)) pairs.set(VOPARQUET_VERSION_KEY, "1.0");
  return pairs;
}
