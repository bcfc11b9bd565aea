// Every lane runs without the network: a socket opens to this machine or not at all. fetch, http, https and undici
// alike end in net.Socket.
import { Socket } from "node:net";

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\]|::ffff:127(\.\d+){3})$/i;

type Target = { readonly host?: string; readonly path?: string | null };

const connect = Socket.prototype.connect;

Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
  const host = hostOf(args);
  if (host !== undefined && !LOOPBACK.test(host)) {
    throw new Error(`a test reached out to ${host}: tests use loopback servers alone`);
  }
  return Reflect.apply(connect, this, args) as Socket;
} as typeof connect;

/** The host of a call in any of connect's forms; undefined for a path (a local socket). */
function hostOf(args: readonly unknown[]): string | undefined {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  if (typeof first === "object" && first !== null) {
    const target = first as Target;
    // Agents of node:http say null where they mean no path.
    return target.path === undefined || target.path === null ? (target.host ?? "localhost") : undefined;
  }
  if (typeof first === "number") return typeof args[1] === "string" ? args[1] : "localhost";
  return undefined;
}
