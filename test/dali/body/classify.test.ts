import { gzipSync } from "node:zlib";
import { type BodyKind, classifyBody } from "@armillary/dali";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorVotable, VOTABLE } from "../../support/faults.ts";

type Bytes = string | Uint8Array;

function bytesOf(text: Bytes): Uint8Array {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}

async function* inChunks(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const UWS = 'xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0"';

const ROWS: readonly (readonly [
  name: string,
  body: Bytes,
  kind: BodyKind,
  words?: string | undefined,
  contentType?: string,
])[] = [
  ["a result", VOTABLE, "votable"],
  ["a result called HTML", VOTABLE, "votable", undefined, "text/html"],
  [
    "a result with a prefix",
    VOTABLE.replaceAll(/<(\/?)([A-Z])/g, "<$1vot:$2").replace("xmlns=", "xmlns:vot="),
    "votable",
  ],
  ["MAST: a comment before the root", VOTABLE.replace("?>", "?>\n<!-- by some encoder > 1.0 -->"), "votable"],
  [
    "IRSA nph: a document type",
    '<!DOCTYPE VOTABLE SYSTEM "http://us-vo.org/xml/VOTable.dtd">\n<VOTABLE version="v1.0"><RESOURCE><TABLE/></RESOURCE></VOTABLE>',
    "votable",
  ],
  ["DALI: an error", errorVotable("bad ADQL near &quot;FORM&quot;"), "votable-error", 'bad ADQL near "FORM"'],
  [
    "GAVO: an error without declaration, with a stylesheet",
    `<?xml-stylesheet href="/xsl" type="text/xsl"?>\n${errorVotable("timed out")}`,
    "votable-error",
    "timed out",
  ],
  [
    "Data Lab: an error with CRLF",
    errorVotable("ERROR: relation\r\ndoes not exist"),
    "votable-error",
    "ERROR: relation\ndoes not exist",
  ],
  [
    "IRSA SCS: INFO Error at the root",
    '<VOTABLE version="1.3"><INFO ID="Error" name="Error" value="BAD_REQUEST: no SR"/><RESOURCE/></VOTABLE>',
    "votable-error",
    "BAD_REQUEST: no SR",
  ],
  [
    "HEASARC cone: INFO Error in the RESOURCE",
    '<VOTABLE version="1.1"><RESOURCE><INFO name="Error" value="no such table"/></RESOURCE></VOTABLE>',
    "votable-error",
    "no such table",
  ],
  [
    "NED: a PARAM Error beside QUERY_STATUS OK",
    '<VOTABLE version="1.1"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><PARAM name="Error" datatype="char" arraysize="*" value="Object not found"/></RESOURCE></VOTABLE>',
    "votable-error",
    "Object not found",
  ],
  ["an error that is cut off", errorVotable("out of memory").slice(0, -20), "votable-error", "out of memory"],
  [
    "a table with an error behind it is left to the reader",
    VOTABLE.replace("</RESOURCE>", '<INFO name="QUERY_STATUS" value="ERROR">late</INFO></RESOURCE>'),
    "votable",
    "late",
  ],
  ["a UWS job", `<?xml version="1.0"?><uws:job ${UWS}><uws:jobId>1</uws:jobId></uws:job>`, "uws-job"],
  [
    "a UWS job that failed",
    `<job xmlns="http://www.ivoa.net/xml/UWS/v1.0"><phase>ERROR</phase><errorSummary type="fatal"><message>no &lt;table&gt;</message></errorSummary></job>`,
    "uws-job",
    "no <table>",
  ],
  ["Exoplanet Archive: a UWS job without namespace", "<uws:job><uws:phase>EXECUTING</uws:phase></uws:job>", "uws-job"],
  ["a list of jobs", `<uws:jobs ${UWS}/>`, "uws-jobs"],
  [
    "VOSI capabilities",
    '<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0"/>',
    "vosi-capabilities",
  ],
  [
    "VOSI availability",
    '<availability xmlns="http://www.ivoa.net/xml/VOSIAvailability/v1.0"><available>false</available><note>Back at noon</note></availability>',
    "vosi-availability",
    "Back at noon",
  ],
  [
    "VOSI tables",
    '<?xml version="1.0"?><vosi:tableset xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0"/>',
    "vosi-tables",
  ],
  [
    "one VOSI table",
    '<vosi:table xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0"><name>a</name></vosi:table>',
    "vosi-tables",
  ],
  [
    "an OWS exception",
    '<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="x"><ows:Exception><ows:ExceptionText>no &#65;</ows:ExceptionText></ows:Exception></ows:ExceptionReport>',
    "xml",
    "no A",
  ],
  [
    "an S3 error",
    "<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>The key is not there.</Message></Error>",
    "xml",
    "The key is not there.",
  ],
  [
    "a page",
    "<!DOCTYPE html>\n<html><head><title>Busy &amp; tired</title><script>var x = '<p>no</p>';</script></head><body><h1>Busy &amp; tired</h1>Come\n  <i>again</i>.</body></html>",
    "html",
    "Busy & tired Come again.",
  ],
  [
    "a page called VOTable",
    "<html><title>Moved</title><p>Go away.</html>",
    "html",
    "Moved Go away.",
    "application/x-votable+xml",
  ],
  [
    "XHTML",
    '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns="http://www.w3.org/1999/xhtml"><body>Hi</body></html>',
    "html",
    "Hi",
  ],
  ["the rest of a page", "<h2>Error</h2> no &nbsp;table<br>", "html", "Error no table"],
  ["MAST vo-tap: JSON", '{"error":{"message":"missing QUERY"}}', "json", "missing QUERY"],
  [
    "MAST Mashup: an error with 200",
    '{"status":"ERROR","msg":"no such service","data":null}',
    "json",
    "no such service",
  ],
  [
    "FastAPI: JSON with details",
    '{"detail":[{"loc":["ra"],"msg":"not a number"},{"msg":"no dec"}]}',
    "json",
    "not a number; no dec",
  ],
  ["JSON rows", '[{"a":1}]', "json", '[{"a":1}]'],
  ["JSON that says so", '[ {"a":1}, ', "json", '[ {"a":1},', "application/json"],
  ["text", "ERROR: no such column\n", "text", "ERROR: no such column"],
  ["CSV", "ra,dec\n1,2\n", "text", "ra,dec\n1,2"],
  ["CSV that begins with a bracket", "[Fe/H],ra\n1,2\n", "text", "[Fe/H],ra\n1,2"],
  ["text with a less-than sign", "< 5 rows", "text", "< 5 rows"],
  ["FITS", `SIMPLE  =                    T${" ".repeat(50)}`, "fits"],
  ["Parquet", "PAR1\x15\x04", "parquet"],
  ["Arrow", "ARROW1\0\0", "arrow"],
  ["a ZIP archive", "PK\x03\x04\x14\0", "zip"],
  ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0), "binary"],
  ["nothing", "", "empty"],
  ["blanks", " \r\n ", "empty"],
  [
    "UTF-16",
    Buffer.from(`\ufeff${errorVotable("x").replace("<VOT", '<?xml version="1.0" encoding="UTF-16"?><VOT')}`, "utf16le"),
    "votable-error",
    "x",
  ],
];

test.each(ROWS.map(([name, body, kind, words, contentType]) => ({ name, body, kind, words, contentType })))(
  "$name",
  async ({ body, kind, words, contentType = null }) => {
    const bytes = bytesOf(body);
    const seen = await classifyBody(inChunks(bytes), contentType);
    expect(seen.kind).toBe(kind);
    expect(await seen.words()).toBe(words);
    expect(await readAll(seen.body)).toEqual(Buffer.from(bytes));
    const slowly = await classifyBody(inChunks(bytes, 1), contentType);
    expect([slowly.kind, await slowly.words()]).toEqual([kind, words]);
    expect(await readAll(slowly.body)).toEqual(Buffer.from(bytes));
    if (bytes.length === 0) return;
    const packed = gzipSync(bytes);
    const inside = await classifyBody(inChunks(packed, 7), contentType);
    expect({ kind: inside.kind, compression: inside.compression }).toEqual({ kind, compression: "gzip" });
    expect(await readAll(inside.body)).toEqual(packed);
  },
);

describe("what stands before an XML document is taken off", () => {
  const ROOT = errorVotable("x");
  test.each<[name: string, before: string, junk: readonly string[], body: string]>([
    ["nothing", VOTABLE, [], VOTABLE],
    ["blank lines", `\r\n \n${VOTABLE}`, ["blank-start"], VOTABLE],
    ["a second declaration", `<?xml version="1.0"?>\n${VOTABLE}`, ["second-declaration"], VOTABLE],
    [
      "three of them, and blanks",
      `\n<?xml version="1.0"?><?xml version="1.0"?>\n${VOTABLE}`,
      ["blank-start", "second-declaration"],
      VOTABLE,
    ],
    ["blank lines before a root without declaration", `\n\n${ROOT}`, ["blank-start"], ROOT],
    ["a byte order mark", `\ufeff${VOTABLE}`, [], `\ufeff${VOTABLE}`],
    ["a byte order mark and blank lines", `\ufeff\n${VOTABLE}`, ["blank-start"], VOTABLE],
  ])("%s", async (_name, document, junk, body) => {
    for (const size of [undefined, 1, 3]) {
      const seen = await classifyBody(inChunks(bytesOf(document), size));
      expect(seen.junk).toEqual(junk);
      expect((await readAll(seen.body)).toString()).toBe(body);
    }
  });
});

test("no more is read than is needed, and leaving closes the source", async () => {
  let read = 0;
  let isClosed = false;
  const source = (async function* () {
    try {
      for (;;) {
        read++;
        yield bytesOf(read === 1 ? VOTABLE.slice(0, 300) : "<TR><TD>1</TD></TR>".repeat(1000));
      }
    } finally {
      isClosed = true;
    }
  })();
  const seen = await classifyBody(source);
  expect([seen.kind, read]).toEqual(["votable", 1]);
  for await (const _chunk of seen.body) break;
  expect(isClosed).toBe(true);
});

test("a head without a table is looked at no further than 64 KiB", async () => {
  let read = 0;
  const source = (async function* () {
    yield bytesOf('<?xml version="1.0"?><VOTABLE version="1.4"><RESOURCE>');
    for (;;) {
      read++;
      yield bytesOf(`<INFO name="n" value="${"v".repeat(1000)}"/>`);
    }
  })();
  expect((await classifyBody(source)).kind).toBe("votable");
  expect(read).toBeLessThan(70);
});

test("an error while looking comes behind the bytes before it; one before them comes at once", async () => {
  const broken = async function* (text: string): AsyncGenerator<Uint8Array> {
    if (text !== "") yield bytesOf(text);
    throw new Error("reset");
  };
  const seen = await classifyBody(broken("<VOTABLE>"));
  expect(seen.kind).toBe("votable");
  const chunks: string[] = [];
  const reading = (async () => {
    for await (const chunk of seen.body) chunks.push(new TextDecoder().decode(chunk));
  })();
  await expect(reading).rejects.toThrow("reset");
  expect(chunks).toEqual(["<VOTABLE>"]);
  await expect(classifyBody(broken(""))).rejects.toThrow("reset");
});

test("any bytes are given back as they came, in any chunks", async () => {
  const cut = fc.integer({ min: 1, max: 50 });
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(...ROWS.map(([, body]) => new Uint8Array(bytesOf(body)))),
  );
  await fc.assert(
    fc.asyncProperty(content, cut, fc.boolean(), async (bytes, size, isPacked) => {
      const sent = isPacked ? new Uint8Array(gzipSync(bytes)) : bytes;
      const seen = await classifyBody(inChunks(sent, size));
      if (seen.junk.length === 0) expect(await readAll(seen.body)).toEqual(Buffer.from(sent));
      expect(await seen.words()).not.toBe("");
    }),
    { numRuns: 200 },
  );
});
