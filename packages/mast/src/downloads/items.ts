import { type DownloadItem, SeenTexts } from "@armillary/dali/download";
import { isExclusive } from "../products/product.ts";
import type { MastSession } from "../session/session.ts";
import type { Access } from "./access.ts";
import { addressOf } from "./address.ts";
import { type ProductLayout, placeOf } from "./layout.ts";
import type { ProductFile } from "./product-file.ts";

/** How products become files to fetch. */
export interface ProductItemsOptions {
  /** Default "mast": `mastDownload/<obs_collection>/<obs_id>/<file>`. */
  readonly layout?: ProductLayout;
  /** Of URIs without a scheme, as mission searches have them: `hst`, `jwst`, … */
  readonly mission?: string;
  /** Whether files must have the length that the list says (default true). */
  readonly isSizeExact?: boolean;
  /** What is known of who may have what (`surveyProducts`); exclusive files that are not open are left alone. Without it all are asked for. */
  readonly access?: Access;
}

/**
 * The files of a list of products, each URI once: many products belong to several observations. A row that has no address gives an item
 * without a URL, which a run counts as failed.
 * @param onItem - hears of each product that is to be asked for
 */
export async function* itemsOfProducts(
  products: AsyncIterable<ProductFile> | Iterable<ProductFile>,
  session: Pick<MastSession, "baseUrl">,
  { layout = "mast", mission, isSizeExact = true, access }: ProductItemsOptions = {},
  onItem?: (product: ProductFile, item: DownloadItem) => void,
): AsyncGenerator<DownloadItem, void, undefined> {
  const seen = new SeenTexts();
  for await (const product of products) {
    const { uri, bytes, rights } = product;
    if (!seen.add(uri)) continue;
    const skip = isExclusive(product.rights) ? access?.refusalOf(product) : undefined;
    const item: DownloadItem = {
      url: addressOf(product, session, mission) ?? "",
      path: placeOf(product, layout),
      ...(bytes === undefined ? {} : isSizeExact ? { bytes } : { estimatedBytes: bytes }),
      ...(rights === undefined ? {} : { about: { dataRights: rights } }),
      ...(skip === undefined ? {} : { skip }),
    };
    if (skip === undefined) onItem?.(product, item);
    yield item;
  }
}
