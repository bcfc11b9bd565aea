import { DalError, isDalError, type OperationOptions, type Part, printMaxrec } from "@armillary/dali";
import type { AdaptedQuery } from "./adapt.ts";
import type { TapCapabilities, TapMode } from "./capabilities.ts";
import type { TapFacts } from "./facts.ts";
import { chooseFormat } from "./formats.ts";
import type { AskOptions, TapOptions } from "./options.ts";
import { type PreparedUploads, prepareUploads } from "./upload/parts.ts";
import type { UploadSerialization } from "./upload/source.ts";

/** What of the service a request depends on. */
export interface RequestContext {
  readonly mode: TapMode;
  readonly capabilities?: TapCapabilities;
  readonly facts?: TapFacts;
  readonly spool?: NonNullable<TapOptions["spool"]>;
  /** How uploads are written. */
  readonly serialization: UploadSerialization;
}

/** A query as a request to `sync` or to the list of jobs, without its URL. */
export interface TapRequest extends OperationOptions {
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly multipart?: readonly Part[];
  readonly uploads?: PreparedUploads;
}

/**
 * The parameters of a query (TAP 1.1, section 2.7): REQUEST, which TAP 1.0 demands and 1.1 allows, LANG, QUERY, MAXREC,
 * RESPONSEFORMAT or FORMAT, RUNID, UPLOAD.
 * @throws DalError code DAL_USAGE, DAL_LIMIT
 */
export function tapRequest(query: AdaptedQuery, options: AskOptions, context: RequestContext): TapRequest {
  const { maxrec, uploads = {}, format, runId } = options;
  const { mode, capabilities, facts, spool, serialization } = context;
  const chosen = chooseFormat(format, mode, capabilities, facts);
  const prepared = prepareUploads(uploads, {
    serialization,
    mode,
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(spool === undefined ? {} : { spool }),
  });
  const sendsRunId = runId !== undefined && facts?.runIdRefused === undefined;
  return {
    parameters: [
      ["REQUEST", "doQuery"],
      ["LANG", "ADQL"],
      ["QUERY", query.text],
      ...(maxrec === undefined ? [] : [["MAXREC", printMaxrec(maxrec)] as const]),
      ...chosen.parameters.map((name) => [name, chosen.value] as const),
      ...(sendsRunId ? [["RUNID", runId] as const] : []),
      ...(prepared === undefined ? [] : [["UPLOAD", prepared.parameter] as const]),
    ],
    ...(prepared === undefined || prepared.parts.length === 0 ? {} : { multipart: prepared.parts }),
    ...(prepared === undefined ? {} : { uploads: prepared }),
    ...operationOf(options),
  };
}

/** The failure of a request that had uploads: what broke one of them off counts, not that the request broke off. */
export function failureOfRequest(failure: unknown, { uploads }: TapRequest): unknown {
  const broken = uploads?.failure();
  if (broken === undefined) return failure;
  if (isDalError(broken.cause)) return broken.cause;
  const words = broken.cause instanceof Error ? broken.cause.message : String(broken.cause);
  return new DalError(
    "DAL_USAGE",
    `The upload "${broken.name}" could not be read or written: ${words}`,
    {},
    { cause: broken.cause },
  );
}

/** What holds for every request of a query. */
export function operationOf({ signal, deadline, timeoutMs }: OperationOptions): OperationOptions {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}
