import type { TableStream } from "@armillary/formats";
import type { FormatName } from "@armillary/formats/vocabulary";
import { findProductColumns, type ProductFile, productsOfBatch } from "@armillary/mast";
import { InputItems } from "../download/input-items.ts";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";

export interface ProductSourceOptions {
  readonly from?: FormatName;
  readonly table: number;
}

/** How a URI of a product begins; data sets of mission searches (`Z14Z0104T/…`) stand in tables alone. */
const URI = /^(?:mast|s3|https?):\S+$/i;

/** Products that are to be fetched: URIs, and those of tables and of lists of URIs (`InputItems`). */
export class ProductSource {
  readonly #inputs: readonly string[];
  readonly #items: InputItems<ProductFile>;

  /** @throws CommandError where standard input is named twice */
  constructor(inputs: readonly string[], { from, table }: ProductSourceOptions, io: Io) {
    this.#inputs = inputs;
    this.#items = new InputItems(
      inputs,
      {
        table,
        ...(from === undefined ? {} : { from }),
        looksLikeList: looksLikeUris,
        itemsOfLines: productsOfUris,
        itemsOfTable: productsOfTable,
      },
      io,
    );
  }

  /** @throws CommandError naming the input */
  async *products(): AsyncGenerator<ProductFile, void, undefined> {
    for (const input of this.#inputs) {
      if (/^(?:mast|s3):/i.test(input)) yield { uri: input };
      else yield* await this.#items.of(input);
    }
  }
}

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
