import { DalError } from "../errors.ts";
import type { ByteReader, Connector, Incoming, Outgoing } from "./connector.ts";
import type { RequestBody } from "./request-body.ts";

/** Sends by a `fetch`, in browsers and elsewhere. */
export function connectByFetch(fetch: typeof globalThis.fetch): Connector {
  const inBrowser = isBrowser();
  return {
    hidesRedirects: inBrowser,
    ownHeaders: [],
    async send({ url, method, headers, body, certificate, signal }: Outgoing): Promise<Incoming> {
      if (certificate !== undefined) {
        throw new DalError(
          "DAL_USAGE",
          "fetch shows no client certificates: use @armillary/dali/node, or the browser's own.",
        );
      }
      if (inBrowser && headers.some(([name]) => name === "Cookie")) {
        throw new DalError(
          "DAL_USAGE",
          "Browsers send no cookies that a page names: the service would take the request for anyone's.",
        );
      }
      const response = await fetch(url, {
        method,
        // Browsers say themselves who they are, and a header of ours would cost a CORS preflight.
        headers: headers.filter(([name]) => !inBrowser || name !== "User-Agent").map(([name, value]) => [name, value]),
        // Streams are sent by few browsers, and there by HTTP/2 alone.
        ...(body === undefined ? {} : { body: await collect(body) }),
        signal,
        redirect: inBrowser ? "follow" : "manual",
        credentials: "omit",
        referrerPolicy: "no-referrer",
      });
      return {
        status: response.status,
        headers: response.headers,
        ...(response.body === null ? {} : { body: readerOf(response.body) }),
        ...(inBrowser && response.redirected ? { followedTo: response.url } : {}),
      };
    },
    close: () => Promise.resolve(),
  };
}

/** Browsers answer `redirect: "manual"` with nothing that tells where to; all that call themselves Mozilla are such. */
function isBrowser(): boolean {
  return typeof navigator !== "undefined" && /^Mozilla\//.test(navigator.userAgent ?? "");
}

async function collect(body: RequestBody): Promise<Blob> {
  const opened = body.open();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  if (opened instanceof Uint8Array) parts.push(opened as Uint8Array<ArrayBuffer>);
  else for await (const chunk of opened) parts.push(chunk as Uint8Array<ArrayBuffer>);
  return new Blob(parts, { type: body.contentType });
}

function readerOf(stream: ReadableStream<Uint8Array>): ByteReader {
  const reader = stream.getReader();
  return {
    async read() {
      const { value, done } = await reader.read();
      return done ? undefined : value;
    },
    cancel: () => reader.cancel().catch(() => undefined),
  };
}
