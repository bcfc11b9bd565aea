import { DalError } from "@armillary/dali";
import { createTableResult, explainFailure, type TableResult } from "@armillary/dali/table";
import type { StreamSummary } from "@armillary/formats";
import { rowTest } from "../filters/match.ts";
import { fetchColumnsConfig, separatorsOf } from "../mashup/columns-config.ts";
import type { InvokeOptions, MashupProgress } from "../mashup/invoke.ts";
import type { MastSession } from "../session/session.ts";
import type { ProductRow } from "./product.ts";
import { ProductBatches } from "./product-batches.ts";
import { type ProductChoice, productFilters } from "./product-filters.ts";

/** How products are listed. */
export interface ProductOptions
  extends Pick<InvokeOptions, "signal" | "deadline" | "timeoutMs" | "pageTimeoutMs" | "lenient">,
    ProductChoice {
  /** Observations asked for at a time (default 500). One request for all of a large programme does not come to an end. */
  readonly batchSize?: number;
  /** Such requests at a time (default 2). */
  readonly parallel?: number;
  /** Rows a page (default 10 000). */
  readonly pageSize?: number;
  /** Each file once, though several observations have it (default false). */
  readonly unique?: boolean;
  /** Observations whose products cannot be had are told of in the summary (default false: in an error, behind the rows of all others). */
  readonly partial?: boolean;
  readonly onProgress?: (progress: ProductProgress) => void;
}

/** How far a list has come. */
export interface ProductProgress {
  /** Observations whose products were given, and all of them. */
  readonly observations: number;
  readonly observationsTotal: number;
  /** Products that MAST sent; those that were chosen may be fewer. */
  readonly products: number;
  /** What MAST is doing with the request that is waited for. */
  readonly phase: MashupProgress["phase"];
  readonly elapsedMs: number;
}

/** What can only be said at the end of a list. */
export interface ProductSummary extends StreamSummary {
  readonly url: string;
  /** Whether it was read to its end. */
  readonly complete: boolean;
  /** Observations that were asked for. */
  readonly observations: number;
  /** Those whose products could not be had: to be asked for again. */
  readonly failed: readonly { readonly obsid: string; readonly failure: unknown }[];
  /** Products that MAST sent. */
  readonly sent: number;
  /** Of the chosen ones, those that were left out because they had come with another observation. */
  readonly repeated: number;
  readonly notes: readonly string[];
  readonly elapsedMs: number;
}

export type ProductResult = TableResult<ProductRow, ProductSummary>;

/** The columns of products, to the portal. */
export const PRODUCTS_CONFIG = "Mast.Caom.Products";

/**
 * Lists the products of observations, in the order of the observations, as they come. Observations are asked for in batches; a batch that
 * fails is asked for again in halves, so that one observation that MAST cannot do costs no other.
 * @param obsids - product group ids (`obsid` of observations, not `obs_id`), each counted once
 * @throws MastError code MAST_PRODUCTS behind the rows, with the observations whose products are wanting; MAST_FILTER; DalError code DAL_USAGE
 *   for what is no obsid; as `invokeMashup` where the very first cannot be had
 */
export async function listProducts(
  session: MastSession,
  obsids: Iterable<string | number | bigint>,
  options: ProductOptions = {},
): Promise<ProductResult> {
  const {
    unique = false,
    partial = false,
    batchSize,
    parallel,
    pageSize,
    pageTimeoutMs,
    lenient,
    onProgress,
  } = options;
  const { signal, deadline, timeoutMs } = options;
  const wanted = [...new Set([...obsids].map(checkObsid))];
  if (wanted.length === 0) throw new DalError("DAL_USAGE", "No observations were given to list the products of.");
  const filters = productFilters(options);
  const startMs = performance.now();
  const elapsedMs = (): number => performance.now() - startMs;
  const operation = {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const config = await fetchColumnsConfig(session, PRODUCTS_CONFIG, operation);
  const batches = new ProductBatches(session, wanted, {
    ...operation,
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(parallel === undefined ? {} : { parallel }),
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(pageTimeoutMs === undefined ? {} : { pageTimeoutMs }),
    ...(lenient === undefined ? {} : { lenient }),
    config,
    partial,
    unique,
    chooseBy: (fields) => rowTest(filters, fields, { separators: separatorsOf(config) }),
    onProgress: (phase, observations, products) =>
      onProgress?.({ phase, observations, observationsTotal: wanted.length, products, elapsedMs: elapsedMs() }),
  });
  const table = await batches.open();
  const { url } = batches;
  return createTableResult<ProductRow, ProductSummary>({
    table,
    url,
    bytesRead: () => batches.bytes,
    explain: (thrown) => explainFailure(thrown, url),
    summarize: (summary, complete) => ({
      ...summary,
      url,
      complete,
      observations: wanted.length,
      failed: batches.failed,
      sent: batches.sent,
      repeated: batches.repeated,
      notes: batches.notes,
      elapsedMs: elapsedMs(),
    }),
  });
}

function checkObsid(obsid: string | number | bigint): string {
  const text = String(obsid).trim();
  if (/^\d+$/.test(text)) return text;
  throw new DalError(
    "DAL_USAGE",
    `"${text}" is no obsid, which is a number: the column obsid of observations (obs_id is the mission's own name, by which no products are found).`,
  );
}
