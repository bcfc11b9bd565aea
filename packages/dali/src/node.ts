export type { ProxyOptions } from "./node/dispatchers.ts";
export type { NodeTransportOptions } from "./node/transport.ts";
export { createNodeTransport } from "./node/transport.ts";
