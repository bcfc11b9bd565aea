import type { ColumnBatch } from "@armillary/columns";
import {
  type Capability,
  cleanBaseUrl,
  fetchCapabilities,
  isDalError,
  mergeParameters,
  type OperationOptions,
  readFormat,
  type Transport,
} from "@armillary/dali";
import { fetchSelfDescription, recordsOf, type SelfDescription } from "@armillary/dali/dataset";
import { type SearchOptions, type SearchResult, searchTable } from "@armillary/dali/table";
import { findSiaFacts, type SiaFacts } from "./facts.ts";
import { siaParameters } from "./parameters.ts";
import type { SiaQuery } from "./query.ts";
import { createSiaReader, type SiaRecord } from "./record.ts";
import { judgeRows } from "./refine.ts";
import { findVersion, type SiaVersion, type VersionVerdict } from "./version.ts";

export interface SiaServiceOptions {
  readonly transport: Transport;
  /** What the service speaks (default `auto`: by its address, its capabilities, or what it answers). */
  readonly version?: SiaVersion | "auto";
  /** How the service departs from the standard (default: what is known of it by its URL). */
  readonly facts?: SiaFacts;
}

/** URLs that are longer are refused by servers and proxies here and there; DALI has POST for them (DALI 1.1, section 2.1). */
const LONGEST_URL = 6000;

/** The images that a service found. */
export interface SiaResult extends SearchResult {
  readonly version: SiaVersion;
  /** The same rows, once, as records that are alike for both versions. */
  records(): AsyncIterable<SiaRecord>;
  /** One row of a batch, for those who take `batches`. */
  recordAt(batch: ColumnBatch, row: number): SiaRecord;
}

/** What a service says of itself. */
export interface SiaDescription extends SelfDescription, Pick<VersionVerdict, "version" | "why"> {
  /** Its VOSI capabilities, where it has them. */
  readonly capabilities?: readonly Capability[];
}

/**
 * An image service, of SIA 1.0 or 2.0. Holds no connection: the transport does.
 *
 * @example
 * const service = new SiaService("https://irsa.ipac.caltech.edu/SIA", { transport: createTransport() });
 * const result = await service.search({ region: { raDeg: 10.68, decDeg: 41.27, radiusDeg: 0.1 }, bandM: 3.4e-6 });
 * for await (const { title, accessUrl } of result.records()) …
 */
export class SiaService {
  /** The base URL, as registries have it. */
  readonly baseUrl: string;
  readonly facts: SiaFacts | undefined;
  readonly #transport: Transport;
  readonly #isToldVersion: boolean;
  #verdict: Promise<VersionVerdict> | undefined;

  /** @throws DalError DAL_USAGE for what is no http or https URL */
  constructor(baseUrl: string, { transport, version = "auto", facts }: SiaServiceOptions) {
    this.baseUrl = cleanBaseUrl(baseUrl);
    this.facts = facts ?? findSiaFacts(this.baseUrl);
    this.#transport = transport;
    this.#isToldVersion = version !== "auto";
    if (version !== "auto") this.#verdict = Promise.resolve({ version, why: "it was said so" });
  }

  /**
   * Which version the service speaks, and how that is known; found out once.
   * @throws DalError DAL_FORMAT where it speaks neither, and as the transport; the next call asks again
   */
  async version(options: OperationOptions = {}): Promise<VersionVerdict> {
    const isOthers = this.#verdict !== undefined;
    this.#verdict ??= findVersion(this.#transport, this.baseUrl, this.facts, this.#patience(options)).catch(
      (failure: unknown) => {
        this.#verdict = undefined;
        throw failure;
      },
    );
    try {
      return await this.#verdict;
    } catch (failure) {
      // Whoever asked first has given up, which is not the service's fault: ask for oneself.
      const isTheirs = isDalError(failure) && ["DAL_ABORTED", "DAL_TIMEOUT"].includes(failure.code);
      if (isOthers && isTheirs) return this.version(options);
      throw failure;
    }
  }

  /**
   * Asks for images, and gives their rows as soon as the columns are known. The summary's `notes` say how the version was
   * found where it was, and what was done otherwise than asked.
   * @throws DalError DAL_USAGE for what the service cannot be asked, before it is; DAL_QUERY_ERROR with the service's own
   * words; DAL_FORMAT; …
   */
  async search(query: SiaQuery, options: SearchOptions = {}): Promise<SiaResult> {
    const { verdict, plan, request } = await this.#plan(query, options);
    const { maxrec, responseFormat } = query;
    const meant = responseFormat === undefined ? undefined : readFormat(responseFormat)?.format;
    const judge = plan.unsaid.length === 0 ? undefined : judgeRows(query, plan.unsaid);
    const decided = this.#isToldVersion ? [] : [`SIA ${verdict.version} was spoken: ${verdict.why}.`];
    const result = await searchTable(this.#transport, {
      ...options,
      ...this.#patience(options),
      ...request,
      ...(maxrec === undefined ? {} : { maxrec }),
      ...(meant === "csv" || meant === "tsv" ? { format: meant } : {}),
      ...(judge === undefined ? {} : { refine: judge.refine }),
      notes: () => [...decided, ...plan.notes, ...(judge?.notes() ?? [])],
    });
    const { version } = verdict;
    const recordAt = createSiaReader(result.fields, version, result.url);
    return Object.assign(result, { version, recordAt, records: () => recordsOf(result, recordAt) });
  }

  /**
   * What the service says it can be asked, and what its answers have: FORMAT=METADATA of version 1, MAXREC=0 of version 2.
   * @throws DalError DAL_QUERY_ERROR in the service's words, DAL_FORMAT, …
   */
  async describe(options: OperationOptions = {}): Promise<SiaDescription> {
    const verdict = await this.version(options);
    const parameters = verdict.version === 1 ? ([["FORMAT", "METADATA"]] as const) : ([["MAXREC", "0"]] as const);
    const url = verdict.url ?? this.baseUrl;
    const described = await fetchSelfDescription(this.#transport, { url, parameters }, this.#patience(options));
    const capabilities = await this.#capabilities(options);
    const { version, why } = verdict;
    return { ...described, version, why, ...(capabilities === undefined ? {} : { capabilities }) };
  }

  /** The URL that a search asks. Finds the version out first, where it is not known. */
  async url(query: SiaQuery, options: OperationOptions = {}): Promise<string> {
    const { request } = await this.#plan(query, options);
    return mergeParameters(request.url, request.parameters);
  }

  /** The curl command that asks the same. */
  async curl(query: SiaQuery, options: OperationOptions = {}): Promise<string> {
    return this.#transport.curl((await this.#plan(query, options)).request);
  }

  async #plan(query: SiaQuery, options: OperationOptions) {
    const verdict = await this.version(options);
    const url = verdict.url ?? this.baseUrl;
    const facts = this.facts === undefined ? {} : { facts: this.facts };
    const plan = siaParameters(query, verdict.version, { baseUrl: url, ...facts });
    const { parameters } = plan;
    // Version 1 has GET alone.
    const isLong = verdict.version === 2 && mergeParameters(url, parameters).length > LONGEST_URL;
    return { verdict, plan, request: { url, parameters, method: isLong ? ("POST" as const) : ("GET" as const) } };
  }

  async #capabilities(options: OperationOptions): Promise<readonly Capability[] | undefined> {
    try {
      return await fetchCapabilities(this.#transport, this.baseUrl, options);
    } catch (failure) {
      // Most services of version 1 have none.
      if (!isDalError(failure) || failure.code === "DAL_ABORTED") throw failure;
      return undefined;
    }
  }

  #patience(options: OperationOptions): OperationOptions {
    const timeoutMs = options.timeoutMs ?? this.facts?.timeoutMs?.value;
    return timeoutMs === undefined ? options : { ...options, timeoutMs };
  }
}
