import type { CertificateCredential } from "../auth/credentials.ts";
import type { Method } from "./redirect.ts";
import type { RequestBody } from "./request-body.ts";

/** One HTTP request as it goes out: rewritten, with its secrets. */
export interface Outgoing {
  readonly url: string;
  readonly method: Method;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: RequestBody;
  readonly certificate?: CertificateCredential;
  /** Whether it may go twice. One that may not should not meet a connection that the service is about to close. */
  readonly isRepeatable: boolean;
  /** Whether the body is to be decoded of its Content-Encoding. */
  readonly decode: boolean;
  /** Of who takes a signal; made when it is asked for. */
  readonly signal: AbortSignal;
  /** Calls back when the request is given up, for who needs no signal, which costs more. */
  readonly whenGivenUp: (callback: () => void) => void;
}

/** Chunks one by one. */
export interface ByteReader {
  /** The next chunk; undefined at the end. Rejects where the body breaks off or cannot be decoded. */
  read(): Promise<Uint8Array | undefined>;
  /** Gives the connection up. Never rejects. */
  cancel(): Promise<void>;
}

/** What came back: the head, and the body decoded of Content-Encoding, but for what `encoding` names. */
export interface Incoming {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where the answer has none. */
  readonly body?: ByteReader;
  readonly encoding?: string;
  /** Where fetch followed redirects by itself: the URL it ended at. */
  readonly followedTo?: string;
}

/** Sends one request, and no more: no redirects, no retries, no waiting of its own. */
export interface Connector {
  /** Whether redirects are followed below us, unseen, as in browsers. */
  readonly hidesRedirects: boolean;
  /** Headers that it adds to each request, for the record. */
  readonly ownHeaders: readonly (readonly [name: string, value: string])[];
  send(outgoing: Outgoing): Promise<Incoming>;
  close(): Promise<void>;
}
