import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { awake } from "./awake.ts";
import type { Answer, Call } from "./faulty-service.ts";

// What services do wrong, one name each, and the few right answers that tests need beside them.

export const VOTABLE = `<?xml version="1.0"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
<INFO name="QUERY_STATUS" value="OK"/><TABLE><FIELD name="id" datatype="int"/><DATA><TABLEDATA>
<TR><TD>1</TD></TR><TR><TD>2</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
`;

/** An error document in the form of DALI. */
export function errorVotable(message: string): string {
  return `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">${message}</INFO></RESOURCE></VOTABLE>`;
}

type Headers = Readonly<Record<string, string>>;

const VOTABLE_TYPE: Headers = { "Content-Type": "application/x-votable+xml" };

/** An answer with this status, these headers and this body. */
export function answer(status: number, body: string | Uint8Array = "", headers: Headers = {}): Answer {
  const length = Buffer.byteLength(body);
  const known = { ...(length === 0 ? {} : { "Content-Length": String(length) }), ...headers };
  return ({ response }) => response.writeHead(status, known).end(body);
}

/** A redirect to a URL, absolute or relative. */
export function redirect(status: number, location: string | ((call: Call) => string)): Answer {
  return (call) => {
    const target = typeof location === "string" ? location : location(call);
    call.response.writeHead(status, { Location: target }).end("See there.\n");
  };
}

/** Says what it was asked, as JSON. */
export const echo: Answer = ({ request, response, form }) =>
  response
    .writeHead(200, { "Content-Type": "application/json" })
    .end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, form: [...form] }));

export const ok: Answer = answer(200, VOTABLE, VOTABLE_TYPE);

/** An answer in raw bytes, after which the connection is ended. */
export function raw(bytes: string | Uint8Array): Answer {
  return ({ socket }) => void socket.end(bytes);
}

/** Ends a connection with a reset instead of an end. */
function reset({ socket }: Call): void {
  socket.resetAndDestroy();
}

export const lateHeaders =
  (delayMs: number, then: Answer = ok): Answer =>
  async (call) => {
    await sleep(delayMs);
    if (!call.socket.destroyed) await then(call);
  };

export const slowBytes =
  (delayMs: number, body: string = VOTABLE): Answer =>
  async ({ response }) => {
    response.writeHead(200, VOTABLE_TYPE);
    for (const byte of Buffer.from(body)) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await sleep(delayMs);
    }
    response.end();
  };

/** Headers and half of the body, then nothing, on an open connection. */
export const silenceInBody: Answer = ({ response }) => {
  response.writeHead(200, VOTABLE_TYPE);
  response.write(VOTABLE.slice(0, 200));
};

export const silence: Answer = () => undefined;
export const resetBeforeHeaders: Answer = reset;

export const resetInBody: Answer = async (call) => {
  call.response.writeHead(200, { ...VOTABLE_TYPE, "Content-Length": String(VOTABLE.length) });
  call.response.write(VOTABLE.slice(0, 200));
  await awake(20);
  reset(call);
};

/** Content-Length says more than there is. */
export const lengthTooLong: Answer = raw(
  `HTTP/1.1 200 OK\r\nContent-Length: ${VOTABLE.length + 100}\r\n\r\n${VOTABLE}`,
);
/** Content-Length says less than there is. */
export const lengthTooShort: Answer = raw(
  `HTTP/1.1 200 OK\r\nContent-Length: ${VOTABLE.length - 10}\r\n\r\n${VOTABLE}`,
);
export const noLength: Answer = raw(`HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n${VOTABLE}`);

export const gzipped: Answer = answer(200, gzipSync(VOTABLE), { "Content-Encoding": "gzip" });
export const gzippedTwice: Answer = answer(200, gzipSync(gzipSync(VOTABLE)), { "Content-Encoding": "gzip, gzip" });
export const gzipTruncated: Answer = answer(200, gzipSync(VOTABLE).subarray(0, 120), { "Content-Encoding": "gzip" });
export const gzipThatIsNone: Answer = answer(200, VOTABLE, { "Content-Encoding": "gzip" });
/** A gzip file as the body (ESA's Gaia archive: `votable_gzip`). */
export const gzipUndeclared: Answer = answer(200, gzipSync(VOTABLE), VOTABLE_TYPE);
/** 64 MiB of zeros in 64 kB. */
export const gzipBomb: Answer = answer(200, gzipSync(Buffer.alloc(64 * 1024 * 1024)), { "Content-Encoding": "gzip" });

export const errorIn200: Answer = answer(200, errorVotable("relation &quot;foo&quot; does not exist"), VOTABLE_TYPE);
export const htmlIn200: Answer = answer(
  200,
  "<!DOCTYPE html><html><head><title>Welcome</title><style>p{color:red}</style></head><body><p>Our archive has <b>moved</b>.</p></body></html>",
  VOTABLE_TYPE,
);
export const html500: Answer = answer(
  500,
  "<html><head><title>HTTP Status 500</title></head><body><h1>HTTP Status 500</h1><p>java.lang.NullPointerException</p></body></html>",
  { "Content-Type": "text/html" },
);
export const doubleDeclaration: Answer = answer(200, `<?xml version="1.0"?>\n${VOTABLE}`, VOTABLE_TYPE);
export const blankStart: Answer = answer(200, `\r\n\n  ${VOTABLE}`, VOTABLE_TYPE);
export const byteOrderMark: Answer = answer(200, `\ufeff${VOTABLE}`, VOTABLE_TYPE);

export const unauthorized: Answer = answer(401, "Who are you?", {
  "Content-Type": "text/plain",
  "WWW-Authenticate": 'Basic realm="the archive, inner part", ivoa_bearer standard_id="x", Bearer',
});

export const redirectWithoutLocation: Answer = answer(302);
/** To `/hop?n=1`, `/hop?n=2`, … */
export const endlessRedirect: Answer = redirect(302, ({ url }) => `?n=${Number(url.searchParams.get("n") ?? 0) + 1}`);

export const chunkedGarbage: Answer = raw(
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZZ\r\nworld\r\n0\r\n\r\n",
);
export const chunkedCut: Answer = raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
export const noHttp: Answer = raw("SSH-2.0-OpenSSH_9.2\r\n");
export const headerFlood: Answer = raw(
  `HTTP/1.1 200 OK\r\n${Array.from({ length: 4000 }, (_, at) => `X-Flood-${at}: ${"y".repeat(60)}\r\n`).join("")}\r\n`,
);

/** Headers that never end. */
export const endlessHeaders: Answer = async ({ socket }) => {
  socket.write("HTTP/1.1 200 OK\r\n");
  for (let at = 0; !socket.destroyed; at++) {
    socket.write(`X-More-${at}: more\r\n`);
    await sleep(2);
  }
};

/** A body that never ends, as fast as it is read. */
export const endlessBody: Answer = async ({ response }) => {
  response.writeHead(200, { "Content-Type": "text/plain" });
  const line = Buffer.from("more and more\n".repeat(1000));
  const closed = new Promise((resolve) => response.once("close", resolve));
  while (!response.destroyed) {
    if (response.write(line)) continue;
    await Promise.race([new Promise((resolve) => response.once("drain", resolve)), closed]);
  }
};

/** Good on a new connection; on one that is used again the first request is reset, as when it was closed at that moment. */
export const resetOnReuse: Answer = (call) => (call.reused > 0 ? reset(call) : ok(call));
