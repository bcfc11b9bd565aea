import { Deadline, parseRewrites, printEvent, type Transport } from "@armillary/dali";
import type { NodeTransportOptions } from "@armillary/dali/node";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { type Config, readConfig } from "./config.ts";
import { withMastToken } from "./mast-token.ts";
import { readCredential } from "./user.ts";

/** What every verb that asks services takes. */
export interface NetworkOptions {
  /** Of the whole operation (`--timeout`). */
  readonly timeoutMs?: number;
  /** Of one request (`--retries`). */
  readonly retries?: number;
  /** Requests to one host at a time, where the verb says; else the configuration does. */
  readonly connectionsPerHost?: number;
  /** Requests to one host in a second, where the verb says; else the configuration does. */
  readonly requestsPerSecond?: number;
  /** `--user`. */
  readonly user?: string;
  /** Leave MAST's token alone: what is asked has one of its own, or wants none. */
  readonly withoutMastToken?: boolean;
  /** Print every request on stderr, with the curl line that does the same. */
  readonly debug?: boolean;
}

/** The way to services, as the command line, the environment and the configuration have it. */
export interface Network {
  readonly transport: Transport;
  /** Of the operation that this command is, where it has one. */
  readonly deadline?: Deadline;
  readonly config: Config;
  close(): Promise<void>;
}

/**
 * Opens the way to services.
 * @param serviceOf - the URL of the service that `--user` is for, which the configuration may name
 * @throws CommandError for a configuration, an environment or a `--user` that makes no sense
 */
export async function openNetwork(
  options: NetworkOptions,
  io: Io,
  serviceOf: (config: Config) => string | undefined,
): Promise<Network> {
  const config = await readConfig(io.env);
  const serviceUrl = serviceOf(config);
  const { timeoutMs = config.limits.timeoutMs, retries = config.limits.retries, user, debug = false } = options;
  const { withoutMastToken = false } = options;
  const { connectionsPerHost = config.limits.connectionsPerHost } = options;
  const { requestsPerSecond = config.limits.requestsPerSecond } = options;
  const credential = await readCredential(
    { ...(user === undefined ? {} : { user }), ...(serviceUrl === undefined ? {} : { serviceUrl }) },
    io,
  );
  // Of two rewritings of the same length the first is taken: the environment's come before the file's.
  const rewrites = [...parseRewrites(io.env["ARMILLARY_REWRITE"] ?? ""), ...config.rewrites];
  const { createNodeTransport } = await import("@armillary/dali/node");
  const transport = createNodeTransport({
    credentials: credential === undefined ? [] : [credential],
    rewrites,
    proxy: proxyOf(io.env),
    ...(retries === undefined ? {} : { retry: { retries } }),
    ...(connectionsPerHost === undefined ? {} : { connectionsPerHost }),
    ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
    ...(debug ? { onEvent: (event) => printLine(io, printEvent(event, { headers: true })) } : {}),
  });
  const shown = debug ? showingCurl(transport, io) : transport;
  return {
    // Whoever logs in by --user is that, at MAST as elsewhere.
    transport: withoutMastToken || credential !== undefined ? shown : await withMastToken(shown, io),
    config,
    ...(timeoutMs === undefined ? {} : { deadline: new Deadline(timeoutMs) }),
    close: () => transport.close(),
  };
}

function proxyOf(env: Io["env"]): NonNullable<NodeTransportOptions["proxy"]> {
  // The small letters first, as curl has it; HTTP_PROXY in capitals is what a CGI's client could set.
  const https = env["https_proxy"] ?? env["HTTPS_PROXY"];
  const http = env["http_proxy"];
  const noProxy = env["no_proxy"] ?? env["NO_PROXY"];
  return {
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(noProxy === undefined ? {} : { noProxy }),
  };
}

function showingCurl(transport: Transport, io: Io): Transport {
  return {
    request(request) {
      printLine(io, `$ ${transport.curl(request)}`);
      return transport.request(request);
    },
    curl: (request) => transport.curl(request),
    close: () => transport.close(),
  };
}

function printLine(io: Io, line: string | undefined): void {
  if (line !== undefined) io.stderr.write(`${printable(line)}\n`);
}
