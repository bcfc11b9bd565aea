import { parseFilter } from "@armillary/mast";

/** Columns of products that observations lack, or have in another meaning: the stage of the observation is not that of each of its files. */
const OF_PRODUCTS: ReadonlySet<string> = new Set(
  [
    "calib_level",
    "dataRights",
    "dataURI",
    "description",
    "parent_obsid",
    "productDocumentationURL",
    "productFilename",
    "productGroupDescription",
    "productSubGroupDescription",
    "productType",
    "prvversion",
    "size",
    "type",
  ].map((name) => name.toLowerCase()),
);

/**
 * Parts filters into those of observations and those of their products, by their columns.
 * @throws MastError code MAST_FILTER for what is no filter
 */
export function splitFilters(filters: readonly string[]): {
  readonly observations: readonly string[];
  readonly products: readonly string[];
} {
  const isOfProducts = (text: string): boolean => OF_PRODUCTS.has(parseFilter(text).column.toLowerCase());
  return {
    observations: filters.filter((text) => !isOfProducts(text)),
    products: filters.filter(isOfProducts),
  };
}
