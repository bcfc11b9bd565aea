import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What a server of files has at a path. */
export interface ServedFile {
  readonly content: Buffer;
  /** Default: one of the content. */
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What was asked of a path. */
export interface Hits {
  /** Requests for bytes. */
  gets: number;
  heads: number;
  /** Answers with all bytes that went out to the last one. */
  whole: number;
  /** Answers 206. */
  parts: number;
}

/** A loopback server of files, with ranges and validators, that can be killed and started again at its port. */
export interface FileServer {
  readonly origin: string;
  /** By path: `/a.fits`. */
  readonly files: Map<string, ServedFile>;
  readonly hits: Map<string, Hits>;
  /** The most requests at a time so far. */
  mostAtOnce: number;
  /** Called with each request, which is answered when it has ended. */
  onRequest: (request: IncomingMessage) => void | Promise<void>;
  /** Breaks all connections off, and listens no more. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Opens a server that is closed when the test is over. */
export async function fileServer(): Promise<FileServer> {
  const { server, close } = await openFileServer();
  onTestFinished(close);
  return server;
}

/** The same, for whoever closes it. */
export async function openFileServer(): Promise<{ readonly server: FileServer; readonly close: () => Promise<void> }> {
  const files = new Map<string, ServedFile>();
  const hits = new Map<string, Hits>();
  let [port, atOnce] = [0, 0];
  let listener: Server | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://loopback");
    server.mostAtOnce = Math.max(server.mostAtOnce, ++atOnce);
    response.once("close", () => atOnce--);
    await server.onRequest(request);
    if (response.destroyed) return;
    const counts = hits.get(pathname) ?? { gets: 0, heads: 0, whole: 0, parts: 0 };
    hits.set(pathname, counts);
    if (request.method === "HEAD") counts.heads++;
    else counts.gets++;
    const file = files.get(decodeURIComponent(pathname));
    if (file === undefined) return void response.writeHead(404).end("There is no such file.\n");
    send(file, request, response, counts);
  };

  const server: FileServer = {
    origin: "",
    files,
    hits,
    mostAtOnce: 0,
    onRequest: () => undefined,
    async kill() {
      const closing = new Promise((resolve) => listener?.close(resolve) ?? resolve(undefined));
      listener?.closeAllConnections();
      listener = undefined;
      await closing;
    },
    async start() {
      const next = createServer({ keepAliveTimeout: 60_000 }, (request, response) => void answer(request, response));
      await new Promise<void>((resolve) => next.listen(port, "127.0.0.1", resolve));
      port = (next.address() as AddressInfo).port;
      listener = next;
    },
  };
  await server.start();
  Object.assign(server, { origin: `http://127.0.0.1:${port}` });
  return { server, close: () => server.kill() };
}

function send(
  { content, etag, headers = {} }: ServedFile,
  request: IncomingMessage,
  response: ServerResponse,
  hits: Hits,
): void {
  const validator = etag ?? `"${sha256Of(content).slice(0, 16)}"`;
  const common = { "Accept-Ranges": "bytes", ...(validator === "" ? {} : { ETag: validator }), ...headers };
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  const condition = request.headers["if-range"];
  const current = validator === "" ? headers["Last-Modified"] : validator;
  if (range !== undefined && (condition === undefined || condition === current)) {
    const start = Number(range);
    if (start >= content.length) {
      return void response.writeHead(416, { ...common, "Content-Range": `bytes */${content.length}` }).end();
    }
    hits.parts++;
    const body = content.subarray(start);
    const contentRange = `bytes ${start}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { ...common, "Content-Range": contentRange, "Content-Length": body.length });
    return void response.end(body);
  }
  response.writeHead(200, { ...common, "Content-Length": content.length });
  if (request.method === "HEAD") return void response.end();
  response.end(content, () => hits.whole++);
}

/** Bytes that are the same for the same name, and nowhere alike: a piece in the wrong place shows. */
export function contentOf(name: string, bytes: number): Buffer {
  const content = Buffer.alloc(Math.ceil(bytes / 4) * 4);
  let state = createHash("sha256").update(name).digest().readUInt32LE() | 1;
  for (let at = 0; at < content.length; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    content.writeInt32LE(state, at);
  }
  return content.subarray(0, bytes);
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
