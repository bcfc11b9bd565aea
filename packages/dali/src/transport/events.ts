import type { DalError } from "../errors.ts";

/** What every event tells. */
interface Happening {
  /** Number of the request at its transport, from 1. */
  readonly request: number;
}

/** What a transport does, as it does it. URLs and headers are without secrets. */
export type TransportEvent =
  | (Happening & { readonly type: "queued"; readonly host: string /** Requests before it. */; readonly ahead: number })
  | (Happening & {
      readonly type: "sent";
      readonly method: string;
      readonly url: string;
      /** Where it really went, if the URL was rewritten. */
      readonly rewrittenUrl?: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      /** Requests made so far, this one counted. */
      readonly attempt: number;
    })
  | (Happening & {
      readonly type: "answered";
      readonly url: string;
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly elapsedMs: number;
    })
  | (Happening & { readonly type: "redirected"; readonly status: number; readonly from: string; readonly to: string })
  | (Happening & { readonly type: "retrying"; readonly reason: string; readonly delayMs: number })
  | (Happening & {
      readonly type: "progress";
      /** Of the decoded body so far. */
      readonly bytes: number;
      /** Of the whole body, where the service says so and does not compress. */
      readonly totalBytes?: number;
    })
  | (Happening & { readonly type: "done"; readonly bytes: number; readonly elapsedMs: number })
  | (Happening & { readonly type: "failed"; readonly error: DalError; readonly elapsedMs: number });
