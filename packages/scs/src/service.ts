import { cleanBaseUrl, type DalRequest, mergeParameters, readFormat, type Transport } from "@armillary/dali";
import { type SearchOptions, type SearchResult, searchTable } from "@armillary/dali/table";
import { findScsFacts, type ScsFacts } from "./facts.ts";
import { coneParameters } from "./parameters.ts";
import type { ConeQuery } from "./query.ts";

export interface ScsServiceOptions {
  readonly transport: Transport;
  /** How the service departs from the standard (default: what is known of it by its URL). */
  readonly facts?: ScsFacts;
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
  async search(query: ConeQuery, options: SearchOptions = {}): Promise<SearchResult> {
    const { maxrec, responseFormat } = query;
    const meant = responseFormat === undefined ? undefined : readFormat(responseFormat)?.format;
    return searchTable(this.#transport, {
      ...options,
      url: this.baseUrl,
      parameters: coneParameters(query, this.facts),
      ...(maxrec === undefined ? {} : { maxrec }),
      ...(meant === "csv" || meant === "tsv" ? { format: meant } : {}),
    });
  }

  /** The URL that a search asks. */
  url(query: ConeQuery): string {
    return mergeParameters(this.baseUrl, coneParameters(query, this.facts));
  }

  /** The curl command that asks the same. */
  curl(query: ConeQuery): string {
    return this.#transport.curl(this.#request(query));
  }

  #request(query: ConeQuery): DalRequest {
    return { url: this.baseUrl, parameters: coneParameters(query, this.facts) };
  }
}
