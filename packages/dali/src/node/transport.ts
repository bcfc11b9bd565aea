import { transportOver } from "../transport/transport.ts";
import type { Transport, TransportOptions } from "../transport/types.ts";
import { connectByUndici } from "./connector.ts";
import type { DispatcherOptions } from "./dispatchers.ts";

/** Options of a transport in Node: connections are undici's, so there is no `fetch` to choose. */
export interface NodeTransportOptions extends Omit<TransportOptions, "fetch">, DispatcherOptions {}

/**
 * A transport with connections of its own, which `close` ends: proxies, client certificates, uploads that stream, strict
 * decompression.
 * @throws DalError code DAL_USAGE for options that contradict themselves
 */
export function createNodeTransport(options: NodeTransportOptions = {}): Transport {
  return transportOver(connectByUndici(options), options);
}
