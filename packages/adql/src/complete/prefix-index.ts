/** How a name fits what was typed: it begins with it, or one of its words does (`par` in `phot_parallax`). */
export type Match = "whole" | "word";

export interface Found<T> {
  readonly item: T;
  readonly match: Match;
}

interface Entry<T> {
  readonly item: T;
  /** The name from the start of one of its words on, in lower case. */
  readonly key: string;
}

const WORD_START = /(?:^|(?<=[\p{L}\p{N}]))[^\p{L}\p{N}]+(?=[\p{L}\p{N}])|(?<=\p{Ll})(?=\p{Lu})/gu;

/**
 * Things by the first letters of their names and of the words in these, without case. Answers come in the order in which
 * the things were given, so that asking for a few of very many is as quick as asking among few.
 */
export class PrefixIndex<T> {
  readonly items: readonly T[];
  readonly #whole = new Map<string, Entry<T>[]>();
  readonly #words = new Map<string, Entry<T>[]>();

  /** @param items - the most important ones first */
  constructor(items: readonly T[], nameOf: (item: T) => string) {
    this.items = items;
    for (const item of items) {
      const name = nameOf(item);
      add(this.#whole, name.toLowerCase(), item);
      for (const { index, 0: gap } of name.matchAll(WORD_START)) {
        add(this.#words, name.slice(index + gap.length).toLowerCase(), item);
      }
    }
  }

  /** At most `most` of the things that fit, those that begin with what was typed first. */
  find(typed: string, most: number): Found<T>[] {
    if (typed === "") return this.items.slice(0, most).map((item) => ({ item, match: "whole" }));
    const prefix = typed.toLowerCase();
    const found: Found<T>[] = [];
    const seen = new Set<T>();
    for (const [entries, match] of [
      [this.#whole.get(prefix.charAt(0)), "whole"],
      [this.#words.get(prefix.charAt(0)), "word"],
    ] as const) {
      for (const { item, key } of entries ?? []) {
        if (found.length >= most) return found;
        if (!key.startsWith(prefix) || seen.has(item)) continue;
        seen.add(item);
        found.push({ item, match });
      }
    }
    return found;
  }
}

function add<T>(index: Map<string, Entry<T>[]>, key: string, item: T): void {
  const first = key.charAt(0);
  const same = index.get(first);
  if (same === undefined) index.set(first, [{ item, key }]);
  else same.push({ item, key });
}

/** How a single name fits what was typed, if it does. */
export function matchOf(name: string, typed: string): Match | undefined {
  const prefix = typed.toLowerCase();
  const whole = name.toLowerCase();
  if (whole.startsWith(prefix)) return "whole";
  if (!whole.includes(prefix)) return undefined;
  for (const { index, 0: gap } of name.matchAll(WORD_START)) {
    if (
      name
        .slice(index + gap.length)
        .toLowerCase()
        .startsWith(prefix)
    )
      return "word";
  }
  return undefined;
}
