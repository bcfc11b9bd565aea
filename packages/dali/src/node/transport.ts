import { CONNECTIONS_PER_HOST } from "../transport/settings.ts";
import { transportOver } from "../transport/transport.ts";
import type { Transport, TransportOptions } from "../transport/types.ts";
import { connectByUndici } from "./connector.ts";
import type { DispatcherOptions } from "./dispatchers.ts";

/** Options of a transport in Node: connections are undici's, so there is no `fetch` to choose. */
export interface NodeTransportOptions extends Omit<TransportOptions, "fetch">, Omit<DispatcherOptions, "connections"> {}

/**
 * A transport with connections of its own, which `close` ends: proxies, client certificates, uploads that stream, strict
 * decompression.
 * @throws DalError code DAL_USAGE for options that contradict themselves
 */
export function createNodeTransport(options: NodeTransportOptions = {}): Transport {
  const { connectionsPerHost = CONNECTIONS_PER_HOST, rewrites = [] } = options;
  // Our own line would do, but for connections that are just about to be free: undici would open another instead. Where URLs
  // are rewritten, several hosts may have become one, each with a line of its own.
  const isBounded = typeof connectionsPerHost === "number" && connectionsPerHost >= 1 && rewrites.length === 0;
  const connector = connectByUndici({ ...options, ...(isBounded ? { connections: connectionsPerHost } : {}) });
  return transportOver(connector, options);
}
