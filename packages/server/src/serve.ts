import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { type App, createApp } from "./app.ts";
import type { QueryEngine } from "./engine.ts";
import type { AppOptions } from "./options.ts";

export interface ServeOptions extends AppOptions {
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Default 127.0.0.1: this machine alone. Whoever reaches the host can read all tables. */
  readonly host?: string;
}

/** A server that runs. */
export interface RunningServer {
  /** Where it is, without a slash behind it. */
  readonly url: string;
  readonly port: number;
  /** Ends queries and jobs, answers what is left, and stops. Idempotent. */
  close(): Promise<void>;
}

/** A client may send its headers, and leave an open connection in silence, for so long. */
const HEADERS_TIMEOUT_MS = 20_000;
const IDLE_TIMEOUT_MS = 10_000;

/**
 * Publishes the tables of an engine on a port; resolves when it can be asked.
 * @throws the system's error: code EADDRINUSE, EACCES, EADDRNOTAVAIL
 */
export async function serve(engine: QueryEngine, options: ServeOptions = {}): Promise<RunningServer> {
  const { port = 0, host = "127.0.0.1" } = options;
  const app = await createApp(engine, options);
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, { outgoing: env.outgoing }),
    overrideGlobalObjects: false,
    serverOptions: { headersTimeout: HEADERS_TIMEOUT_MS, keepAliveTimeout: IDLE_TIMEOUT_MS },
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (failure) {
    await app.close();
    throw failure;
  }
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  let closed: Promise<void> | undefined;
  return {
    url: options.baseUrl?.replace(/\/+$/, "") ?? `http://${name}:${address.port}`,
    port: address.port,
    close: () => {
      closed ??= stop(app, server);
      return closed;
    },
  };
}

/** How long answers that are under way may take to end. */
const LAST_ANSWERS_MS = 2000;

async function stop(app: App, server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  await app.close();
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  const timer = setTimeout(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
  }, LAST_ANSWERS_MS);
  await ended;
  clearTimeout(timer);
}
