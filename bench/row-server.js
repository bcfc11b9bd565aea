// A TAP service for measuring: /tap/sync answers at once with as many rows as MAXREC asks for (default 2), made ready beforehand;
// /tap/capabilities with the least that a client wants. Run as a program it prints its base URL and serves until its parent ends.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const ROWS = 10_000;
const HEAD = (/** @type {string} */ data) => `<?xml version="1.0"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
<FIELD name="source_id" datatype="long"/><FIELD name="ra" datatype="double" unit="deg"/><FIELD name="dec" datatype="double" unit="deg"/><FIELD name="mag" datatype="float" unit="mag"/>
<DATA>${data}`;
const CAPABILITIES = `<?xml version="1.0"?>
<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<capability standardID="ivo://ivoa.net/std/TAP" xsi:type="tr:TableAccess"><interface role="std" xsi:type="vs:ParamHTTP" version="1.1"><accessURL use="base">http://127.0.0.1/tap</accessURL></interface>
<language><name>ADQL</name><version>2.0</version><description>ADQL</description></language><outputFormat><mime>application/x-votable+xml</mime><alias>votable</alias></outputFormat></capability></vosi:capabilities>`;

/** Rows as text, and as BINARY2: a byte of null flags, then the values. */
function makeRows() {
  const text = [];
  // Whole rows, and whole groups of base64: 29 bytes × 30 000 is a multiple of three.
  const binary = Buffer.alloc(29 * 3 * ROWS);
  for (let row = 0; row < 3 * ROWS; row++) {
    const [id, ra, dec, mag] = [
      4_000_000_000_000_000_000n + BigInt(row * 7919),
      (row * 137.508) % 360,
      ((row * 0.618) % 180) - 90,
      10 + (row % 90) / 10,
    ];
    if (row < ROWS) text.push(`<TR><TD>${id}</TD><TD>${ra}</TD><TD>${dec}</TD><TD>${mag}</TD></TR>\n`);
    binary.writeBigInt64BE(id, row * 29 + 1);
    binary.writeDoubleBE(ra, row * 29 + 9);
    binary.writeDoubleBE(dec, row * 29 + 17);
    binary.writeFloatBE(mag, row * 29 + 25);
  }
  return { text: Buffer.from(text.join("")), base64: Buffer.from(binary.toString("base64")) };
}

const rows = makeRows();

/** The answer with rows in blocks of 10 000 (TABLEDATA) or 30 000 (BINARY2); 2 rows are two. */
function* answer(/** @type {number} */ count, /** @type {boolean} */ isBinary) {
  if (isBinary) {
    yield Buffer.from(HEAD('<BINARY2><STREAM encoding="base64">'));
    for (let row = 0; row < count; row += 3 * ROWS) yield rows.base64;
    yield Buffer.from("</STREAM></BINARY2></DATA></TABLE></RESOURCE></VOTABLE>");
    return;
  }
  yield Buffer.from(HEAD("<TABLEDATA>"));
  if (count < ROWS) yield rows.text.subarray(0, nthRow(count));
  else for (let row = 0; row < count; row += ROWS) yield rows.text;
  yield Buffer.from("</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>");
}

function nthRow(/** @type {number} */ count) {
  let at = 0;
  for (let row = 0; row < count; row++) at = rows.text.indexOf("</TR>\n", at) + 6;
  return at;
}

/** Until more can be written, or nobody is there any longer. @param {import("node:http").ServerResponse} response */
function writable(response) {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve(undefined);
    };
    response.on("drain", done).on("close", done);
  });
}

/** @returns {Promise<{ url: string, close: () => void }>} */
export async function serveRows() {
  const server = createServer(async (request, response) => {
    let form = "";
    for await (const chunk of request) form += chunk;
    const { pathname, searchParams } = new URL(request.url ?? "", "http://127.0.0.1");
    const parameters = new URLSearchParams([...searchParams, ...new URLSearchParams(form)]);
    if (pathname === "/tap/capabilities") {
      response.writeHead(200, { "Content-Type": "text/xml" }).end(CAPABILITIES);
      return;
    }
    const count = Number(parameters.get("MAXREC") ?? 2);
    const chunks = answer(count, (parameters.get("QUERY") ?? "").includes("BINARY2"));
    response.setHeader("Content-Type", "application/x-votable+xml");
    if (count < ROWS) {
      response.end(Buffer.concat([...chunks]));
      return;
    }
    for (const chunk of chunks) {
      if (!response.write(chunk)) await writable(response);
      if (response.destroyed) return;
    }
    response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/tap`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log((await serveRows()).url);
  process.stdin.resume().once("end", () => process.exit());
}
