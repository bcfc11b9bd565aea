import type { TableStream } from "@armillary/formats";
import { findProductColumns, type ProductFile, productsOfBatch } from "@armillary/mast";
import type { ItemReading } from "../download/input-items.ts";
import { usageError } from "../failure.ts";

/** How a URI of a product begins; data sets of mission searches (`Z14Z0104T/…`) stand in tables alone. */
const URI = /^(?:mast|s3|https?):\S+$/i;

/** Products that are to be fetched: URIs, and those of tables and of lists of URIs. */
export const PRODUCT_READING: ItemReading<ProductFile> = {
  itemNamed: (input) => (/^(?:mast|s3):/i.test(input) ? { uri: input } : undefined),
  looksLikeList: looksLikeUris,
  itemsOfLines: productsOfUris,
  itemsOfTable: productsOfTable,
};

async function* productsOfTable(table: TableStream, label: string): AsyncGenerator<ProductFile, void, undefined> {
  const columns = findProductColumns(table.fields);
  if (columns === undefined) {
    const there = table.fields.map(({ name }) => name).join(", ");
    throw usageError(
      `${label} is no list of products: it has no column dataURI, or uri; there are ${there}.`,
      "armillary mast products lists the products of observations.",
    );
  }
  for await (const batch of table.batches()) yield* productsOfBatch(batch, columns);
}

function looksLikeUris(start: string): boolean {
  const first = start
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .find((line) => line.trim() !== "" && !line.startsWith("#"));
  return first !== undefined && URI.test(first.trim());
}

async function* productsOfUris(lines: AsyncIterable<string>): AsyncGenerator<ProductFile, void, undefined> {
  for await (const line of lines) {
    const uri = line.replace(/^\ufeff/, "").trim();
    if (uri !== "" && !uri.startsWith("#")) yield { uri };
  }
}
