import type { DalError } from "../errors.ts";

/** Something that happens to a request. URLs and headers are without secrets. */
export type TransportHappening =
  | { readonly type: "queued"; readonly host: string /** Requests before it. */; readonly ahead: number }
  | {
      readonly type: "sent";
      readonly method: string;
      readonly url: string;
      /** Where it really went, if the URL was rewritten. */
      readonly rewrittenUrl?: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      /** Requests made so far, this one counted. */
      readonly attempt: number;
    }
  | {
      readonly type: "answered";
      readonly url: string;
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      /** Since the request began, as in all events. */
      readonly elapsedMs: number;
    }
  | { readonly type: "redirected"; readonly status: number; readonly from: string; readonly to: string }
  | { readonly type: "retrying"; readonly reason: string; readonly delayMs: number }
  | {
      readonly type: "progress";
      /** Of the decoded body so far. */
      readonly bytes: number;
      /** Of the whole body, where the service says so and does not compress. */
      readonly totalBytes?: number;
    }
  | { readonly type: "done"; readonly bytes: number; readonly elapsedMs: number }
  | { readonly type: "failed"; readonly error: DalError; readonly elapsedMs: number };

/** What a transport does, as it does it. */
export type TransportEvent = TransportHappening & {
  /** Number of the request at its transport, from 1. */
  readonly request: number;
};
