import type { MetadataCache } from "@armillary/tap";

/**
 * Keeps answers of registries from one run to the next: text by key. May forget anything at any time. `createFileCache` of
 * `@armillary/tap/node` is one in a folder.
 */
export type RegistryCache = MetadataCache;

/** What is kept of an answer. */
export interface StoredAnswer<Value> {
  readonly value: Value;
  readonly fetchedEpochMs: number;
  readonly registry: string;
  readonly queries: readonly string[];
  readonly gaps: readonly string[];
}

/** Changes with the shape of what is kept: what an older version wrote is not read. */
const FORMAT = "armillary registry 1";
/** What is longer is asked for again: reading it back would take as long, and it fills disks. In characters. */
const MAX_LENGTH = 32_000_000;

/** Answers in a cache, or nowhere. What is wrong with the cache makes it none: an answer is worth more than its copy. */
export class AnswerStore {
  readonly #cache: RegistryCache | undefined;

  constructor(cache: RegistryCache | undefined) {
    this.#cache = cache;
  }

  async read<Value>(key: string): Promise<StoredAnswer<Value> | undefined> {
    try {
      const text = await this.#cache?.get(key);
      if (text === undefined) return undefined;
      const { format, key: stored, ...answer } = JSON.parse(text);
      // Two keys may have one place in a cache that shortens them.
      if (format !== FORMAT || stored !== key || typeof answer.fetchedEpochMs !== "number") return undefined;
      return answer as StoredAnswer<Value>;
    } catch {
      return undefined;
    }
  }

  async write<Value>(key: string, answer: StoredAnswer<Value>): Promise<void> {
    try {
      if (this.#cache === undefined) return;
      const text = JSON.stringify({ format: FORMAT, key, ...answer });
      if (text.length <= MAX_LENGTH) await this.#cache.put(key, text);
    } catch {
      // A folder that cannot be written to, a disk that is full: asked again next time.
    }
  }
}
