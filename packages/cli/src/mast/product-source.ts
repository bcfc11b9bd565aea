import { openTable } from "@armillary/formats";
import type { FormatName } from "@armillary/formats/vocabulary";
import { findProductColumns, type ProductFile, productsOfBatch } from "@armillary/mast";
import { readLines } from "../adql/read-lines.ts";
import { failureIn, usageError } from "../failure.ts";
import { type Input, openInput } from "../input.ts";
import type { Io } from "../io.ts";
import { lookAhead } from "../look-ahead.ts";

export interface ProductSourceOptions {
  readonly from?: FormatName;
  readonly table: number;
}

/** How a URI of a product begins; data sets of mission searches (`Z14Z0104T/…`) stand in tables alone. */
const URI = /^(?:mast|s3|https?):\S+$/i;
const MOST_LINE_BYTES = 64 * 1024;

/**
 * Products that are to be fetched: URIs, and those of tables and of lists of URIs. It can be gone through several times: files are read again
 * each time, and what came by standard input, or another pipe, is held.
 */
export class ProductSource {
  readonly #inputs: readonly string[];
  readonly #options: ProductSourceOptions;
  readonly #io: Io;
  readonly #held = new Map<string, readonly ProductFile[]>();

  /** @throws CommandError where standard input is named twice */
  constructor(inputs: readonly string[], options: ProductSourceOptions, io: Io) {
    if (inputs.filter((input) => input === "-").length > 1) throw usageError("Standard input can be read once.");
    this.#inputs = inputs;
    this.#options = options;
    this.#io = io;
  }

  /** @throws CommandError naming the input */
  async *products(): AsyncGenerator<ProductFile, void, undefined> {
    for (const input of this.#inputs) {
      if (/^(?:mast|s3):/i.test(input)) yield { uri: input };
      else yield* await this.#productsOf(input);
    }
  }

  async #productsOf(text: string): Promise<Iterable<ProductFile> | AsyncIterable<ProductFile>> {
    const known = this.#held.get(text);
    if (known !== undefined) return known;
    const input = await openInput(text, this.#io);
    if (input.access.reopen !== undefined) return this.#read(input);
    const held: ProductFile[] = [];
    for await (const product of this.#read(input)) held.push(product);
    this.#held.set(text, held);
    return held;
  }

  async *#read(input: Input): AsyncGenerator<ProductFile, void, undefined> {
    try {
      const { start, bytes } = await lookAhead(input.bytes);
      if (looksLikeUris(start)) yield* productsOfUris(bytes);
      else yield* this.#readTable(input, bytes);
    } catch (thrown) {
      throw failureIn(input.label, thrown);
    }
  }

  async *#readTable(input: Input, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ProductFile, void, undefined> {
    const { from, table: number } = this.#options;
    const table = await openTable(bytes, {
      table: number,
      ...(from === undefined ? {} : { format: from }),
      ...(input.name === undefined ? {} : { name: input.name }),
      ...input.access,
    });
    try {
      const columns = findProductColumns(table.fields);
      if (columns === undefined) {
        const there = table.fields.map(({ name }) => name).join(", ");
        throw usageError(
          `${input.label} is no list of products: it has no column dataURI, or uri; there are ${there}.`,
          "armillary mast products lists the products of observations.",
        );
      }
      for await (const batch of table.batches()) yield* productsOfBatch(batch, columns);
    } finally {
      await table.close();
    }
  }
}

function looksLikeUris(start: string): boolean {
  const first = start
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .find((line) => line.trim() !== "" && !line.startsWith("#"));
  return first !== undefined && URI.test(first.trim());
}

async function* productsOfUris(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ProductFile, void, undefined> {
  for await (const lines of readLines(bytes, MOST_LINE_BYTES)) {
    for (const line of lines) {
      const uri = line?.replace(/^\ufeff/, "").trim() ?? "";
      if (uri !== "" && !uri.startsWith("#")) yield { uri };
    }
  }
}
