import { openTable, type TableStream } from "@armillary/formats";
import type { FormatName } from "@armillary/formats/vocabulary";
import { readLines } from "../adql/read-lines.ts";
import { failureIn, usageError } from "../failure.ts";
import { type Input, openInput } from "../input.ts";
import type { Io } from "../io.ts";
import { lookAhead } from "../look-ahead.ts";

/** How a table among the inputs is opened. */
export interface ItemTable {
  readonly from?: FormatName;
  readonly table: number;
}

/** How what is to be fetched is read of an input: of a list, a line each, or of a table. */
export interface ItemReading<Item> {
  /** What is meant by an input that is no file. */
  itemNamed(input: string): Item | undefined;
  /** Whether a text that begins so is a list. */
  looksLikeList(start: string): boolean;
  itemsOfLines(lines: AsyncIterable<string>): AsyncIterable<Item>;
  /** @param label - of the input, for messages */
  itemsOfTable(table: TableStream, label: string): AsyncIterable<Item>;
}

const MOST_LINE_BYTES = 64 * 1024;

/**
 * What is to be fetched: named itself, or in tables and lists. It can be gone through several times: files are read again each time, and what
 * came by standard input, or another pipe, is held.
 */
export class InputItems<Item> {
  readonly #inputs: readonly string[];
  readonly #table: ItemTable;
  readonly #reading: ItemReading<Item>;
  readonly #io: Io;
  readonly #held = new Map<string, readonly Item[]>();

  /** @throws CommandError where standard input is named twice */
  constructor(inputs: readonly string[], table: ItemTable, reading: ItemReading<Item>, io: Io) {
    if (inputs.filter((input) => input === "-").length > 1) throw usageError("Standard input can be read once.");
    this.#inputs = inputs;
    this.#table = table;
    this.#reading = reading;
    this.#io = io;
  }

  /** @throws CommandError naming the input */
  async *items(): AsyncGenerator<Item, void, undefined> {
    for (const input of this.#inputs) {
      const named = this.#reading.itemNamed(input);
      if (named === undefined) yield* await this.#itemsIn(input);
      else yield named;
    }
  }

  async #itemsIn(text: string): Promise<Iterable<Item> | AsyncIterable<Item>> {
    const known = this.#held.get(text);
    if (known !== undefined) return known;
    const input = await openInput(text, this.#io);
    if (input.access.reopen !== undefined) return this.#read(input);
    const held: Item[] = [];
    for await (const item of this.#read(input)) held.push(item);
    this.#held.set(text, held);
    return held;
  }

  async *#read(input: Input): AsyncGenerator<Item, void, undefined> {
    try {
      const { start, bytes } = await lookAhead(input.bytes);
      if (this.#reading.looksLikeList(start)) yield* this.#reading.itemsOfLines(linesOf(bytes));
      else yield* this.#readTable(input, bytes);
    } catch (thrown) {
      throw failureIn(input.label, thrown);
    }
  }

  async *#readTable(input: Input, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Item, void, undefined> {
    const { from, table: number } = this.#table;
    const table = await openTable(bytes, {
      table: number,
      ...(from === undefined ? {} : { format: from }),
      ...(input.name === undefined ? {} : { name: input.name }),
      ...input.access,
    });
    try {
      yield* this.#reading.itemsOfTable(table, input.label);
    } finally {
      await table.close();
    }
  }
}

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  for await (const lines of readLines(bytes, MOST_LINE_BYTES)) {
    for (const line of lines) {
      if (line === undefined)
        throw usageError(`A line of a list has more than ${MOST_LINE_BYTES} bytes: no address has.`);
      yield line;
    }
  }
}
