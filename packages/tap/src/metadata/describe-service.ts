import { type AdqlDeclaration, adqlOf, type OperationOptions, redactUrl, type Transport } from "@armillary/dali";
import type { TapCapabilities } from "../capabilities.ts";
import type { RunQuery } from "../complete/asker.ts";
import { ListedColumns, passOverRefusal, SchemaColumns } from "./column-sources.ts";
import { type LoadedTables, loadTables } from "./load-tables.ts";
import type { MetadataCache } from "./metadata-cache.ts";
import { ServiceTables } from "./service-tables.ts";
import { printStored, readStored, type StoredMetadata } from "./stored-metadata.ts";
import { TapSchema } from "./tap-schema.ts";

/** What a service says of itself, as far as queries are concerned. */
export interface ServiceDescription {
  readonly tables: ServiceTables;
  /** Absent where it does not say. */
  readonly adql?: AdqlDeclaration;
  /** When it said so. */
  readonly fetchedAt: Date;
  /** `cache`: as it was kept; `stale cache`: the same, though too old, for the service did not answer. */
  readonly origin: "service" | "cache" | "stale cache";
  /** What could not be had or kept, a sentence each, besides `tables.problems`. */
  readonly problems: readonly string[];
  /** Resolves when all that is known has been kept. */
  kept(): Promise<void>;
}

export interface DescribeOptions extends OperationOptions {
  readonly transport: Transport;
  readonly url: string;
  /** Asks TAP_SCHEMA. */
  readonly run: RunQuery;
  readonly capabilities: () => Promise<TapCapabilities>;
  readonly cache?: MetadataCache;
  /** Age up to which what was kept is taken as it is (default: a day). */
  readonly maxAgeMs?: number;
  /** Milliseconds since 1970 (default `Date.now`). */
  readonly now?: () => number;
}

const DAY_MS = 86_400_000;

/**
 * Asks a service what it is, or takes what was kept of it: as it is up to an age, then if the service says that it still holds
 * (ETag, Last-Modified), and as a last resort where the service does not answer.
 * @throws DalError where nothing is kept, and nothing can be had
 */
export async function describeService(options: DescribeOptions): Promise<ServiceDescription> {
  const { cache, url, maxAgeMs = DAY_MS, now = Date.now } = options;
  const key = redactUrl(url);
  const problems: string[] = [];
  const text = await cache?.get(key).catch((failure: unknown) => {
    problems.push(`what was kept of ${key} cannot be read: ${words(failure)}`);
    return undefined;
  });
  const stored = text === undefined ? undefined : readStored(text, key);
  const ageMs = stored === undefined ? Number.POSITIVE_INFINITY : now() - Date.parse(stored.fetchedAt);

  let tables: ServiceTables;
  let rest: Omit<StoredMetadata, "tables">;
  const keeper = new Keeper(cache, key, () => ({ ...rest, tables: tables.toJSON() }), problems);
  const onLoad = (): void => keeper.keep();
  const described = (origin: ServiceDescription["origin"]): ServiceDescription => ({
    tables,
    ...(rest.adql === undefined ? {} : { adql: rest.adql }),
    fetchedAt: new Date(rest.fetchedAt),
    origin,
    problems,
    kept: () => keeper.done(),
  });
  const take = (known: StoredMetadata): void => {
    tables = keptTables(known, options, onLoad);
    rest = known;
  };

  // A date in the future is a clock that was wrong: nothing can be said of the age.
  if (stored !== undefined && ageMs >= 0 && ageMs < maxAgeMs) {
    take(stored);
    return described("cache");
  }
  let loaded: LoadedTables;
  try {
    loaded = await loadTables({ ...options, ...(stored === undefined ? {} : { known: stored }), onLoad });
  } catch (failure) {
    if (stored === undefined || isDecisive(failure)) throw failure;
    problems.push(`the service did not answer, this is as of ${stored.fetchedAt}: ${words(failure)}`);
    take(stored);
    return described("stale cache");
  }
  const adql = await declaredAdql(options, stored);
  tables = loaded.tables;
  rest = {
    url: key,
    fetchedAt: new Date(now()).toISOString(),
    validators: loaded.validators,
    ...(adql === undefined ? {} : { adql }),
  };
  keeper.keep();
  return described("service");
}

/** The tables that were kept; columns that were not are asked for as the list was. */
function keptTables({ tables }: StoredMetadata, options: DescribeOptions, onLoad: () => void): ServiceTables {
  const { transport, url, run, timeoutMs } = options;
  const schema = new SchemaColumns(new TapSchema({ run }), tables.tables);
  const source =
    tables.source === "tap_schema"
      ? schema
      : new ListedColumns(transport, url, schema, timeoutMs === undefined ? {} : { timeoutMs });
  return new ServiceTables(tables, source, onLoad);
}

/** Services that do not describe themselves work all the same. */
async function declaredAdql(
  { capabilities }: DescribeOptions,
  stored: StoredMetadata | undefined,
): Promise<AdqlDeclaration | undefined> {
  try {
    const { tableAccess } = await capabilities();
    return tableAccess === undefined ? undefined : adqlOf(tableAccess);
  } catch (failure) {
    passOverRefusal(failure);
    return stored?.adql;
  }
}

/** Whether a failure says something of the caller, or is the caller's. */
function isDecisive(failure: unknown): boolean {
  return failure instanceof Error && "code" in failure && ["DAL_ABORTED", "DAL_AUTH"].includes(String(failure.code));
}

function words(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

/** Writes what is known to a cache: one time after the other, and no more often than it takes. */
class Keeper {
  readonly #cache: MetadataCache | undefined;
  readonly #key: string;
  readonly #stored: () => StoredMetadata;
  readonly #problems: string[];
  #work: Promise<void> | undefined;
  #again = false;

  constructor(cache: MetadataCache | undefined, key: string, stored: () => StoredMetadata, problems: string[]) {
    this.#cache = cache;
    this.#key = key;
    this.#stored = stored;
    this.#problems = problems;
  }

  keep(): void {
    this.#again = true;
    this.#work ??= this.#write().finally(() => {
      this.#work = undefined;
    });
  }

  async done(): Promise<void> {
    await this.#work;
  }

  async #write(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#cache?.put(this.#key, printStored(this.#stored()));
      } catch (failure) {
        // What cannot be kept is asked for again the next time.
        const problem = `what ${this.#key} says of itself cannot be kept: ${words(failure)}`;
        if (!this.#problems.includes(problem)) this.#problems.push(problem);
      }
    }
  }
}
