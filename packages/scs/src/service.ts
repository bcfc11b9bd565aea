import { cleanBaseUrl, mergeParameters, type OperationOptions, readFormat, type Transport } from "@armillary/dali";
import { type SearchOptions, searchTable } from "@armillary/dali/table";
import { describeCone, type ScsDescription } from "./describe.ts";
import { findScsFacts, type ScsFacts } from "./facts.ts";
import type { ManyOptions } from "./many/options.ts";
import { type ManyResult, searchMany } from "./many/search-many.ts";
import type { ConeTarget, ConeTargetTable } from "./many/target.ts";
import { coneParameters } from "./parameters.ts";
import type { ConeQuery } from "./query.ts";
import { type ConeResult, coneResult } from "./result.ts";
import { withSeparation } from "./separation.ts";

export interface ScsServiceOptions {
  readonly transport: Transport;
  /** How the service departs from the standard (default: what is known of it by its URL). */
  readonly facts?: ScsFacts;
}

export interface ConeOptions extends SearchOptions {
  /** A last column `separation_arcsec`, the distance of each row from the centre, null where it has no position (default false). */
  readonly separation?: boolean;
}

/**
 * A cone search. Holds no connection: the transport does.
 *
 * @example
 * const service = new ScsService("https://example.org/scs?", { transport: createTransport() });
 * const result = await service.search({ raDeg: 10.68, decDeg: 41.27, radiusDeg: 0.1 });
 * for await (const row of result.rows()) …
 */
export class ScsService {
  /** The base URL, as registries have it. */
  readonly baseUrl: string;
  readonly facts: ScsFacts | undefined;
  readonly #transport: Transport;

  /** @throws DalError DAL_USAGE for what is no http or https URL */
  constructor(baseUrl: string, { transport, facts }: ScsServiceOptions) {
    this.baseUrl = cleanBaseUrl(baseUrl);
    this.facts = facts ?? findScsFacts(this.baseUrl);
    this.#transport = transport;
  }

  /**
   * Asks for the rows in a cone, and gives them as soon as their columns are known.
   * @throws DalError DAL_USAGE before anything is sent; DAL_QUERY_ERROR with the service's own words; DAL_FORMAT; …
   */
  async search<Row = Record<string, unknown>>(query: ConeQuery, options: ConeOptions = {}): Promise<ConeResult<Row>> {
    const { maxrec, responseFormat } = query;
    const { separation = false, ...rest } = options;
    const meant = responseFormat === undefined ? undefined : readFormat(responseFormat)?.format;
    const result = await searchTable<Row>(this.#transport, {
      ...rest,
      url: this.baseUrl,
      parameters: coneParameters(query, this.facts),
      ...(maxrec === undefined ? {} : { maxrec }),
      ...(meant === "csv" || meant === "tsv" ? { format: meant } : {}),
      ...(separation ? { refine: (table) => withSeparation(table, query) } : {}),
    });
    return coneResult(result, query);
  }

  /**
   * Searches around many targets, some at a time, and gives one table in the order of the targets: columns of the target, those
   * of the service, and `separation_arcsec`. Targets at one place are asked for once; rows beyond the radius are left out.
   * What became of each target, `onOutcome` tells.
   * @throws DalError DAL_USAGE for targets without positions; where nothing can be had, what the service said
   */
  searchMany(
    targets: Iterable<ConeTarget> | AsyncIterable<ConeTarget> | ConeTargetTable,
    options: ManyOptions,
  ): Promise<ManyResult> {
    return searchMany(this, targets, options);
  }

  /**
   * What the service says of itself: by an answer without rows (SR=0 of version 1.03, MAXREC=0 of 1.1), and by its
   * capabilities, where it has any.
   * @param options - `verbosity`: the columns of that VERB
   * @throws DalError where it does not answer with columns
   */
  async describe(options: OperationOptions & Pick<ConeQuery, "verbosity"> = {}): Promise<ScsDescription> {
    const { verbosity, ...rest } = options;
    const query = { raDeg: 0, decDeg: 0, radiusDeg: 0, ...(verbosity === undefined ? {} : { verbosity }) };
    return describeCone(this.#transport, this.baseUrl, query, rest);
  }

  /** The URL that a search asks. */
  url(query: ConeQuery): string {
    return mergeParameters(this.baseUrl, coneParameters(query, this.facts));
  }

  /** The curl command that asks the same. */
  curl(query: ConeQuery): string {
    return this.#transport.curl({ url: this.baseUrl, parameters: coneParameters(query, this.facts) });
  }
}
