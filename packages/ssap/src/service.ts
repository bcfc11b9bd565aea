import type { ColumnBatch } from "@armillary/columns";
import {
  type Capability,
  cleanBaseUrl,
  fetchCapabilities,
  fixedParameters,
  mergeParameters,
  type OperationOptions,
  type Transport,
} from "@armillary/dali";
import { fetchSelfDescription, recordsOf, type SelfDescription } from "@armillary/dali/dataset";
import { type SearchOptions, type SearchResult, searchTable } from "@armillary/dali/table";
import { findSsaFacts, type SsaFacts } from "./facts.ts";
import { type Parameter, ssaNotes, ssaParameters } from "./parameters.ts";
import type { SsaQuery } from "./query.ts";
import { createRecordReader, type SsaRecord } from "./record.ts";
import { judgeRows } from "./refine.ts";

export interface SsaServiceOptions {
  readonly transport: Transport;
  /** How the service departs from the standard (default: what is known of it by its URL). */
  readonly facts?: SsaFacts;
}

/** The spectra that a service found. */
export interface SsaResult extends SearchResult {
  /** The rows, once, as records of one kind whatever the service calls its columns; instead of `rows` and `batches`. */
  records(): AsyncIterable<SsaRecord>;
  /** One row of a batch, for those who take `batches`. */
  recordAt(batch: ColumnBatch, row: number): SsaRecord;
}

/**
 * A service for spectra (SSA). Holds no connection: the transport does.
 *
 * @example
 * const service = new SsaService("https://irsa.ipac.caltech.edu/SSA", { transport: createTransport() });
 * const result = await service.search({ raDeg: 10.68, decDeg: 41.27, diameterDeg: 0.01 });
 * for await (const { title, accessUrl, bandMinM } of result.records()) …
 */
export class SsaService {
  /** The base URL, as registries have it. */
  readonly baseUrl: string;
  readonly facts: SsaFacts | undefined;
  readonly #transport: Transport;

  /** @throws DalError DAL_USAGE for what is no http or https URL */
  constructor(baseUrl: string, { transport, facts }: SsaServiceOptions) {
    this.baseUrl = cleanBaseUrl(baseUrl);
    this.facts = facts ?? findSsaFacts(this.baseUrl);
    this.#transport = transport;
  }

  /**
   * Asks for spectra, and gives them as soon as their columns are known.
   * @throws DalError DAL_USAGE before anything is sent; DAL_QUERY_ERROR with the service's own words; DAL_FORMAT; …
   */
  async search(query: SsaQuery, options: SearchOptions = {}): Promise<SsaResult> {
    const most = Math.min(query.maxrec ?? Number.POSITIVE_INFINITY, query.top ?? Number.POSITIVE_INFINITY);
    const judge = judgeRows(query, this.facts);
    const result = await searchTable(this.#transport, {
      ...options,
      ...this.#request(query),
      ...(Number.isFinite(most) ? { maxrec: most } : {}),
      ...(judge === undefined ? {} : { refine: judge.refine }),
      notes: () => [...ssaNotes(query, this.facts), ...(judge?.notes() ?? [])],
    });
    const recordAt = readerFor(result, query);
    return Object.assign(result, { recordAt, records: () => recordsOf(result, recordAt) });
  }

  /**
   * What the service takes and gives, by its own account (FORMAT=METADATA; SSA 1.1, section 4.1.6).
   * @throws DalError DAL_QUERY_ERROR, DAL_FORMAT; and as the transport
   */
  describe(options: OperationOptions = {}): Promise<SelfDescription> {
    const parameters = [
      ["REQUEST", "queryData"],
      ["FORMAT", "METADATA"],
    ] as const;
    return fetchSelfDescription(this.#transport, { url: this.baseUrl, parameters }, options);
  }

  /** What VOSI says of it, where it has that. */
  capabilities(options: OperationOptions = {}): Promise<readonly Capability[]> {
    return fetchCapabilities(this.#transport, this.baseUrl, options);
  }

  /** The URL that a search asks. */
  url(query: SsaQuery): string {
    const { url, parameters } = this.#request(query);
    return mergeParameters(url, parameters);
  }

  /** The curl command that asks the same. */
  curl(query: SsaQuery): string {
    return this.#transport.curl(this.#request(query));
  }

  /** What the archive is best asked with does not replace what its base URL says. */
  #request(query: SsaQuery): { readonly url: string; readonly parameters: readonly Parameter[] } {
    const fixed = new Set(fixedParameters(this.baseUrl).map(([name]) => name.toUpperCase()));
    const asked = new Set(ssaParameters(query).map(([name]) => name));
    const parameters = ssaParameters(query, this.facts).filter(
      ([name]) => asked.has(name) || !fixed.has(name.toUpperCase()),
    );
    return { url: this.baseUrl, parameters };
  }
}

function readerFor(
  { fields, metadata, url }: SearchResult,
  { raDeg, decDeg }: SsaQuery,
): ReturnType<typeof createRecordReader> {
  const { params, groups = [] } = metadata;
  const centre = raDeg === undefined || decDeg === undefined ? {} : { centre: { raDeg, decDeg } };
  return createRecordReader({ fields, params, groups, url, ...centre });
}
