import type { AdqlText, TableMetadata } from "@armillary/adql";
import { isDalError, type OperationOptions } from "@armillary/dali";
import { type TapOptions, TapService } from "@armillary/tap";
import { type AccessOptions, chooseAccess, type ServiceAccess } from "../access.ts";
import type { Constraint } from "../constraint.ts";
import { archive, ivoid as ivoidConstraint, parseIvoid } from "../constraints/ivoid.ts";
import { type DescriptionTable, describeRecord, descriptionQueries, tableQueries, tablesOf } from "../description.ts";
import { RegistryError } from "../errors.ts";
import type { Provenance } from "../provenance.ts";
import { type Row, recordsOf } from "../read-rows.ts";
import type { RegistryDescription, RegistryRecord } from "../record.ts";
import { REGISTRIES, type RegistryEndpoint } from "../registries.ts";
import { buildSearchQuery } from "../search-query.ts";
import { fetchVocabulary, parseVocabulary, type Vocabulary, vocabularyUrl } from "../vocabulary.ts";
import { Answers, type Question } from "./answers.ts";
import { type FoundRecords, MAX_ROWS, recordAtHand, searchAtHand, searchKey } from "./at-hand.ts";
import type { RegistryTrouble } from "./health.ts";
import type {
  AskRegistryOptions,
  DescribeAnswer,
  GetServiceOptions,
  RegistryClientOptions,
  SearchAnswer,
  SearchOptions,
} from "./options.ts";

/** Vocabularies grow by a few terms a year. */
const VOCABULARY_MS = 30 * 86_400_000;

/**
 * The registry of the VO: finds resources, and the services that they have. Asks one of several registries, whichever
 * answers; keeps answers where it has a cache; and where none answers gives what is kept or bundled, and says so.
 *
 * @example
 * const registry = new RegistryClient({ transport: createTransport() });
 * const { records, notes } = await registry.search([protocol("tap"), archive("irsa")]);
 * const { url } = await registry.getService("ivo://irsa.ipac/tap", { protocol: "tap" });
 */
export class RegistryClient {
  /** In the order in which they are asked. */
  readonly registries: readonly RegistryEndpoint[];
  readonly #options: RegistryClientOptions;
  readonly #answers: Answers;

  constructor(options: RegistryClientOptions) {
    this.#options = options;
    this.registries = (options.registries ?? REGISTRIES).map((each) =>
      typeof each === "string" ? { url: each, title: each } : each,
    );
    this.#answers = new Answers(this.registries, options);
  }

  /**
   * Resources for which all constraints hold, with all of their capabilities and interfaces.
   * @throws RegistryError codes REG_FEATURE and REG_UNREACHABLE where nothing that is kept or bundled would do either
   */
  async search(constraints: Constraint | readonly Constraint[], options: SearchOptions = {}): Promise<SearchAnswer> {
    const { maxRows = MAX_ROWS, ...asking } = options;
    const all = [constraints].flat() as readonly Constraint[];
    const asked = await this.#answers.ask<FoundRecords>(searchKey(all, maxRows), asking, recordsFor(all, maxRows));
    if (!("value" in asked)) return searchAtHand(this.#answers, all, asked);
    const { value, ...provenance } = asked;
    return { ...value, ...provenance };
  }

  /**
   * Renews what is known of the services of MAST, HEASARC, IRSA and NED: what is kept of them stands in for registries that do not
   * answer, in place of the bundled list. It is a search like any other, asked anew.
   * @returns what is kept from now on; of another origin than `registry` where none answered, and nothing was renewed
   * @throws RegistryError, as `search`
   */
  refreshSnapshot(options: Omit<AskRegistryOptions, "maxAgeMs" | "offline"> = {}): Promise<SearchAnswer> {
    return this.search([archive()], { ...options, maxAgeMs: 0 });
  }

  /**
   * All that the registry says of a resource, but for its tables.
   * @throws RegistryError code REG_NOT_FOUND; REG_USAGE for what is no identifier; as `search`
   */
  async describe(ivoid: string, options: AskRegistryOptions = {}): Promise<DescribeAnswer> {
    const id = parseIvoid(ivoid);
    const asked = await this.#answers.ask(`describe: ${id}`, options, descriptionOf(id));
    if ("value" in asked) {
      const { value: record, ...provenance } = asked;
      if (record === null) throw notFound(id, asked.registry);
      return { record, ...provenance };
    }
    const found = await recordAtHand(this.#answers, id, asked);
    if (found === undefined) throw asked.failure ?? notFound(id);
    const { record, ...provenance } = found;
    return { record: describeRecord(record, {}), ...provenance };
  }

  /**
   * The tables of a resource with their columns, as its record has them. Many records have none; the service itself may have
   * more.
   * @throws RegistryError code REG_UNREACHABLE; as `search`
   */
  async tables(ivoid: string, options: AskRegistryOptions = {}): Promise<readonly TableMetadata[]> {
    const id = parseIvoid(ivoid);
    const asked = await this.#answers.ask(`tables: ${id}`, options, tablesIn(id));
    if ("value" in asked) return asked.value;
    throw (
      asked.failure ?? new RegistryError("REG_UNREACHABLE", `The tables of ${id} are not kept here: ask a registry.`)
    );
  }

  /**
   * Where a resource is to be asked: what a client of its protocol is made of.
   * @throws RegistryError codes REG_NOT_FOUND, REG_NO_SERVICE, REG_AMBIGUOUS with what could be meant; as `search`
   */
  async getService(ivoid: string, options: GetServiceOptions = {}): Promise<ServiceAccess & Provenance> {
    const { protocol, version, auxiliary, url, ...asking } = options;
    const wanted: AccessOptions & { readonly url?: string } = {
      ...(protocol === undefined ? {} : { protocol }),
      ...(version === undefined ? {} : { version }),
      ...(auxiliary === undefined ? {} : { auxiliary }),
      ...(url === undefined ? {} : { url }),
    };
    const { record, ...provenance } = await this.#record(parseIvoid(ivoid), asking);
    return { ...chooseAccess(record, wanted), ...provenance };
  }

  /** The TAP service of a resource: its own, or the one that has its tables. Throws as `getService`. */
  async getTapService(
    ivoid: string,
    options: Omit<GetServiceOptions, "protocol"> = {},
    service: Partial<TapOptions> = {},
  ): Promise<TapService> {
    const { url } = await this.getService(ivoid, { ...options, protocol: "tap" });
    return new TapService(url, { transport: this.#options.transport, ...service });
  }

  /**
   * A vocabulary of the IVOA, such as `uat`: what `subject` finds narrower concepts by. Kept for a month.
   * @throws DalError; RegistryError code REG_VOCABULARY
   */
  async vocabulary(name: string, options: OperationOptions & { readonly maxAgeMs?: number } = {}): Promise<Vocabulary> {
    const { maxAgeMs = VOCABULARY_MS, ...operation } = options;
    const { store } = this.#answers;
    const key = `vocabulary: ${name}`;
    const kept = await store.read<string>(key);
    if (kept !== undefined && Date.now() - kept.fetchedEpochMs < maxAgeMs) return parseVocabulary(kept.value);
    try {
      const value = await fetchVocabulary(this.#options.transport, name, operation);
      const registry = vocabularyUrl(name);
      await store.write(key, { value, fetchedEpochMs: Date.now(), registry, queries: [], gaps: [] });
      return parseVocabulary(value);
    } catch (failure) {
      if (operation.signal?.aborted === true || kept === undefined || !isDalError(failure)) throw failure;
      return parseVocabulary(kept.value);
    }
  }

  /** Registries that failed lately and did not answer since. */
  troubles(): Promise<readonly (RegistryEndpoint & RegistryTrouble)[]> {
    return this.#answers.troubles();
  }

  /** A record with its interfaces. */
  async #record(id: string, options: AskRegistryOptions): Promise<{ readonly record: RegistryRecord } & Provenance> {
    const constraint = ivoidConstraint(id);
    const asked = await this.#answers.ask<FoundRecords>(
      searchKey([constraint], MAX_ROWS),
      options,
      recordsFor([constraint], MAX_ROWS),
    );
    if ("value" in asked) {
      const { value, ...provenance } = asked;
      const [record] = value.records;
      if (record === undefined) throw notFound(id, asked.registry);
      return { record, ...provenance };
    }
    const found = await recordAtHand(this.#answers, id, asked);
    if (found === undefined) throw asked.failure ?? notFound(id);
    return found;
  }
}

function recordsFor(constraints: readonly Constraint[], maxRows: number): Question<FoundRecords> {
  return async (connection, operation, trail) => {
    const query = buildSearchQuery(constraints, await connection.features(operation, trail));
    const { rows, isComplete } = await connection.rows(query, { ...operation, maxRows }, trail);
    return { records: recordsOf(rows), isComplete };
  };
}

function descriptionOf(id: string): Question<RegistryDescription | null> {
  return async (connection, operation, trail) => {
    const features = await connection.features(operation, trail);
    const rowsOf = async (query: AdqlText): Promise<readonly Row[]> =>
      (await connection.rows(query, { ...operation, maxRows: MAX_ROWS }, trail)).rows;
    const [record] = recordsOf(await rowsOf(buildSearchQuery([ivoidConstraint(id)], features)));
    if (record === undefined) return null;
    const tables = await Promise.all(
      descriptionQueries(id, features).map(
        async ([table, query]): Promise<readonly [DescriptionTable, readonly Row[]]> => [table, await rowsOf(query)],
      ),
    );
    return describeRecord(record, Object.fromEntries(tables));
  };
}

function tablesIn(id: string): Question<readonly TableMetadata[]> {
  return async (connection, operation, trail) => {
    const queries = tableQueries(id, await connection.features(operation, trail));
    const [tables, columns] = await Promise.all(
      queries.map((query) => connection.rows(query, { ...operation, maxRows: MAX_ROWS }, trail)),
    );
    return tablesOf(tables?.rows ?? [], columns?.rows ?? []);
  };
}

function notFound(id: string, registry?: string): RegistryError {
  const where = registry === undefined ? "among what is kept or bundled here" : `in the registry at ${registry}`;
  return new RegistryError(
    "REG_NOT_FOUND",
    `There is no ${id} ${where}. A search by keywords or archive shows what there is.`,
  );
}
