import { isDalError } from "@armillary/dali";
import { askSanta, MOST_SANTA_NAMES } from "./mast-santa.ts";
import { isMovingTarget } from "./moving-target.ts";
import { readCached, writeCached } from "./name-cache.ts";
import { isNameError, type NameError } from "./name-error.ts";
import { type ResolveNameOptions, resolveName } from "./resolve-name.ts";
import { RESOLVERS, type ResolvedName } from "./resolved-name.ts";

export interface ResolveNamesOptions extends Omit<ResolveNameOptions, "race"> {
  /** Names that are looked up singly at a time (default 4: SIMBAD locks out who asks much faster). */
  readonly parallel?: number;
}

const MONTH_MS = 30 * 86_400_000;

/**
 * Finds out where many objects are: thirty in a question where MAST's resolver knows them, the others one by one, as
 * `resolveName` does. Names that are known already, or given twice, are asked for once, or not at all.
 * @returns for every name that was given its position, or why it has none
 * @throws DalError code DAL_ABORTED
 */
export async function resolveNames(
  names: readonly string[],
  options: ResolveNamesOptions,
): Promise<ReadonlyMap<string, ResolvedName | NameError>> {
  const { parallel = 4, ...one } = options;
  const { transport, resolvers = RESOLVERS, cache, maxAgeMs = MONTH_MS, signal, deadline, timeoutMs } = one;
  const found = new Map<string, ResolvedName | NameError>();
  const wanted: string[] = [];
  for (const name of new Set(names)) {
    const asked = asAsked(name);
    const known = asked === "" ? undefined : await readCached(cache, asked, resolvers, maxAgeMs);
    if (known === undefined) wanted.push(name);
    else found.set(name, known);
  }
  const operation = {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const inBulk = wanted.filter((name) => asAsked(name) !== "" && !isMovingTarget(asAsked(name)));
  // One is asked for as single names are.
  for (let at = 0; resolvers.includes("mast") && inBulk.length > 1 && at < inBulk.length; at += MOST_SANTA_NAMES) {
    const some = inBulk.slice(at, at + MOST_SANTA_NAMES);
    try {
      const matches = await askSanta(transport, some.map(asAsked), operation);
      for (const match of matches) {
        await writeCached(cache, match);
        for (const name of some) if (asAsked(name) === match.name) found.set(name, match);
      }
    } catch (failure) {
      if (!isDalError(failure) || failure.code === "DAL_ABORTED") throw failure;
      // Those that are asked one by one may know them all.
      break;
    }
  }
  const left = wanted.filter((name) => !found.has(name));
  let next = 0;
  const work = async (): Promise<void> => {
    for (let name = left[next++]; name !== undefined; name = left[next++]) found.set(name, await lookUp(name, one));
  };
  await Promise.all(Array.from({ length: Math.max(1, parallel) }, work));
  return found;
}

async function lookUp(name: string, options: ResolveNameOptions): Promise<ResolvedName | NameError> {
  try {
    return await resolveName(name, options);
  } catch (failure) {
    if (!isNameError(failure)) throw failure;
    return failure;
  }
}

function asAsked(name: string): string {
  return name.trim().replace(/\s+/g, " ");
}
