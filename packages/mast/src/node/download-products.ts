import { DalError, isDalError, type Transport } from "@armillary/dali";
import {
  type DownloadOptions,
  type DownloadPlan,
  type DownloadSummary,
  downloadFiles,
  type PlanOptions,
  planDownload,
} from "@armillary/dali/node";
import { CloudCopies, type CloudCounts } from "../downloads/cloud.ts";
import { itemsOfProducts, type ProductItemsOptions } from "../downloads/items.ts";
import type { ProductFile } from "../downloads/product-file.ts";
import { isExclusive } from "../products/product.ts";
import { type MastSession, whoAmI } from "../session/session.ts";

type Products = AsyncIterable<ProductFile> | Iterable<ProductFile>;

export interface ProductPlanOptions extends Omit<PlanOptions, "transport">, ProductItemsOptions {
  readonly session: MastSession;
}

export interface ProductDownloadOptions extends Omit<DownloadOptions, "transport">, ProductItemsOptions {
  readonly session: MastSession;
  /** Take the copies in the cloud's bucket where there are any, and MAST's files elsewhere (default false). */
  readonly cloud?: boolean;
}

export interface ProductDownloadSummary extends DownloadSummary {
  /** Where the files of this run came from, with `cloud`. */
  readonly cloud?: CloudCounts;
}

/**
 * Counts what a download of products would fetch; nothing is fetched or changed. What `access` says is closed is not counted.
 * @throws as `planDownload` of `@armillary/dali/node`
 */
export function planProducts(
  products: Products,
  { session, layout, mission, isSizeExact, access, ...options }: ProductPlanOptions,
): Promise<DownloadPlan> {
  const how = itemOptions({ layout, mission, isSizeExact, access });
  return planDownload(openOnly(itemsOfProducts(products, session, how)), { ...options, transport: session.transport });
}

async function* openOnly<Item extends { readonly skip?: unknown }>(
  items: AsyncIterable<Item>,
): AsyncGenerator<Item, void, undefined> {
  for await (const item of items) if (item.skip === undefined) yield item;
}

/**
 * Fetches the files of a list of products into a folder: several at a time, each once, whole and of the length that the list says or not there
 * at all. A second run fetches what is missing alone, also after days and after the process was killed. The manifest says of each
 * file what became of it, and whose it was to have (`about.dataRights`); files that `access` says are closed are `skipped` there.
 * @throws MastError codes MAST_TOKEN_REFUSED, MAST_TOKEN_EXPIRED before anything is fetched; else as `downloadFiles` of `@armillary/dali/node`
 */
export async function downloadProducts(
  products: Products,
  { session, cloud = false, layout, mission, isSizeExact, access, onFile, ...options }: ProductDownloadOptions,
): Promise<ProductDownloadSummary> {
  const operation = {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.deadline === undefined ? {} : { deadline: options.deadline }),
  };
  if (session.hasToken) await whoAmI(session, operation);
  const how = itemOptions({ layout, mission, isSizeExact, access });
  const copies = cloud ? new CloudCopies(session, operation) : undefined;
  const own = explaining(session);
  const items = itemsOfProducts(products, session, how, (product, { url }) => {
    // The bucket has what is public alone.
    if (!isExclusive(product.rights)) copies?.add(url, product);
  });
  const summary = await downloadFiles(items, {
    ...options,
    transport: copies?.wrap(own) ?? own,
    onFile(outcome) {
      copies?.forget(outcome.item.url);
      onFile?.(outcome);
    },
  });
  return copies === undefined ? summary : { ...summary, cloud: copies.counts };
}

/** A refusal is told of tokens and rights; its code stays that of the download. */
function explaining(session: MastSession): Transport {
  const { transport } = session;
  return {
    async request(request) {
      try {
        return await transport.request(request);
      } catch (failure) {
        const explained = await session.explain(failure);
        if (!isDalError(failure) || explained === failure || !(explained instanceof Error)) throw failure;
        throw new DalError(failure.code, explained.message, failure.failure, { cause: explained });
      }
    },
    curl: (request) => transport.curl(request),
    close: () => transport.close(),
  };
}

function itemOptions({
  layout,
  mission,
  isSizeExact,
  access,
}: { readonly [Key in keyof ProductItemsOptions]: ProductItemsOptions[Key] | undefined }): ProductItemsOptions {
  return {
    ...(layout === undefined ? {} : { layout }),
    ...(mission === undefined ? {} : { mission }),
    ...(isSizeExact === undefined ? {} : { isSizeExact }),
    ...(access === undefined ? {} : { access }),
  };
}
