import { createNodeTransport } from "@armillary/dali/node";
import { createMastSession, type MastSession } from "@armillary/mast";
import { onTestFinished } from "vitest";
import type { SimulatedMast } from "../support/mast/open-mast.ts";

/** A session with the simulated MAST under its true addresses, closed when the test is over. */
export function openSession({ rewrites }: SimulatedMast, token?: string): MastSession {
  const transport = createNodeTransport({ rewrites, retry: { retries: 0 } });
  onTestFinished(() => transport.close());
  return createMastSession({ transport, ...(token === undefined ? {} : { token }) });
}
