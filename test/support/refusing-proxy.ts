import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A proxy that refuses every request, and keeps count of them. */
export interface RefusingProxy {
  /** What leads all requests of a command to it, whatever their scheme. */
  readonly env: Readonly<Record<string, string>>;
  /** `CONNECT mast.stsci.edu:443`, in the order of their coming. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Opens such a proxy. */
export async function openRefusingProxy(): Promise<RefusingProxy> {
  const asked: string[] = [];
  const note = ({ method, url }: IncomingMessage): void => void asked.push(`${method} ${url}`);
  const server = createServer((request, response) => {
    note(request);
    response.writeHead(502).end();
  });
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    note(request);
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { http_proxy: url, https_proxy: url },
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
