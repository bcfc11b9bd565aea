import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";

/** One request at the service, and the ways to answer it: by `response`, or by writing to `socket` what HTTP would not. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  /** With the service's origin. */
  readonly url: URL;
  /** How many requests for this path there were before. */
  readonly before: number;
  /** Requests on this connection before this one. */
  readonly reused: number;
  /** The form of a POST. */
  readonly form: URLSearchParams;
  /** The body as it came. */
  readonly body: Buffer;
}

/** What a service does with a request. */
export type Answer = (call: Call) => unknown;

/** What a service was asked. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A loopback service that answers by a script. */
export interface FaultyService {
  /** Its origin, e.g. `http://127.0.0.1:41234`. */
  readonly origin: string;
  readonly received: Received[];
  /** Scripts a path: the first request gets the first answer, and so on; the last answer stays. Gives the path's URL. */
  on(path: string, ...answers: readonly [Answer, ...Answer[]]): string;
  /** Connections that are open. */
  connections(): Promise<number>;
  /**
   * Resolves when no connection is open; rejects when that takes more than a minute. `asked`: none on which there was a request,
   * for Node's own fetch opens a spare one when a request is given up.
   */
  idle(which?: "all" | "asked"): Promise<void>;
  close(): Promise<void>;
}

export interface FaultyServiceOptions {
  /** Address to listen at (default 127.0.0.1). */
  readonly host?: string;
  /** TLS by `fixtures/dali/tls` (default false); `client` asks for a client certificate, and refuses others. */
  readonly tls?: boolean | "client";
  /** Answers whatever no script is for (default: 404). */
  readonly otherwise?: Answer;
}

/** Opens a service that is closed when the test is over. */
export async function faultyService(options: FaultyServiceOptions = {}): Promise<FaultyService> {
  const service = await openFaultyService(options);
  onTestFinished(() => service.close());
  return service;
}

/** The same, for whoever closes it: `beforeAll`, or a program that is no test. */
export async function openFaultyService({
  host = "127.0.0.1",
  tls = false,
  otherwise = notFound,
}: FaultyServiceOptions = {}): Promise<FaultyService> {
  const scripts = new Map<string, readonly Answer[]>();
  const counts = new Map<string, number>();
  const requestsOn = new WeakMap<Socket, number>();
  const asked = new Set<Socket>();
  const received: Received[] = [];
  let origin = "";

  const server = listen(tls, async (request, response) => {
    const { socket } = request;
    const reused = requestsOn.get(socket) ?? 0;
    requestsOn.set(socket, reused + 1);
    asked.add(socket);
    if (reused === 0) socket.once("close", () => asked.delete(socket));
    const bytes = await readBody(request);
    const body = bytes.toString("utf8");
    const { method = "", url: target = "", headers } = request;
    received.push({ method, url: target, headers, body });
    const url = new URL(target, origin);
    const before = counts.get(url.pathname) ?? 0;
    counts.set(url.pathname, before + 1);
    const answers = scripts.get(url.pathname) ?? [otherwise];
    const answer = answers[Math.min(before, answers.length - 1)] ?? otherwise;
    await answer({ request, response, socket, url, before, reused, form: new URLSearchParams(body), body: bytes });
  });
  server.on("connection", (socket: Socket) => socket.on("error", () => undefined));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  origin = `${tls === false ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`;

  const connections = (): Promise<number> =>
    new Promise((resolve, reject) => {
      server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  const service: FaultyService = {
    origin,
    received,
    on(path, ...answers) {
      scripts.set(path, answers);
      return `${origin}${path}`;
    },
    connections,
    async idle(which = "all") {
      const endMs = performance.now() + 60_000;
      const countOpen = async (): Promise<number> => (which === "all" ? connections() : asked.size);
      for (let count = await countOpen(); count > 0; count = await countOpen()) {
        if (performance.now() > endMs) throw new Error(`${count} connections are still open`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return service;
}

/** Reads a file of `fixtures/dali/tls`. */
export function pem(name: "authority" | "server" | "server-key" | "client" | "client-key"): string {
  return readFileSync(new URL(`../../fixtures/dali/tls/${name}.pem`, import.meta.url), "utf8");
}

function listen(
  tls: boolean | "client",
  listener: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Server {
  // Keeps connections for longer than any test, so that an idle one is closed by the client, or never.
  const options = { keepAliveTimeout: 60_000 };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    listener(request, response).catch(() => request.socket.destroy());
  };
  if (tls === false) return createServer(options, answer);
  const ofClients = tls === "client" ? { ca: pem("authority"), requestCert: true, rejectUnauthorized: true } : {};
  return createTlsServer({ ...options, cert: pem("server"), key: pem("server-key"), ...ofClients }, answer);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const notFound: Answer = ({ response }) => response.writeHead(404).end("Nothing is scripted for this path.\n");
