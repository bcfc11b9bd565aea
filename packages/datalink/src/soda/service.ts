import {
  cleanBaseUrl,
  createJob,
  DalError,
  type DalResponse,
  type OperationOptions,
  type Transport,
} from "@armillary/dali";
import type { PreparedCall } from "../descriptor/call.ts";
import { callService } from "../descriptor/call-service.ts";
import { servicesOf } from "../descriptor/find-descriptors.ts";
import type { ServiceDescriptor } from "../descriptor/model.ts";
import { refuseInward } from "../refuse-inward.ts";
import { SodaJob } from "./job.ts";
import { sodaCall, sodaParameters } from "./parameters.ts";
import type { SodaQuery } from "./question.ts";

export interface SodaOptions {
  readonly transport: Transport;
  /** The list of jobs ({async}); without it, there is {sync} alone. */
  readonly asyncUrl?: string;
  /** What the service says of its parameters: questions are held against it. */
  readonly descriptor?: ServiceDescriptor;
  /** The same of {async} (default: that of {sync}). */
  readonly asyncDescriptor?: ServiceDescriptor;
}

export interface CutoutOptions extends OperationOptions {
  /** The row that the question is for: of parameters that descriptors take from columns. */
  readonly row?: Readonly<Record<string, unknown>>;
  /** Whether the question is held against the descriptor (default true). */
  readonly check?: boolean;
}

/** How a job is made. */
export interface SubmitCutoutOptions extends CutoutOptions {
  /** Called when the job exists, before it runs. */
  readonly onJob?: (job: SodaJob) => void | Promise<void>;
  /** Whether it is started (default true). */
  readonly start?: boolean;
}

/**
 * A SODA 1.0 service: parts cut out of datasets, at once ({sync}) or as jobs ({async}).
 *
 * @example
 * const soda = SodaService.fromDescriptors(descriptors, { transport });
 * const fits = await soda?.cutout({ region: { shape: "CIRCLE", longitudeDeg: 10, latitudeDeg: 20, radiusDeg: 0.1 } });
 * for await (const chunk of fits?.body ?? []) …
 */
export class SodaService {
  /** Of {sync}; undefined where there is {async} alone. */
  readonly url: string | undefined;
  /** Of {async}. */
  readonly asyncUrl: string | undefined;
  readonly #options: SodaOptions;

  /** @throws DalError DAL_USAGE for what is no http or https URL */
  constructor(syncUrl: string | undefined, options: SodaOptions) {
    this.url = syncUrl === undefined ? undefined : cleanBaseUrl(syncUrl);
    this.asyncUrl = options.asyncUrl === undefined ? undefined : cleanBaseUrl(options.asyncUrl);
    this.#options = options;
  }

  /**
   * The SODA service among descriptors, {sync} and {async} of the first of each; undefined where there is none.
   * @throws DalError DAL_REDIRECT where a document from outside leads inside
   */
  static fromDescriptors(
    descriptors: readonly ServiceDescriptor[],
    { transport }: { readonly transport: Transport },
  ): SodaService | undefined {
    const callable = descriptors.filter(({ accessUrl }) => accessUrl !== undefined);
    const [sync] = servicesOf(callable, "SODA", "sync");
    const [async] = servicesOf(callable, "SODA", "async");
    if (sync === undefined && async === undefined) return undefined;
    for (const each of [sync, async]) {
      if (each?.accessUrl !== undefined) refuseInward(each.accessUrl, each.documentUrl);
    }
    return new SodaService(sync?.accessUrl, {
      transport,
      ...(async?.accessUrl === undefined ? {} : { asyncUrl: async.accessUrl }),
      ...(sync === undefined ? {} : { descriptor: sync }),
      ...(async === undefined ? {} : { asyncDescriptor: async }),
    });
  }

  /**
   * Cuts out at once, and gives the bytes as they come.
   * @throws DalError DAL_USAGE before anything is sent; DAL_QUERY_ERROR in the service's own words, with `httpStatus` 204
   *   where the dataset has nothing there; and as the transport
   */
  async cutout(query: SodaQuery, options: CutoutOptions = {}): Promise<DalResponse> {
    const { transport, descriptor } = this.#options;
    if (this.url === undefined) {
      throw new DalError("DAL_USAGE", `${this.asyncUrl} takes jobs alone: use submit.`);
    }
    return callService(transport, callFor(this.url, query, options, descriptor), options);
  }

  /**
   * Makes a job of a question, and starts it. Several IDs, regions and intervals give one result for each combination, where
   * the service takes several.
   * @throws DalError DAL_USAGE before anything is sent; and as `createJob`
   */
  async submit(query: SodaQuery, options: SubmitCutoutOptions = {}): Promise<SodaJob> {
    const { transport, descriptor, asyncDescriptor = descriptor } = this.#options;
    if (this.asyncUrl === undefined) {
      throw new DalError(
        "DAL_USAGE",
        `${this.url} is known to answer at once alone: use cutout, or give \`asyncUrl\`.`,
      );
    }
    const { signal, deadline, timeoutMs, onJob, start = true } = options;
    const operation = {
      ...(signal === undefined ? {} : { signal }),
      ...(deadline === undefined ? {} : { deadline }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    const { url, parameters } = callFor(this.asyncUrl, query, options, asyncDescriptor);
    const job = new SodaJob(await createJob(transport, url, { parameters, ...operation }), { transport });
    try {
      await onJob?.(job);
      if (start) await job.start({ ...operation, phase: "PENDING" });
    } catch (failure) {
      await job.giveUp();
      throw failure;
    }
    return job;
  }

  /** The call that `cutout` would send, or `submit` where there is {async} alone. @throws DalError DAL_USAGE */
  prepare(query: SodaQuery, options: CutoutOptions = {}): PreparedCall {
    const { descriptor, asyncDescriptor = descriptor } = this.#options;
    if (this.url !== undefined) return callFor(this.url, query, options, descriptor);
    return callFor(this.asyncUrl ?? "", query, options, asyncDescriptor);
  }
}

function callFor(
  url: string,
  query: SodaQuery,
  { row, check }: CutoutOptions,
  descriptor: ServiceDescriptor | undefined,
): PreparedCall {
  if (descriptor === undefined) return { url, parameters: sodaParameters(query) };
  const { parameters } = sodaCall(descriptor, query, {
    ...(row === undefined ? {} : { row }),
    ...(check === undefined ? {} : { check }),
  });
  return { url, parameters };
}
