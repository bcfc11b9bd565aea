import { type AdqlText, type DialectProfile, findDialectProfile, isAdqlText, type TypedQuery } from "@armillary/adql";
import {
  childUrl,
  cleanBaseUrl,
  DalError,
  fetchCapabilities,
  isUnreachable,
  type ListJobsOptions,
  listJobs,
  type OperationOptions,
  onAbort,
  type UwsJobReference,
} from "@armillary/dali";
import { adaptQuery } from "./adapt.ts";
import { type AskedService, type Asking, judgeFor } from "./asking.ts";
import { submitJob } from "./async.ts";
import { type TapCapabilities, tapCapabilitiesOf } from "./capabilities.ts";
import { askCompletely } from "./complete/ask-completely.ts";
import { findTapFacts, type TapFacts } from "./facts.ts";
import { TapJob } from "./job.ts";
import { describeService, type ServiceDescription } from "./metadata/describe-service.ts";
import { fetchExamples, type ServiceExamples } from "./metadata/fetch-examples.ts";
import type { MetadataCache } from "./metadata/metadata-cache.ts";
import type { ServiceTables } from "./metadata/service-tables.ts";
import type { AskOptions, QueryOptions, SubmitOptions, TapOptions } from "./options.ts";
import { ask } from "./query.ts";
import type { TapResult } from "./result.ts";

export interface DescribeServiceOptions extends OperationOptions {
  /** Age up to which what was kept is taken as it is (default: a day). */
  readonly maxAgeMs?: number;
}

/** How long a query waits for the capabilities, which it can do without. */
const CAPABILITIES_MS = 15_000;

/**
 * A TAP service, of version 1.0 or 1.1. Holds no connection: the transport does.
 *
 * @example
 * const service = new TapService("https://dc.g-vo.org/tap", { transport: createTransport() });
 * const result = await service.query("SELECT TOP 10 * FROM ivoa.obscore");
 * for await (const batch of result.batches()) …
 * const { status, advice } = await result.summary;
 */
export class TapService {
  /** The base URL: without `/sync` or `/async`, which some registries have. */
  readonly url: string;
  /** What is known of its ADQL beside its capabilities. */
  readonly profile: DialectProfile | undefined;
  /** What is known of its TAP beside its capabilities. */
  readonly facts: TapFacts | undefined;
  readonly #service: AskedService;
  readonly #metadataCache: MetadataCache | undefined;
  #description: Promise<ServiceDescription> | undefined;
  #capabilities: Promise<TapCapabilities> | undefined;
  /** Of the last try: queries do not wait for what failed before. */
  #hasFailed = false;
  #known: TapCapabilities | undefined;

  /** @throws DalError code DAL_USAGE for what is no http or https URL */
  constructor(baseUrl: string, options: TapOptions) {
    this.url = baseOf(baseUrl);
    this.profile = options.profile ?? findDialectProfile(this.url);
    this.facts = options.facts ?? findTapFacts(this.url);
    const { transport, spool, metadataCache } = options;
    this.#metadataCache = metadataCache;
    this.#service = {
      url: this.url,
      syncUrl: childUrl(this.url, "sync"),
      transport,
      ...(this.profile === undefined ? {} : { profile: this.profile }),
      ...(this.facts === undefined ? {} : { facts: this.facts }),
      ...(spool === undefined ? {} : { spool }),
    };
  }

  /**
   * What the service says of itself, asked for once.
   * @throws DalError; the next call asks again
   */
  async capabilities(options: OperationOptions = {}): Promise<TapCapabilities> {
    if (this.#hasFailed) this.#capabilities = undefined;
    const { signal, deadline } = options;
    return untilAborted(inTime(this.#askCapabilities(), deadline?.remainingMs, this.url), signal);
  }

  /**
   * Asks a query, and gives its answer as soon as the columns are known: at once, or by a job where that cannot be, takes too
   * long, or gives more rows (`mode: "auto"`). The summary of the result says whether all rows are there, and what was done.
   *
   * A query of `typed` gives rows of its type.
   * @throws DalError DAL_QUERY_ERROR with the service's own words, UWS_JOB_ERROR, DAL_TIMEOUT, DAL_LIMIT, …
   */
  async query<Row = Record<string, unknown>>(
    adql: string | AdqlText | TypedQuery<Row>,
    options: QueryOptions = {},
  ): Promise<TapResult<Row>> {
    const { mode = "auto", complete = false, ...rest } = options;
    if (complete !== false) {
      const text = isAdqlText(adql) ? adql.text : adql;
      return askCompletely<Row>(this, text, await this.#tryCapabilities(options), options);
    }
    return ask<Row>(await this.#asking(adql, rest), mode);
  }

  /** Asks a query by `sync` and nothing else. */
  querySync<Row = Record<string, unknown>>(
    adql: string | AdqlText | TypedQuery<Row>,
    options: AskOptions = {},
  ): Promise<TapResult<Row>> {
    return this.query<Row>(adql, { ...options, mode: "sync" });
  }

  /** Makes a job of a query and starts it. The job is the caller's: nothing deletes it before its destruction is due. */
  async submit(adql: string | AdqlText, options: SubmitOptions = {}): Promise<TapJob> {
    const { onJob, start, ...rest } = options;
    const starting = { ...(onJob === undefined ? {} : { onJob }), ...(start === undefined ? {} : { start }) };
    return submitJob(await this.#asking(adql, rest), starting);
  }

  /** A job of this service, by its URL. */
  job(url: string): TapJob {
    const { transport, spool } = this.#service;
    return new TapJob(url, {
      transport,
      ...(spool === undefined ? {} : { spool }),
      judge: (outcome) =>
        judgeFor(
          { service: this.#service, ...(this.#known === undefined ? {} : { capabilities: this.#known }) },
          outcome,
        ),
    });
  }

  /** The jobs that the service lists for whoever asks. */
  jobs(options: ListJobsOptions = {}): Promise<UwsJobReference[]> {
    return listJobs(this.#service.transport, childUrl(this.url, "async"), options);
  }

  /**
   * What the service says of its tables and its ADQL, asked for once; kept by the `metadataCache`, up to `maxAgeMs` (default: a day).
   * @throws DalError; the next call asks again
   */
  async describe(options: DescribeServiceOptions = {}): Promise<ServiceDescription> {
    const { signal, deadline, ...shared } = options;
    this.#description ??= this.#describe(shared).catch((failure: unknown) => {
      this.#description = undefined;
      throw failure;
    });
    return untilAborted(inTime(this.#description, deadline?.remainingMs, this.url), signal);
  }

  /** The tables of the service: names at once, columns when they are asked for. Throws as `describe`. */
  async tables(options: DescribeServiceOptions = {}): Promise<ServiceTables> {
    return (await this.describe(options)).tables;
  }

  /** Queries that the service shows as examples; none where it has no such page. */
  examples(options: OperationOptions = {}): Promise<ServiceExamples> {
    return fetchExamples(this.#service.transport, this.url, options);
  }

  /** Without any caller's signal: others may wait for the same answer. */
  #describe(options: Omit<DescribeServiceOptions, "signal" | "deadline">): Promise<ServiceDescription> {
    const cache = this.#metadataCache;
    return describeService({
      ...options,
      transport: this.#service.transport,
      url: this.url,
      run: (adql, { maxrec, signal }) =>
        this.query(adql, { signal, adapt: false, ...(maxrec === undefined ? {} : { maxrec }) }),
      capabilities: () => this.capabilities(options),
      ...(cache === undefined ? {} : { cache }),
    });
  }

  async #asking(adql: string | AdqlText, options: AskOptions & QueryOptions): Promise<Asking> {
    const startMs = performance.now();
    const capabilities = await this.#tryCapabilities(options);
    const { adapt = this.profile !== undefined, maxrec, uploadSerialization = "tabledata", runId } = options;
    const query = adaptQuery(adql, {
      adapt,
      ...(maxrec === undefined ? {} : { maxrec }),
      ...(this.profile === undefined ? {} : { profile: this.profile }),
      ...(capabilities === undefined ? {} : { capabilities }),
    });
    const notes = [...(options.notes ?? [])];
    if (runId !== undefined && this.facts?.runIdRefused !== undefined) {
      notes.push("RUNID was not sent: the service is known not to take it.");
    }
    return {
      service: this.#service,
      ...(capabilities === undefined ? {} : { capabilities }),
      query,
      options,
      serialization: uploadSerialization,
      startMs,
      notes,
    };
  }

  /** The capabilities where they can be had: services work well that describe themselves badly, or not at all. */
  async #tryCapabilities({ signal, deadline }: OperationOptions): Promise<TapCapabilities | undefined> {
    const patienceMs = (deadline?.remainingMs ?? Number.POSITIVE_INFINITY) / 4;
    try {
      return await untilAborted(inTime(this.#askCapabilities(), patienceMs, this.url), signal);
    } catch (failure) {
      if (signal?.aborted === true || isUnreachable(failure)) throw failure;
      return undefined;
    }
  }

  /** Without any caller's signal: others may wait for the same answer. */
  #askCapabilities(): Promise<TapCapabilities> {
    if (this.#capabilities !== undefined) return this.#capabilities;
    this.#hasFailed = false;
    this.#capabilities = fetchCapabilities(this.#service.transport, this.url, { timeoutMs: CAPABILITIES_MS }).then(
      (capabilities) => {
        this.#known = tapCapabilitiesOf(capabilities);
        return this.#known;
      },
      (failure: unknown) => {
        this.#hasFailed = true;
        throw failure;
      },
    );
    return this.#capabilities;
  }
}

/** The base URL of a service: some are registered with the address of one of their resources. */
function baseOf(text: string): string {
  const url = cleanBaseUrl(text);
  const [place = "", query] = url.split(/\?(.*)/s);
  const base = place.replace(/\/+$/, "").replace(/\/(?:sync|async)$/, "");
  return query === undefined || query === "" ? base : `${base}?${query}`;
}

/** @throws DalError code DAL_TIMEOUT */
async function inTime<Result>(promise: Promise<Result>, patienceMs: number | undefined, url: string): Promise<Result> {
  if (patienceMs === undefined || patienceMs === Number.POSITIVE_INFINITY) return promise;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const toError = (): DalError => new DalError("DAL_TIMEOUT", `${url} did not describe itself in time.`, { url });
    timer = setTimeout(() => reject(toError()), Math.min(patienceMs, 2 ** 31 - 1));
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** @throws DalError code DAL_ABORTED */
async function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return promise;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = onAbort(signal, () =>
      reject(new DalError("DAL_ABORTED", "The query was given up by the caller.", {}, { cause: signal.reason })),
    );
  });
  return Promise.race([promise, aborted]).finally(stop);
}
