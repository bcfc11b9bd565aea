import { isDalError, type OperationOptions, type Transport } from "@armillary/dali";
import { askMast } from "./mast-lookup.ts";
import { isMovingTarget } from "./moving-target.ts";
import { type NameCache, readCached, writeCached } from "./name-cache.ts";
import { type NameAttempt, NameError } from "./name-error.ts";
import { askNed } from "./ned-lookup.ts";
import { RESOLVERS, type ResolvedName, type Resolver } from "./resolved-name.ts";
import { askSesame } from "./sesame.ts";

export interface ResolveNameOptions extends OperationOptions {
  readonly transport: Transport;
  /** Whom to ask, in which order (default: Sesame, NED, MAST). */
  readonly resolvers?: readonly Resolver[];
  /** Ask all at once, and take whoever knows it first (default false: one after the other, until one knows it). */
  readonly race?: boolean;
  /** Keeps positions from one run to the next (default: they are asked for anew). */
  readonly cache?: NameCache;
  /** Age up to which a position that was kept is taken (default: 30 days; 0: none). */
  readonly maxAgeMs?: number;
}

const ASK: Readonly<
  Record<Resolver, (transport: Transport, name: string, options: OperationOptions) => Promise<ResolvedName | undefined>>
> = { sesame: askSesame, ned: askNed, mast: askMast };

const MONTH_MS = 30 * 86_400_000;

/**
 * Finds out where an object is.
 * @throws NameError NAME_UNKNOWN where those that answered do not know it, NAME_UNRESOLVED where none answered, NAME_MOVING
 * for bodies of the solar system; DalError code DAL_ABORTED
 */
export async function resolveName(name: string, options: ResolveNameOptions): Promise<ResolvedName> {
  const { transport, resolvers = RESOLVERS, race = false, cache, maxAgeMs = MONTH_MS, ...operation } = options;
  const asked = name.trim().replace(/\s+/g, " ");
  if (asked === "") throw new NameError("NAME_UNKNOWN", "A name of an object is due, and there is none.");
  if (isMovingTarget(asked)) throw movingError(asked);
  const known = await readCached(cache, asked, resolvers, maxAgeMs);
  if (known !== undefined) return known;
  const attempts: NameAttempt[] = [];
  const found = await (race ? raced : inTurn)(
    resolvers,
    attempts,
    (resolver, signal) => ASK[resolver](transport, asked, signal === undefined ? operation : { ...operation, signal }),
    operation.signal,
  );
  if (found === undefined) throw unresolved(asked, attempts);
  await writeCached(cache, found);
  return found;
}

type Ask = (resolver: Resolver, signal?: AbortSignal) => Promise<ResolvedName | undefined>;

async function inTurn(
  resolvers: readonly Resolver[],
  attempts: NameAttempt[],
  ask: Ask,
): Promise<ResolvedName | undefined> {
  for (const resolver of resolvers) {
    const found = await attempt(resolver, attempts, () => ask(resolver));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first that knows it; the others are given up. */
async function raced(
  resolvers: readonly Resolver[],
  attempts: NameAttempt[],
  ask: Ask,
  signal: AbortSignal | undefined,
): Promise<ResolvedName | undefined> {
  const end = new AbortController();
  const stop = signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]);
  try {
    return await Promise.any(
      resolvers.map(async (resolver) => {
        const found = await attempt(resolver, attempts, () => ask(resolver, stop));
        if (found === undefined) throw new Error(`${resolver} does not know it`);
        return found;
      }),
    );
  } catch (failure) {
    const aborted = failure instanceof AggregateError ? failure.errors.find(isAborted) : failure;
    if (aborted !== undefined) throw aborted;
    return undefined;
  } finally {
    end.abort();
  }
}

async function attempt(
  resolver: Resolver,
  attempts: NameAttempt[],
  ask: () => Promise<ResolvedName | undefined>,
): Promise<ResolvedName | undefined> {
  try {
    const found = await ask();
    if (found === undefined) attempts.push({ resolver });
    return found;
  } catch (failure) {
    if (isAborted(failure) || !isDalError(failure)) throw failure;
    attempts.push({ resolver, failure });
    return undefined;
  }
}

function isAborted(failure: unknown): boolean {
  return isDalError(failure) && failure.code === "DAL_ABORTED";
}

function movingError(name: string): NameError {
  return new NameError(
    "NAME_MOVING",
    `"${name}" is a body of the solar system: where it is on the sky depends on when, and archives are asked for places. ` +
      "Give the position at the time that is wanted, of JPL Horizons for one.",
  );
}

function unresolved(name: string, attempts: readonly NameAttempt[]): NameError {
  const silent = attempts.filter(({ failure }) => failure !== undefined);
  const reasons = silent.map(({ resolver, failure }) => `${resolver}: ${(failure as Error).message}`).join(" ");
  if (silent.length === attempts.length) {
    return new NameError(
      "NAME_UNRESOLVED",
      `No resolver of names answered, so it is not known where "${name}" is. ${reasons} Give the position instead.`,
      { attempts, cause: silent[0]?.failure },
    );
  }
  const heard = attempts.filter(({ failure }) => failure === undefined).map(({ resolver }) => resolver);
  return new NameError(
    "NAME_UNKNOWN",
    `"${name}" is not known to ${heard.join(", ")}. Is it spelt as catalogues have it? A position will do as well.` +
      (reasons === "" ? "" : ` Not heard: ${reasons}`),
    { attempts },
  );
}
