import {
  type DownloadItem,
  findItemColumns,
  itemsOfTable,
  itemsOfUrlList,
  looksLikeUrlList,
} from "@armillary/dali/download";
import { type FormatName, openTable } from "@armillary/formats";
import { readLines } from "../adql/read-lines.ts";
import { failureIn, usageError } from "../failure.ts";
import { type Input, openInput } from "../input.ts";
import type { Io } from "../io.ts";
import { lookAhead } from "../look-ahead.ts";

/** How tables say what to fetch. */
export interface ItemOptions {
  readonly from?: FormatName;
  readonly table: number;
  readonly urlColumn?: string;
  readonly nameColumn?: string;
  readonly sizeColumn?: string;
  /** Take exact lengths of tables for estimates. */
  readonly ignoreSize: boolean;
}

const MOST_LINE_BYTES = 64 * 1024;

/**
 * What is to be fetched: URLs, and those in tables and lists. It can be gone through several times: files are read again each time, and
 * what came by standard input, or another pipe, is held.
 */
export class ItemSource {
  readonly #inputs: readonly string[];
  readonly #options: ItemOptions;
  readonly #io: Io;
  readonly #held = new Map<string, readonly DownloadItem[]>();
  /** Rows without a URL, of the last time it was gone through. */
  rowsWithoutUrl = 0;

  /** @throws CommandError where standard input is named twice */
  constructor(inputs: readonly string[], options: ItemOptions, io: Io) {
    if (inputs.filter((input) => input === "-").length > 1) throw usageError("Standard input can be read once.");
    this.#inputs = inputs;
    this.#options = options;
    this.#io = io;
  }

  /** @throws CommandError naming the input */
  async *items(): AsyncGenerator<DownloadItem, void, undefined> {
    this.rowsWithoutUrl = 0;
    for (const input of this.#inputs) {
      if (/^https?:\/\//i.test(input)) yield { url: input };
      else for await (const item of await this.#itemsOf(input)) yield* this.#usable(item);
    }
  }

  /** The URL of the first item; undefined where there is none. */
  async firstUrl(): Promise<string | undefined> {
    for await (const { url } of this.items()) return url;
    return undefined;
  }

  async #itemsOf(text: string): Promise<Iterable<DownloadItem> | AsyncIterable<DownloadItem>> {
    const known = this.#held.get(text);
    if (known !== undefined) return known;
    const input = await openInput(text, this.#io);
    if (input.access.reopen !== undefined) return this.#read(input);
    const held: DownloadItem[] = [];
    for await (const item of this.#read(input)) held.push(item);
    this.#held.set(text, held);
    return held;
  }

  *#usable(item: DownloadItem): Generator<DownloadItem, void, undefined> {
    const { bytes, ...rest } = item;
    if (item.url === "") this.rowsWithoutUrl++;
    else yield bytes === undefined || !this.#options.ignoreSize ? item : { ...rest, estimatedBytes: bytes };
  }

  async *#read(input: Input): AsyncGenerator<DownloadItem, void, undefined> {
    try {
      const { start, bytes } = await lookAhead(input.bytes);
      if (looksLikeUrlList(start)) yield* itemsOfUrlList(linesOf(bytes));
      else yield* this.#readTable(input, bytes);
    } catch (thrown) {
      throw failureIn(input.label, thrown);
    }
  }

  async *#readTable(input: Input, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<DownloadItem, void, undefined> {
    const { from, table: number, urlColumn, nameColumn, sizeColumn } = this.#options;
    const table = await openTable(bytes, {
      table: number,
      ...(from === undefined ? {} : { format: from }),
      ...(input.name === undefined ? {} : { name: input.name }),
      ...input.access,
    });
    try {
      const names = {
        ...(urlColumn === undefined ? {} : { url: urlColumn }),
        ...(nameColumn === undefined ? {} : { path: nameColumn }),
        ...(sizeColumn === undefined ? {} : { size: sizeColumn }),
      };
      const columns = findItemColumns(table.fields, names);
      if (columns === undefined) {
        const there = table.fields.map(({ name }) => name).join(", ");
        throw usageError(
          `${input.label} does not tell which column holds the URLs.`,
          `--url-column NAME does; there are ${there}.`,
        );
      }
      yield* itemsOfTable(table.batches(), columns);
    } catch (thrown) {
      throw thrown instanceof RangeError ? usageError(thrown.message) : thrown;
    } finally {
      await table.close();
    }
  }
}

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  for await (const lines of readLines(bytes, MOST_LINE_BYTES))
    for (const line of lines) if (line !== undefined) yield line;
}
