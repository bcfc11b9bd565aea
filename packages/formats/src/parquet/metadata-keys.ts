import { tableToMetadata, VOTABLE_KEY } from "../arrow/table-metadata.ts";
import type { TableMetadata } from "../table-stream.ts";

/** Key of the version of the VOParquet convention that a file follows. */
const VOPARQUET_VERSION_KEY = "IVOA.VOTable-Parquet.version";

/** Key under which Arrow writers keep the Arrow schema of a Parquet file, an IPC message in base64. */
export const ARROW_SCHEMA_KEY = "ARROW:schema";

/** What a table says of itself as key and value pairs of a Parquet footer: VOParquet's keys, and `vo:table`. */
export function tableToKeyValues(metadata: TableMetadata): Map<string, string> {
  const pairs = tableToMetadata(metadata);
  if (pairs.has(VOTABLE_KEY)) pairs.set(VOPARQUET_VERSION_KEY, "1.0");
  return pairs;
}
