import type { Credential } from "../auth/credential.ts";
import type { Deadline } from "./deadline.ts";
import type { TransportEvent } from "./events.ts";
import type { RetryOptions } from "./retry.ts";
import type { Rewrite } from "./rewrite.ts";
import type { OperationalPurpose } from "./user-agent.ts";

/** One part of a multipart body (RFC 7578): a form field, or a table that is uploaded. */
export interface Part {
  readonly name: string;
  /** Of an uploaded file. */
  readonly filename?: string;
  readonly contentType?: string;
  /**
   * What is sent. Text and bytes can be sent again after a failure or a 307, and so can what a function opens anew;
   * an iterable goes once.
   */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array> | (() => AsyncIterable<Uint8Array>);
  /** Bytes of a streamed body, where known: with it for every part, the request has a Content-Length. */
  readonly sizeBytes?: number;
}

/** What is asked of a service. Parameters are merged into `url` (GET, HEAD, DELETE) or sent as a form (POST). */
export interface DalRequest {
  /** Absolute, http or https. Userinfo in it becomes a credential for its origin and is taken out. */
  readonly url: string;
  readonly method?: "GET" | "HEAD" | "POST" | "DELETE";
  /** In a multipart body they are parts, before those of `multipart`. */
  readonly parameters?: Iterable<readonly [name: string, value: string]>;
  /** Instead of a form: a multipart body whose parts stream. */
  readonly multipart?: readonly Part[];
  /** Instead of a form: the text of a JSON document, for services that are asked so (MAST's mission searches). */
  readonly json?: string;
  /** Secrets for this request beside those of the transport, each bound to an origin, and before them where both would do. */
  readonly credentials?: readonly Credential[];
  /** Not Authorization, Cookie and the like: those are `credentials`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly accept?: string;
  /** Whether it may be sent again after a failure; default: GET, HEAD and DELETE may, POST may not. */
  readonly idempotent?: boolean;
  /** How often at most, for a request that may: fewer than the transport's `retry` says, which is the default and the most. */
  readonly retries?: number;
  /** "follow" (default) re-evaluates every hop; "manual" hands the 3xx answer over (UWS job creation, deletion). */
  readonly redirect?: "follow" | "manual";
  /** Of each attempt from its start to the last byte of headers, and between bytes of the body. */
  readonly timeoutMs?: number;
  /** Of the operation this request is part of. */
  readonly deadline?: Deadline;
  readonly signal?: AbortSignal;
  /** Statuses that are answers, not failures (default: 200-299). */
  readonly accepts?: (status: number) => boolean;
  /**
   * False: the body comes as it was sent, in its Content-Encoding, where the transport can do that (Node's): lengths and
   * ranges are of those bytes. `DalResponse.encoding` tells. Default true.
   */
  readonly decode?: boolean;
}

/** An answer whose headers are there and whose body is read, once, at the pace of its reader. */
export interface DalResponse extends AsyncDisposable {
  /** The final one, before rewriting, without secrets. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** Where a 3xx answer that was handed over (`redirect: "manual"`) leads: absolute, before rewriting. */
  readonly location?: string;
  /**
   * The body, decoded of Content-Encoding unless `encoding` says otherwise. Fails with DalError: DAL_NETWORK where it breaks off or falls short of
   * Content-Length, DAL_TIMEOUT, DAL_ABORTED. Leaving the loop gives the connection up.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** The Content-Encoding that the body still has: of a request with `decode: false`. */
  readonly encoding?: string;
  /** The whole body; DAL_LIMIT where it has more than `maxBytes` (default 64 MiB). */
  bytes(maxBytes?: number): Promise<Uint8Array>;
  /** The whole body as text, in the charset that its Content-Type says (default UTF-8). */
  text(maxBytes?: number): Promise<string>;
  /** Gives the connection up. Idempotent. Not needed when the body was read to its end. */
  close(): Promise<void>;
  /** From the start of `request` to the headers of this answer. */
  readonly elapsedMs: number;
  /** Requests made for it, retries and redirects counted. */
  readonly attempts: number;
}

/** Sends requests to services, each by the same rules of patience, politeness and secrecy. */
export interface Transport {
  /**
   * Sends a request and gives its answer as soon as the headers are there. The body must be read to its end, or left, or
   * closed: until then it holds one of the few connections to its host.
   * @throws DalError; statuses that are no answers (`accepts`) with the service's own words
   */
  request(request: DalRequest): Promise<DalResponse>;
  /** The curl command that sends the same request, with placeholders ("$ARMILLARY_PASSWORD", …) instead of secrets. */
  curl(request: DalRequest): string;
  /** Gives all connections up; requests and bodies under way fail with DAL_ABORTED. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** What sends the requests (default `globalThis.fetch`). */
  readonly fetch?: typeof globalThis.fetch;
  /** Secrets, each bound to an origin. */
  readonly credentials?: readonly Credential[];
  /** URL prefixes to replace in every request and redirect target (ARMILLARY_REWRITE: `parseRewrites`). */
  readonly rewrites?: readonly Rewrite[];
  /** Product tokens before the library's own in the User-Agent, e.g. `myPortal/2.1`. Browsers send theirs. */
  readonly userAgent?: string;
  /** For validators, monitors and harvesters, so that services can tell them from people (IVOA note SoftID 1.0). */
  readonly purpose?: OperationalPurpose;
  /** Connections to one host at a time (default 4), or by host name. Others wait their turn, first come, first served. */
  readonly connectionsPerHost?: number | ((host: string) => number);
  /**
   * Requests to one host in a second, or by host name, undefined for any number (default: what hosts are known to bear, SIMBAD
   * four). Others wait their turn. `Infinity` for no limit anywhere.
   */
  readonly requestsPerSecond?: number | ((host: string) => number | undefined);
  /** Default of the requests' `timeoutMs` (default 60 000). */
  readonly timeoutMs?: number;
  readonly retry?: RetryOptions;
  /** Redirects of one request (default 10). */
  readonly maxRedirects?: number;
  /** Whether a redirect from https to http on another host is followed (default false). */
  readonly allowDowngrade?: boolean;
  /** Whether a redirect from a public host to this machine or its network (`127.…`, `10.…`, …) is followed (default false). */
  readonly allowPrivateTargets?: boolean;
  /** Called for everything that happens, at once; secrets are not in it. What it throws is lost. */
  readonly onEvent?: (event: TransportEvent) => void;
}
