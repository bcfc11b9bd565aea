import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { contentOf, sha256Of } from "../file-server.ts";
import { type MastApi, type MastCall, sendJson, sendRefusal } from "./api.ts";
import { findProduct } from "./products.ts";
import type { MastSettings } from "./settings.ts";
import { zipOf } from "./zip.ts";

/** A file that the simulated MAST holds. Its bytes come of its URI (`contentOf`). */
export interface HeldFile {
  readonly bytes: number;
  /** Whose it is, while it is under exclusive access. */
  readonly exclusiveTo?: string;
  /** Where it leads instead of coming itself. */
  readonly redirect?: { readonly status: 301 | 302 | 303 | 307 | 308; readonly location: string };
  /** What the bucket has of it: nothing (default), a key that leads to nothing, the file, an older edition of another length, or one that breaks off. */
  readonly cloud?: "missing" | "same" | "older" | "broken";
}

/** What was asked of a file, at MAST and at the bucket. */
export interface FileHits {
  gets: number;
  heads: number;
  /** Answers with all bytes that went out to the last one. */
  whole: number;
  parts: number;
  /** Requests at the bucket. */
  cloud: number;
}

/** How the download services behave. */
export interface DownloadSettings {
  /** By URI. */
  readonly files: Map<string, HeldFile>;
  readonly hits: Map<string, FileHits>;
  /** Whether parts of files are given (default true). */
  hasRanges: boolean;
}

export function defaultDownloads(): DownloadSettings {
  return { files: new Map(), hits: new Map(), hasRanges: true };
}

const BUCKET = "/hosts/stpubdata/";

export const DOWNLOADS: MastApi = {
  name: "downloads",
  paths: /^\/api\/v0\.1\/Download\/file\/?$|^\/search\/\w+\/api\/v0\.1\/retrieve_product$/,
  answer(call) {
    const uri = call.url.searchParams.get("uri") ?? call.url.searchParams.get("product_name") ?? "";
    const { settings, user, request, response } = call;
    const held = heldAt(uri, settings);
    const hits = hitsOf(settings.downloads, uri);
    if (request.method === "HEAD") hits.heads++;
    else hits.gets++;
    if (held === undefined) return void response.writeHead(404).end("The file is not known.\n");
    if (held.exclusiveTo !== undefined && user?.programmes.includes(held.exclusiveTo) !== true)
      return sendRefusal(call);
    if (held.redirect !== undefined) {
      return void response.writeHead(held.redirect.status, { Location: held.redirect.location }).end();
    }
    sendFile(
      call,
      contentOf(uri, held.bytes),
      () => hits.whole++,
      settings.downloads.hasRanges,
      () => hits.parts++,
    );
  },
};

export const BUNDLES: MastApi = {
  name: "bundles",
  paths: /^\/api\/v0\.1\/Download\/bundle\.(?:tar\.gz|zip|sh)$/,
  answer(call) {
    const { settings, user, form, path, response, url } = call;
    const uris = form.getAll("uri");
    const all = uris.map((uri) => [uri, heldAt(uri, settings)] as const);
    const isClosed = all.some(
      ([, held]) => held?.exclusiveTo !== undefined && !user?.programmes.includes(held.exclusiveTo),
    );
    if (isClosed) return sendRefusal(call);
    if (path.endsWith(".sh")) {
      const script = bundleScript(uris, url.origin);
      return void response.writeHead(200, { "Content-Type": "text/x-sh" }).end(script);
    }
    const files = all.flatMap(([uri, held]) =>
      held === undefined ? [] : [{ name: placeInBundle(uri), content: contentOf(uri, held.bytes) }],
    );
    if (files.length === 0) return void response.writeHead(404).end("None of the files is known.\n");
    if (path.endsWith(".zip")) {
      return void response.writeHead(200, { "Content-Type": "application/zip" }).end(zipOf(files));
    }
    const entries = files.map(({ name, content }) => tarEntry(name, content));
    const packed = gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
    response.writeHead(200, { "Content-Type": "application/gzip" }).end(packed);
  },
};

/** `MAST/JWST/a.fits` of `mast:JWST/product/a.fits`. */
export function placeInBundle(uri: string): string {
  const [collection = "", ...rest] = uri.replace(/^mast:/, "").split("/");
  return `MAST/${collection}/${rest.at(-1) ?? ""}`;
}

/** MAST's own scripts take the token from the environment, to MAST as to wherever it redirects (`--location-trusted`). */
function bundleScript(uris: readonly string[], origin: string): string {
  const lines = uris.map((uri) => {
    const place = placeInBundle(uri);
    const address = `${origin}/api/v0.1/Download/file?bundle_name=MAST.sh&uri=${uri}`;
    return `mkdir -p '${place.replace(/\/[^/]*$/, "")}'\nfetch '${place}' '${address}'`;
  });
  const fetch = [
    "fetch() {",
    '  if [ -n "$MAST_API_TOKEN" ]; then',
    '    curl --globoff --location-trusted -f --silent --header "Authorization: token $MAST_API_TOKEN" --output "$1" "$2"',
    "  else",
    '    curl --globoff --location -f --silent --output "$1" "$2"',
    "  fi",
    "}",
  ];
  return `#!/bin/bash\n${[...fetch, ...lines].join("\n")}\n`;
}

export const PATH_LOOKUP: MastApi = {
  name: "path_lookup",
  paths: /^\/api\/v0\.1\/path_lookup\/?$/,
  answer(call) {
    const uris = call.url.searchParams.getAll("uri");
    if (uris.length > 40) return void call.response.writeHead(414).end("Request-URI Too Large\n");
    const answers = uris.map((uri) => {
      const hasKey = call.settings.downloads.files.get(uri)?.cloud !== undefined;
      return [uri, hasKey ? { status_code: 200, path: `/${keyOf(uri)}` } : { status_code: 404, path: null }] as const;
    });
    sendJson(call, Object.fromEntries(answers));
  },
};

export const BUCKET_OBJECTS: MastApi = {
  name: "stpubdata",
  paths: /^\/hosts\/stpubdata\//,
  answer(call) {
    const { settings, path, response, socket } = call;
    const key = decodeURIComponent(path.slice(BUCKET.length));
    const [uri = "", held] = [...settings.downloads.files].find(([each]) => keyOf(each) === key) ?? [];
    hitsOf(settings.downloads, uri).cloud++;
    switch (held?.cloud) {
      case "same":
        return sendFile(
          call,
          contentOf(uri, held.bytes),
          () => undefined,
          true,
          () => undefined,
        );
      case "older":
        return sendFile(
          call,
          contentOf(`older ${uri}`, held.bytes - 1),
          () => undefined,
          true,
          () => undefined,
        );
      case "broken": {
        response.writeHead(200, { "Content-Length": held.bytes });
        response.write(contentOf(uri, held.bytes).subarray(0, held.bytes >> 1), () => socket.destroy());
        return undefined;
      }
      default:
        return void response
          .writeHead(404, { "Content-Type": "application/xml" })
          .end("<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>");
    }
  },
};

/** What was put there, and the products of the made-up observations. */
function heldAt(uri: string, settings: MastSettings): HeldFile | undefined {
  const known = settings.downloads.files.get(uri);
  const product = known === undefined ? findProduct(uri, settings) : undefined;
  if (product === undefined) return known;
  const rights = product.dataRights === "PUBLIC" ? {} : { exclusiveTo: product.proposal_id };
  return { bytes: product.size ?? 1000, ...rights };
}

/** As the bucket has files of missions: below the mission. */
function keyOf(uri: string): string {
  return uri.replace(/^mast:/, "").toLowerCase();
}

function hitsOf({ hits }: DownloadSettings, uri: string): FileHits {
  const known = hits.get(uri) ?? { gets: 0, heads: 0, whole: 0, parts: 0, cloud: 0 };
  hits.set(uri, known);
  return known;
}

function sendFile(
  { request, response }: MastCall,
  content: Buffer,
  onWhole: () => void,
  hasRanges: boolean,
  onPart: () => void,
): void {
  const etag = `"${sha256Of(content).slice(0, 16)}"`;
  const common = { "Content-Type": "application/fits", ...(hasRanges ? { "Accept-Ranges": "bytes" } : {}), ETag: etag };
  const range = hasRanges ? /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] : undefined;
  if (range !== undefined && (request.headers["if-range"] ?? etag) === etag && Number(range) < content.length) {
    onPart();
    const body = content.subarray(Number(range));
    const where = `bytes ${range}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { ...common, "Content-Range": where, "Content-Length": body.length });
    return void end(response, body, () => undefined);
  }
  response.writeHead(200, { ...common, "Content-Length": content.length });
  if (request.method === "HEAD") return void response.end();
  end(response, content, onWhole);
}

function end(response: ServerResponse, body: Buffer, onEnd: () => void): void {
  response.end(body, onEnd);
}

/** One file of a tar archive (POSIX ustar). */
function tarEntry(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits - 1, "0")}\0`;
  header.write(name, 0);
  for (const [at, digits, value] of [
    [100, 8, 0o644],
    [108, 8, 0],
    [116, 8, 0],
    [124, 12, content.length],
    [136, 12, 0],
  ] as const) {
    header.write(octal(value, digits), at);
  }
  header.write("        ", 148);
  header.write("0ustar\0" + "00", 156);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
