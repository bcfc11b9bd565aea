import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { answering, document, FIELDS } from "./cone-service.ts";

// What archives are known to do, in documents of our own making.

const CONE = { raDeg: 10, decDeg: 20, radiusDeg: 0.1 };
const ROW = "<TR><TD>a</TD><TD>10.01</TD><TD>20</TD></TR>";

/** VOTable 1.0: a document type, no namespace. */
const old = (inside: string): string =>
  `<?xml version="1.0"?>\n<!DOCTYPE VOTABLE SYSTEM "http://us-vo.org/xml/VOTable.dtd">\n<VOTABLE version="1.0">${inside}</VOTABLE>`;
const plain = (inside: string): string => `<?xml version="1.0"?><VOTABLE version="1.1">${inside}</VOTABLE>`;
const PARAM = '<PARAM ID="Error" name="Error" datatype="char" arraysize="*" value="no such thing"/>';
const INFO = '<INFO ID="Error" name="Error" value="no such thing"/>';

describe("refusals are told in the service's words", () => {
  test.each<[string, string, { readonly type?: string; readonly status?: number }?]>([
    ["IRSA: INFO at the root, and an empty RESOURCE", plain(`${INFO}<RESOURCE/>`)],
    [
      "HEASARC: INFO in the RESOURCE, without an ID",
      plain('<RESOURCE><INFO name="Error" value="no such thing"/></RESOURCE>'),
    ],
    [
      "VizieR: one INFO among nine, and a warning behind",
      plain(
        `${Array.from({ length: 8 }, (_, index) => `<INFO ID="i${index}" name="i${index}" value="x"/>`).join("")}${INFO}<INFO name="Warning" value="old"/>`,
      ),
    ],
    ["MAST: PARAM in the RESOURCE", old(`<RESOURCE ID="error">${PARAM}</RESOURCE>`)],
    ["MAST: PARAM in DEFINITIONS", old(`<DEFINITIONS>${PARAM}</DEFINITIONS><RESOURCE/>`)],
    ["MAST: INFO at the root", old(`<DESCRIPTION>MAST</DESCRIPTION>${INFO}`)],
    ["MAST: INFO in the RESOURCE", old(`<RESOURCE>${INFO}</RESOURCE>`)],
    [
      "NED: QUERY_STATUS OK, and PARAM Error",
      plain(`<RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>${PARAM}</RESOURCE>`),
    ],
    [
      "NED: QUERY_STATUS as a PARAM",
      plain(
        '<RESOURCE type="results"><PARAM name="QUERY_STATUS" datatype="char" arraysize="*" value="ERROR"><DESCRIPTION>no such thing</DESCRIPTION></PARAM></RESOURCE>',
      ),
    ],
    ["IRSA's nph: INFO ERROR with text, and no RESOURCE", plain('<INFO name="ERROR">"no such thing"</INFO>')],
    [
      "an ERROR with rows",
      plain(
        `<RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such thing</INFO><TABLE>${FIELDS}<DATA><TABLEDATA>${ROW}</TABLEDATA></DATA></TABLE></RESOURCE>`,
      ),
    ],
    [
      "Data Lab: status 200, CRLF",
      plain(
        '\r\n<RESOURCE type="results">\r\n<INFO name="QUERY_STATUS" value="ERROR">no such thing</INFO>\r\n</RESOURCE>\r\n',
      ),
    ],
    [
      "GAVO: status 500, a stylesheet, no XML declaration",
      '<?xml-stylesheet href="/x.xsl" type="text/xsl"?><VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such thing</INFO></RESOURCE></VOTABLE>',
      { status: 500 },
    ],
    ["text", "no such thing", { status: 400, type: "text/plain" }],
    ["JSON", '{"error":{"message":"no such thing"}}', { status: 400, type: "application/json" }],
  ])("%s", async (_, body, how = {}) => {
    const { scs } = await answering(body, how);
    await expect(scs.search(CONE)).rejects.toMatchObject({
      code: expect.stringMatching(/^DAL_(QUERY_ERROR|HTTP)$/),
      failure: { serviceMessage: expect.stringContaining("no such thing") },
    });
  });

  test("one without words is an error that says something", async () => {
    const { scs } = await answering(plain('<RESOURCE><INFO name="QUERY_STATUS" value="ERROR"/></RESOURCE>'));
    await expect(scs.search(CONE)).rejects.toThrow(/reported an error without a message/);
  });

  test("a web page is none (IRSA's old services)", async () => {
    const { scs } = await answering("<html><body>moved</body></html>", { type: "text/html" });
    await expect(scs.search(CONE)).rejects.toMatchObject({ code: "DAL_FORMAT" });
  });

  test("VizieR: a document that breaks off, with status 200", async () => {
    const { scs } = await answering(document(FIELDS, ROW).slice(0, -60));
    const read = scs.search(CONE).then((result) => result.summary);
    await expect(read).rejects.toMatchObject({ code: "DAL_FORMAT" });
  });
});

describe("answers are read for what they are", () => {
  const rowsOf = async (body: string | Uint8Array, type?: string) => {
    const { scs } = await answering(body, type === undefined ? {} : { type });
    const result = await scs.search(CONE);
    const records: unknown[] = [];
    for await (const { row: _, ...record } of result.records()) records.push(record);
    return { records, summary: await result.summary };
  };
  const A = { id: "a", raDeg: 10.01, decDeg: 20, separationDeg: expect.closeTo(0.009397, 5) };

  test("a column that is called Error is a column", async () => {
    const fields = `${FIELDS}<FIELD name="Error" datatype="float"/>`;
    const { records } = await rowsOf(document(fields, ROW.replace("</TR>", "<TD>0.5</TD></TR>")));
    expect(records).toEqual([A]);
  });

  test("MAST, IRSA: VOTable 1.0 with a document type and UCD1", async () => {
    const fields = FIELDS.replace("meta.id;meta.main", "ID_MAIN")
      .replace("pos.eq.ra;meta.main", "POS_EQ_RA_MAIN")
      .replace("pos.eq.dec;meta.main", "POS_EQ_DEC_MAIN");
    const table = `<RESOURCE><TABLE>${fields}<DATA><TABLEDATA>${ROW}</TABLEDATA></DATA></TABLE></RESOURCE>`;
    expect((await rowsOf(old(table))).records).toEqual([A]);
    expect((await rowsOf(old(table).replace('version="1.0">', 'version="v1.0">'))).records).toEqual([A]);
  });

  test("IRSA's nph: words for nulls in numbers are errors, or nulls where that is allowed", async () => {
    const fields = `${FIELDS}<FIELD name="flux" datatype="double"/>`;
    const rows = ["null", "-", "1.5"].map((flux) => `<TR><TD>a</TD><TD>10</TD><TD>20</TD><TD>${flux}</TD></TR>`);
    const { scs } = await answering(document(fields, rows.join("")));
    await expect(scs.search(CONE).then((result) => result.summary)).rejects.toMatchObject({ code: "DAL_FORMAT" });
    const lenient = await scs.search(CONE, { lenient: true });
    const fluxes: unknown[] = [];
    for await (const { flux } of lenient.rows()) fluxes.push(flux);
    expect(fluxes).toEqual([null, null, 1.5]);
    expect((await lenient.summary).diagnostics).not.toEqual([]);
  });

  test("VizieR: OVERFLOW behind the table, NaN as null, signs and zeros before numbers, hidden columns", async () => {
    const fields = `${FIELDS.replace('arraysize="*"', 'arraysize="12*"')}<FIELD name="e" datatype="float" type="hidden"><VALUES null="NaN"/></FIELD>`;
    const row = "<TR><TD>a</TD><TD>010.010</TD><TD>+20.0</TD><TD>NaN</TD></TR>";
    const { records, summary } = await rowsOf(document(fields, row, '<INFO name="QUERY_STATUS" value="OVERFLOW"/>'));
    expect(records).toEqual([A]);
    expect(summary).toMatchObject({ status: "OVERFLOW", rows: 1 });
  });

  test("NED: QUERY_STATUS twice, and none at all", async () => {
    const table = `<TABLE>${FIELDS}<DATA><TABLEDATA>${ROW}</TABLEDATA></DATA></TABLE>`;
    const info = '<INFO name="QUERY_STATUS" value="OK"/>';
    expect((await rowsOf(plain(`<RESOURCE>${info}${info}${table}</RESOURCE>`))).records).toEqual([A]);
    expect(await rowsOf(plain(`<RESOURCE>${table}</RESOURCE>`))).toMatchObject({
      records: [A],
      summary: { status: "OK" },
    });
  });

  test("the Gaia archive: a compressed body that nobody announces", async () => {
    expect((await rowsOf(gzipSync(document(FIELDS, ROW)), "application/x-votable+xml")).records).toEqual([A]);
  });

  test("UCD-less services are known by the names of their columns", async () => {
    const bare = FIELDS.replace(/ ucd="[^"]*"/g, "")
      .replace('name="ra"', 'name="RAJ2000"')
      .replace('name="dec"', 'name="DEJ2000"');
    expect((await rowsOf(document(bare, ROW))).records).toEqual([A]);
  });
});

describe("base URLs are as registries have them", () => {
  test.each([
    ["HEASARC", "?showoffsets&table=numaster&", "/scs?showoffsets&table=numaster&RA=10&DEC=20&SR=0.1"],
    ["IRSA", "?table=fp_psc", "/scs?table=fp_psc&RA=10&DEC=20&SR=0.1"],
    ["MAST's GSC", "?CAT=GSC23&", "/scs?CAT=GSC23&RA=10&DEC=20&SR=0.1"],
    ["a list of astroquery's", "?a=1&amp;b=2&amp;", "/scs?a=1&b=2&RA=10&DEC=20&SR=0.1"],
    ["one that has a radius already", "?SR=1&VERB=2", "/scs?VERB=2&RA=10&DEC=20&SR=0.1"],
  ])("%s", async (_, base, asked) => {
    const { service, scs } = await answering(document(FIELDS, ROW), { base });
    await (await scs.search(CONE)).summary;
    expect(service.received.map(({ url }) => url)).toEqual([asked]);
  });
});
