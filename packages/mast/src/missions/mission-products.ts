import { DalError, type OperationOptions } from "@armillary/dali";
import { columnType } from "../json/column-type.ts";
import { type JsonColumn, jsonColumn } from "../json/json-column.ts";
import { type JsonAnswer, readJsonRows } from "../json/read-rows.ts";
import type { JsonRows } from "../json/rows-reader.ts";
import type { MastSession } from "../session/session.ts";
import { createPagedResult, type PagedResult } from "../table/paged-result.ts";
import { openPages } from "../table/pages.ts";
import { missionProductsRequest } from "./mission-request.ts";
import { unnest } from "./unnest.ts";

export interface MissionProductsOptions extends OperationOptions {
  /** Data sets of one request (default 1000, which is what astroquery asks at most). */
  readonly batchSize?: number;
  readonly maxrec?: number;
  /** Called with every batch. */
  readonly onProgress?: (progress: { readonly datasets: number; readonly rows: number }) => void;
}

/** The order of the columns, and what they are; what else comes stands behind. */
const COLUMNS: readonly (readonly [name: string, about: { readonly unit?: string; readonly description: string }])[] = [
  ["product_key", { description: "what the product is known by" }],
  ["access", { description: "PUBLIC, or under exclusive access" }],
  ["dataset", { description: "the data set that the product is of" }],
  ["instrument_name", { description: "instrument" }],
  ["filters", { description: "optical elements" }],
  ["filename", { description: "name of the file" }],
  ["uri", { description: "what the file is asked for by" }],
  ["authz_primary_identifier", { description: "what rights are given for" }],
  ["authz_secondary_identifier", { description: "kind of programme" }],
  ["file_suffix", { description: "kind of product, by the file's name" }],
  ["category", { description: "stage of calibration" }],
  ["size", { unit: "byte", description: "length of the file" }],
  ["type", { description: "what the product is for" }],
];
const BATCH_DATASETS = 1000;

/**
 * The products of data sets of a mission, batch by batch, in the order of the data sets; each of those is asked for once.
 * @throws DalError code DAL_USAGE without data sets; DAL_FORMAT; as the transport
 */
export async function listMissionProducts<Row = Record<string, unknown>>(
  session: MastSession,
  mission: string,
  datasetIds: Iterable<string>,
  { batchSize = BATCH_DATASETS, maxrec, onProgress, ...options }: MissionProductsOptions = {},
): Promise<PagedResult<Row>> {
  const startMs = performance.now();
  // Some are padded with blanks, and one that is nothing has no products.
  const ids = [...new Set([...datasetIds].map((id) => id.trim()))].filter((id) => id !== "");
  if (ids.length === 0) throw new DalError("DAL_USAGE", "Products are listed of data sets: none were given.");
  let asked = 0;

  /** The next batch that has products; at the end the last, empty one. */
  const ask = async (): Promise<JsonAnswer> => {
    for (;;) {
      const batch = ids.slice(asked, asked + batchSize);
      const response = await session.request({ ...missionProductsRequest(mission, batch), ...options });
      const answer = unnest(await readJsonRows(response, { rowsKey: "products" }));
      asked += batch.length;
      if (answer.rows > 0 || asked >= ids.length) return answer;
    }
  };
  const first = await ask();
  const { url } = first;
  const opened = openPages({
    columns: productColumns(first),
    first,
    url,
    ...(maxrec === undefined ? {} : { maxrec }),
    next: async () => (asked >= ids.length ? undefined : ask()),
    hasMore: () => asked < ids.length,
  });
  const onRows = (rows: number): void => onProgress?.({ datasets: asked, rows });
  return createPagedResult<Row>({ ...opened, url, rowsTotal: undefined, startMs, onRows });
}

function productColumns({ columns: staged }: JsonRows): JsonColumn[] {
  const byKey = new Map(staged.map((column) => [column.name, column]));
  const about = new Map(COLUMNS);
  return [...new Set([...about.keys(), ...byKey.keys()])].map((name) => {
    const expected = name === "size" ? "long" : "char";
    return jsonColumn(name, columnType(byKey.get(name), about.has(name) ? expected : undefined), about.get(name) ?? {});
  });
}
