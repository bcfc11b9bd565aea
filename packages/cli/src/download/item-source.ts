import {
  type DownloadItem,
  findItemColumns,
  itemsOfTable,
  itemsOfUrlList,
  looksLikeUrlList,
} from "@armillary/dali/download";
import type { TableStream } from "@armillary/formats";
import { usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { InputItems, type ItemTable } from "./input-items.ts";

/** How tables say what to fetch. */
export interface ItemOptions extends ItemTable {
  readonly urlColumn?: string;
  readonly nameColumn?: string;
  readonly sizeColumn?: string;
  /** Take exact lengths of tables for estimates. */
  readonly ignoreSize: boolean;
}

/** What is to be fetched: URLs, and those in tables and lists (`InputItems`). */
export class ItemSource {
  readonly #ignoreSize: boolean;
  readonly #items: InputItems<DownloadItem>;
  /** Rows without a URL, of the last time it was gone through. */
  rowsWithoutUrl = 0;

  /** @throws CommandError where standard input is named twice */
  constructor(inputs: readonly string[], options: ItemOptions, io: Io) {
    this.#ignoreSize = options.ignoreSize;
    this.#items = new InputItems(
      inputs,
      options,
      {
        itemNamed: (input) => (/^https?:\/\//i.test(input) ? { url: input } : undefined),
        looksLikeList: looksLikeUrlList,
        itemsOfLines: itemsOfUrlList,
        itemsOfTable: (opened, label) => readTable(opened, label, options),
      },
      io,
    );
  }

  /** @throws CommandError naming the input */
  async *items(): AsyncGenerator<DownloadItem, void, undefined> {
    this.rowsWithoutUrl = 0;
    for await (const item of this.#items.items()) {
      const { bytes, ...rest } = item;
      if (item.url === "") this.rowsWithoutUrl++;
      else yield bytes === undefined || !this.#ignoreSize ? item : { ...rest, estimatedBytes: bytes };
    }
  }

  /** The URL of the first item; undefined where there is none. */
  async firstUrl(): Promise<string | undefined> {
    for await (const { url } of this.items()) return url;
    return undefined;
  }
}

async function* readTable(
  table: TableStream,
  label: string,
  { urlColumn, nameColumn, sizeColumn }: ItemOptions,
): AsyncGenerator<DownloadItem, void, undefined> {
  const names = {
    ...(urlColumn === undefined ? {} : { url: urlColumn }),
    ...(nameColumn === undefined ? {} : { path: nameColumn }),
    ...(sizeColumn === undefined ? {} : { size: sizeColumn }),
  };
  try {
    const columns = findItemColumns(table.fields, names);
    if (columns === undefined) {
      const there = table.fields.map(({ name }) => name).join(", ");
      throw usageError(
        `${label} does not tell which column holds the URLs.`,
        `--url-column NAME does; there are ${there}.`,
      );
    }
    yield* itemsOfTable(table.batches(), columns);
  } catch (thrown) {
    throw thrown instanceof RangeError ? usageError(thrown.message) : thrown;
  }
}
