import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import type { Connector, Incoming, Outgoing } from "../transport/connector.ts";
import type { RequestBody } from "../transport/request-body.ts";
import { ACCEPTED_ENCODINGS, readDecoded } from "./decode.ts";
import { type DispatcherOptions, Dispatchers } from "./dispatchers.ts";

/** Statuses that have no body, whatever their headers say. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Sends by undici's own pools and its plain request rather than its fetch, which takes compressed data that end early for
 * complete, cannot stream a body of known length, and costs a millisecond more.
 * @throws DalError code DAL_USAGE
 */
export function connectByUndici(options: DispatcherOptions): Connector {
  const dispatchers = new Dispatchers(options);
  return {
    hidesRedirects: false,
    ownHeaders: [["Accept-Encoding", ACCEPTED_ENCODINGS]],
    async send(outgoing: Outgoing): Promise<Incoming> {
      const { url, method, headers, body, isRepeatable, decode, whenGivenUp } = outgoing;
      const { origin, pathname, search } = new URL(url);
      const dispatcher = dispatchers.get(isRepeatable, outgoing.certificate);
      const length = body?.sizeBytes;
      // undici takes an emitter as well, which costs a small part of what an AbortSignal does.
      const signal = new EventEmitter();
      whenGivenUp(() => signal.emit("abort"));
      const answer = await dispatcher.request({
        origin,
        path: `${pathname}${search}`,
        method,
        headers: Object.fromEntries(length === undefined ? headers : [...headers, ["Content-Length", String(length)]]),
        ...(body === undefined ? {} : { body: openBody(body) }),
        signal,
        responseHeaders: "raw",
      });
      const received = headersOf(answer.headers as unknown as readonly string[]);
      const isBodiless = method === "HEAD" || BODILESS.has(answer.statusCode);
      if (isBodiless) answer.body.resume().on("error", () => undefined);
      const encoding = received.get("content-encoding");
      return {
        status: answer.statusCode,
        headers: received,
        ...(isBodiless ? {} : { body: readDecoded(answer.body, decode ? encoding : null) }),
        ...(decode || isBodiless || encoding === null ? {} : { encoding }),
      };
    },
    close: () => dispatchers.close(),
  };
}

function openBody(body: RequestBody): Uint8Array | Readable {
  const opened = body.open();
  return opened instanceof Uint8Array ? opened : Readable.from(opened, { objectMode: false });
}

/** Pairs of names and values as they came. What HTTP does not allow in a header is no reason to lose the answer. */
function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    try {
      headers.append(raw[at] ?? "", (raw[at + 1] ?? "").replace(/[^\t\x20-\x7e\x80-\xff]/g, "?"));
    } catch {
      // A name with characters that no name has: nobody asks for it.
    }
  }
  return headers;
}
