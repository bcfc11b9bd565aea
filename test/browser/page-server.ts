import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

const PAGE = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Armillary in a worker</title>
<script type="module">
  globalThis.progress = { kind: "progress", bytes: 0 };
  const worker = new Worker("/entry.js", { type: "module" });
  worker.onmessage = ({ data }) => { globalThis.progress = data; };
  worker.onerror = ({ message }) => { globalThis.progress = { kind: "failed", message }; };
  globalThis.digest = (addresses) => worker.postMessage(addresses);
</script>`;

/** A page, its scripts and tables on loopback. */
export interface PageServer extends AsyncDisposable {
  readonly origin: string;
}

/** Serves a page whose worker runs `scripts`' entry.js; `tables` are streamed, by path. */
export async function servePage(
  scripts: ReadonlyMap<string, string>,
  tables: ReadonlyMap<string, () => Iterable<Uint8Array>>,
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const script = scripts.get(path.slice(1));
    const table = tables.get(path);
    if (path === "/") response.setHeader("content-type", "text/html").end(PAGE);
    else if (script !== undefined) response.setHeader("content-type", "text/javascript").end(script);
    else if (table !== undefined) Readable.from(table(), { objectMode: false }).pipe(response);
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
