import { columnNamed } from "../columns/find-table.ts";
import type { PublishedTable } from "../engine.ts";

/** Columns without which a row of ObsCore is no dataset that could be found and fetched (ObsCore 1.1, table 1). */
const REQUIRED = ["dataproduct_type", "obs_publisher_did", "access_url", "access_format", "s_ra", "s_dec"];

/** Whether a table has the columns of ObsCore by which datasets are searched. */
export function isObsCore(table: PublishedTable): boolean {
  return REQUIRED.every((name) => columnNamed(table, name) !== undefined);
}
