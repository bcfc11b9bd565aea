import type { ResolvedName, Resolver } from "./resolved-name.ts";

/** Keeps text by key from one run to the next; may forget anything at any time. `createFileCache` of `@armillary/tap/node` is one. */
export interface NameCache {
  get(key: string): Promise<string | undefined>;
  put(key: string, text: string): Promise<void>;
}

/** Changes with the shape of what is kept: what an older version wrote is not read. */
const FORMAT = "armillary name 1";

/** What is wrong with the cache makes it none: a position is worth more than its copy. */
export async function readCached(
  cache: NameCache | undefined,
  name: string,
  resolvers: readonly Resolver[],
  maxAgeMs: number,
): Promise<ResolvedName | undefined> {
  try {
    const text = await cache?.get(keyOf(name));
    if (text === undefined) return undefined;
    const { format, fetchedEpochMs, found } = JSON.parse(text);
    const isKnown = format === FORMAT && keyOf(found.name) === keyOf(name) && resolvers.includes(found.resolver);
    return isKnown && Date.now() - fetchedEpochMs < maxAgeMs ? { ...found, name } : undefined;
  } catch {
    return undefined;
  }
}

export async function writeCached(cache: NameCache | undefined, found: ResolvedName): Promise<void> {
  try {
    await cache?.put(keyOf(found.name), JSON.stringify({ format: FORMAT, fetchedEpochMs: Date.now(), found }));
  } catch {
    // A folder that cannot be written to, a disk that is full: asked again next time.
  }
}

/** Resolvers do not tell capitals from small letters. */
function keyOf(name: string): string {
  return name.toLowerCase();
}
