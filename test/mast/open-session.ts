import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import { createMastSession, type MastSession, type MastSessionOptions } from "@armillary/mast";
import { onTestFinished } from "vitest";
import type { SimulatedMast } from "../support/mast/open-mast.ts";

/** A session with a simulated MAST under MAST's own addresses, closed when the test is over. */
export function openSession(
  service: SimulatedMast,
  options: Partial<MastSessionOptions> = {},
  transportOptions: NodeTransportOptions = {},
): MastSession {
  const transport = createNodeTransport({ rewrites: service.rewrites, retry: { retries: 0 }, ...transportOptions });
  onTestFinished(() => transport.close());
  return createMastSession({ transport, ...options });
}
