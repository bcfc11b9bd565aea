import type { CellValue } from "@armillary/columns";
import type { ParseCell } from "../csv/types.ts";

/** Arrays inside one another; columns have far fewer axes. */
const MOST_DEPTH = 64;
/** What may follow a token that has no quotes. */
const TOKEN = /[^\s,[\]"]+/y;
const STRING = /"(?:[^"\\]|\\.)*"/sy;

/**
 * The JSON of an array of values of one type, nested as it is: every value by `parse`, so that integers are exact and NaN,
 * Infinity and -Infinity are numbers, as Python's JSON has them, bare or in quotes. `null` is null.
 * @param texts - values are strings, and must be in quotes
 * @returns undefined where it is no such array
 */
export function parseJsonArray(text: string, parse: ParseCell, texts: boolean): readonly CellValue[] | undefined {
  return new ArrayParser(text, parse, texts).whole();
}

class ArrayParser {
  readonly #text: string;
  readonly #parse: ParseCell;
  readonly #texts: boolean;
  #at = 0;

  constructor(text: string, parse: ParseCell, texts: boolean) {
    this.#text = text;
    this.#parse = parse;
    this.#texts = texts;
  }

  whole(): readonly CellValue[] | undefined {
    if (this.#next() !== "[") return undefined;
    const items = this.#items(1);
    return this.#next() === undefined ? items : undefined;
  }

  /** Past blanks; the character there. */
  #next(): string | undefined {
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) <= 0x20) this.#at++;
    return this.#text[this.#at];
  }

  /** From an opening bracket to behind the closing one. */
  #items(depth: number): CellValue[] | undefined {
    this.#at++;
    const items: CellValue[] = [];
    if (this.#next() === "]") {
      this.#at++;
      return items;
    }
    for (;;) {
      const item = this.#next() === "[" ? this.#inner(depth) : this.#value();
      if (item === undefined) return undefined;
      items.push(item);
      const end = this.#next();
      this.#at++;
      if (end === "]") return items;
      if (end !== ",") return undefined;
    }
  }

  #inner(depth: number): CellValue[] | undefined {
    return depth < MOST_DEPTH ? this.#items(depth + 1) : undefined;
  }

  #value(): CellValue | undefined {
    const quoted = this.#text[this.#at] === '"';
    const pattern = quoted ? STRING : TOKEN;
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0];
    if (token === undefined) return undefined;
    this.#at += token.length;
    if (!quoted) return token === "null" ? null : this.#texts ? undefined : this.#parse(token);
    const content = unquoted(token);
    return content === undefined || this.#texts ? content : (this.#parse(content) ?? undefined);
  }
}

function unquoted(token: string): string | undefined {
  try {
    return JSON.parse(token) as string;
  } catch {
    return undefined;
  }
}
