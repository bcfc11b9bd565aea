import { openVotable, type Summary } from "@armillary/votable";
import { describe, expect, test } from "vitest";
import { bytesOf, gather } from "./byte-sources.ts";
import { INT, integers, table } from "./documents.ts";

// How services say how a query ended; every shape they are known to use, in documents of our own.

const root = (inside: string, version = "1.4") =>
  `<?xml version="1.0"?><VOTABLE version="${version}" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">${inside}</VOTABLE>`;
const results = (inside: string) => root(`<RESOURCE type="results">${inside}</RESOURCE>`);
const status = (value: string, words = "") => `<INFO name="QUERY_STATUS" value="${value}">${words}</INFO>`;

async function summaryOf(xml: string): Promise<Summary> {
  return await (await openVotable(bytesOf(xml))).summary;
}

describe("error documents", () => {
  test.each<[string, string, string]>([
    ["1: QUERY_STATUS in the results", results(status("ERROR", "\n  Column <![CDATA[<foo>]]> not found &amp; such\n ")), "Column <foo> not found & such"],
    ["1: in small letters, with blanks", results('<INFO name=" query_status " value=" error ">no</INFO>'), "no"],
    ["1: the reason in the value", results(status("ERROR: out of disk")), "ERROR: out of disk"],
    ["2: a PARAM, the message in its DESCRIPTION", results('<PARAM name="QUERY_STATUS" datatype="char" arraysize="*" value="ERROR"><DESCRIPTION>Bad radius</DESCRIPTION></PARAM>'), "Bad radius"],
    ["3: an INFO with ID and name Error in the root, and an empty RESOURCE", root('<INFO ID="Error" name="Error" value="Radius too large"/><RESOURCE/>'), "Radius too large"],
    ["4: an INFO of the RESOURCE called Error", root('<RESOURCE type="results"><INFO name="Error" value="Bad position"/></RESOURCE>'), "Bad position"],
    ["5: one among nine, a warning behind it", root(`${[1, 2, 3, 4].map((n) => `<INFO name="i${n}" value="${n}"/>`).join("")}<INFO ID="Error" name="Error" value="no such catalogue"/>${[5, 6, 7].map((n) => `<INFO name="i${n}" value="${n}"/>`).join("")}<INFO ID="Warning" name="Warning" value="truncated"/>`), "no such catalogue"],
    ["6: a PARAM of the RESOURCE, VOTable 1.0 with a document type", '<?xml version="1.0"?>\n<!DOCTYPE VOTABLE SYSTEM "http://us-vo.org/xml/VOTable.dtd">\n<VOTABLE version="1.0"><RESOURCE type="results"><PARAM ID="Error" name="Error" datatype="char" arraysize="*" value="Invalid SR"/></RESOURCE></VOTABLE>', "Invalid SR"],
    ["6: a PARAM of the DEFINITIONS", '<VOTABLE version="1.0"><DEFINITIONS><PARAM ID="Error" name="error" datatype="char" arraysize="*" value="Invalid DEC"/></DEFINITIONS></VOTABLE>', "Invalid DEC"],
    ["6: an INFO of the root", '<VOTABLE version="1.0"><INFO ID="Error" name="what" value="Invalid RA"/></VOTABLE>', "Invalid RA"],
    ["7: OK, and a PARAM called Error", root(`<RESOURCE type="results">${status("OK")}<PARAM name="Error" value="Object not found"/></RESOURCE>`), "Object not found"],
    ["8: an INFO called ERROR with quoted text, no RESOURCE", root('<INFO name="ERROR" value="">"Server too busy"</INFO>'), "Server too busy"],
    ["9: ERROR and a table with rows", results(status("ERROR", "timed out") + integers([1, 2])), "timed out"],
    ["11: line ends of two characters, a database's own words", results(status("ERROR", 'ERROR:  relation "x" does not exist\r\nLINE 1: SELECT *')).replaceAll("><", ">\r\n<"), 'ERROR:  relation "x" does not exist\nLINE 1: SELECT *'],
    ["12: a style sheet and no XML declaration", `<?xml-stylesheet href="/static/v.xsl" type="text/xsl"?>${results(status("ERROR", "Query timed out"))}`.replace('<?xml version="1.0"?>', ""), "Query timed out"],
    ["an error of the TABLE", results(`<TABLE>${INT}<DATA><TABLEDATA/></DATA>${status("ERROR", "lost connection")}</TABLE>`), "lost connection"],
    ["an error of a RESOURCE inside", results(`<RESOURCE>${status("ERROR", "deep")}</RESOURCE>`), "deep"],
    ["a word in the value and more in the text", root('<INFO name="Error" value="DefaultFault">Unknown column</INFO>'), "DefaultFault: Unknown column"],
    ["the same words twice", root('<INFO name="Error" value="Unknown column">Unknown column</INFO>'), "Unknown column"],
  ])("%s", async (_name, xml, message) => {
    expect(await summaryOf(xml)).toMatchObject({ status: "ERROR", message, complete: true });
  }); // biome-ignore format: a table

  test.each([
    ["QUERY_STATUS", results(status("ERROR"))],
    ["QUERY_STATUS of blanks", results(status("ERROR", " \n"))],
    ["an INFO called Error", root('<INFO name="Error" value=""/>')],
    ["a PARAM called Error", results('<PARAM name="Error" datatype="char" arraysize="*" value=""/>')],
  ])("%s without a word is an error with words all the same", async (_name, xml) => {
    const { status: found, message } = await summaryOf(xml);
    expect(found).toBe("ERROR");
    expect(message?.trim()).toMatch(/\w/);
  });
});

describe("answers that are not VOTables", () => {
  test.each<[string, string, string, string | undefined]>([
    ["10: JSON", '{"error":"Invalid query: column \\"foo\\""}', "VOT_NOT_VOTABLE", 'Invalid query: column \\"foo\\"'],
    ["13: plain text", "Query parse error at line 1", "VOT_NOT_VOTABLE", "Query parse error at line 1"],
    ["14: an HTML page", "<!DOCTYPE html>\n<html><head><style>p{}</style></head><body><h1>502</h1> Bad <b>Gateway</b></body></html>", "VOT_NOT_VOTABLE", "502 Bad Gateway"],
    ["14: HTML that is no XML", "<html lang=en><head><title>Error</title><body><p>Not found<br>Go away", "VOT_NOT_VOTABLE", "Not found Go away"],
    ["14: HTML behind a comment", "<!-- proxy --><HTML><BODY bgcolor=white>Denied</BODY></HTML>", "VOT_NOT_VOTABLE", "Denied"],
    ["another XML document", '<?xml version="1.0"?><ServiceException>No such layer</ServiceException>', "VOT_NOT_VOTABLE", "No such layer"],
    ["a UWS job", '<uws:job xmlns:uws="x"><uws:phase>ERROR</uws:phase></uws:job>', "VOT_NOT_VOTABLE", "ERROR"],
    ["the wrong case", "<votable/>", "VOT_NOT_VOTABLE", undefined],
    ["nothing", "", "VOT_EMPTY", undefined],
    ["white space", " \r\n\t ", "VOT_EMPTY", undefined],
    ["a message before the document", `Warning: mysql_connect()\n${results("")}`, "VOT_SYNTAX", undefined],
  ])("%s", async (_name, text, code, words) => {
    const expected = { code, ...(words === undefined ? {} : { place: { serviceMessage: expect.stringContaining(words) } }) };
    await expect(openVotable(bytesOf(text))).rejects.toMatchObject(expected);
  }); // biome-ignore format: a table

  test("what another document says does not depend on how it is cut", async () => {
    const xml = `<!DOCTYPE report [<!-- ${"x".repeat(9000)} -->]><report><p>Maintenance</p> until noon</report>`;
    for (const bytes of [1, 7, 1000, 5000, 10_000]) {
      await expect(openVotable(gather(bytesOf(xml), bytes))).rejects.toMatchObject({
        message: 'This is an XML document whose root is <report>, not a VOTable. It says: "Maintenance until noon"',
      });
    }
  });

  test.each([
    ["HTML", "<html><body><p>Maintenance until noon</p></body></html>"],
    ["XHTML", '<?xml version="1.0"?><x:html xmlns:x="http://www.w3.org/1999/xhtml"/>'],
  ])("%s that is XML is called a page as well", async (_name, text) => {
    await expect(openVotable(bytesOf(text))).rejects.toMatchObject({
      message: expect.stringContaining("an HTML page"),
    });
  });

  test.each([
    ["an image", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
    ["a zip file", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0)],
  ])("%s is not shown to anyone", async (_name, bytes) => {
    const failure = await openVotable(bytes).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "VOT_NOT_VOTABLE", message: expect.stringContaining("binary data") });
    expect(failure).not.toHaveProperty("place.serviceMessage");
  });
});

describe("a service that fails late", () => {
  const second = results(status("ERROR", "Connection to the database was lost"));
  test.each<[string, string]>([
    ["inside the rows", `${results(integers([1, 2])).split("</TABLEDATA>")[0]}<TR><TD>${second}`],
    ["between rows", `${results(integers([1, 2])).split("</TABLEDATA>")[0]}${second}`],
    ["before the table", root("<RESOURCE>").replace("</VOTABLE>", second)],
    ["behind the table", results(integers([1])).replace("</RESOURCE>", second)],
    [
      "inside a stream",
      results(table({ fields: INT, data: '<BINARY><STREAM encoding="base64">AAAA' })).split("</DATA>")[0] + second,
    ],
    ["behind the end", results(integers([1])) + second],
  ])("%s: its second document gives the reason", async (_name, xml) => {
    const failure = await openVotable(bytesOf(xml))
      .then((reader) => reader.summary)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "VOT_SYNTAX",
      message: expect.stringContaining("Connection to the database was lost"),
      place: { line: 1, column: xml.lastIndexOf("<?xml") + 1, serviceMessage: "Connection to the database was lost" },
    });
  });

  test("rows before it are given", async () => {
    const reader = await openVotable(bytesOf(`${results(integers([1, 2])).split("</TABLEDATA>")[0]}<TR><TD>${second}`));
    let rows = 0;
    const read = async () => {
      for await (const batch of reader.table?.batches() ?? []) rows += batch.rows;
    };
    await expect(read()).rejects.toMatchObject({ place: { serviceMessage: "Connection to the database was lost" } });
    expect(rows).toBe(2);
  });

  test.each([["<a/>"], ["<VOTABLE"], [results(status("OK"))]])(
    "a second document without a reason leaves the fault as it is: %s",
    async (rest) => {
      const xml = results("").replace("</RESOURCE>", `<?xml version="1.0"?>${rest}`);
      const failure = await openVotable(bytesOf(xml)).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "VOT_SYNTAX", message: expect.stringContaining("XML declaration") });
      expect(failure).not.toHaveProperty("place.serviceMessage");
    },
  );
});

describe("QUERY_STATUS", () => {
  const rows = integers([1]);
  test.each<[string, string, Partial<Summary>]>([
    ["nothing said", results(rows), { status: "OK" }],
    ["OK before the table", results(status("OK") + rows), { status: "OK" }],
    ["OK with words", results(status("OK", "fine") + rows), { status: "OK", message: "fine" }],
    ["OVERFLOW behind the table counts, whatever was said before", results(status("OK") + rows + status("OVERFLOW", "limit 1")), { status: "OVERFLOW", message: "limit 1" }],
    ["ERROR behind the table", results(status("OK") + rows + status("ERROR", "died")), { status: "ERROR", message: "died" }],
    ["the last of one element", results(status("OVERFLOW") + status("OK")), { status: "OK" }],
    ["OVERFLOW with its reason in the value", results(rows + status("OVERFLOW: limit of 2000 rows")), { status: "OVERFLOW" }],
    ["OVERFLOW inside the TABLE, OK before it", results(status("OK") + rows.replace("</TABLE>", `${status("OVERFLOW")}</TABLE>`)), { status: "OVERFLOW" }],
    ["the worst of two results", root(`<RESOURCE>${status("ERROR", "no")}</RESOURCE><RESOURCE>${status("OK")}</RESOURCE>`), { status: "ERROR", message: "no" }],
    ["said by the root alone", root(`${status("OVERFLOW")}<RESOURCE>${rows}</RESOURCE>`), { status: "OVERFLOW" }],
    ["a value that nobody knows", results(status("MAYBE") + rows), { status: "OK" }],
    ["a FIELD called Error", results('<TABLE><FIELD name="Error" ID="Error" datatype="float"/><DATA><TABLEDATA/></DATA></TABLE>'), { status: "OK" }],
    ["a number called error", results(`<PARAM name="error" datatype="float" unit="mag" value="0.02"/>${rows}`), { status: "OK" }],
    ["an INFO about errors", results(`<INFO name="errors" value="3"/>${rows}`), { status: "OK" }],
  ])("%s", async (_name, xml, expected) => {
    const { status: found, message } = await summaryOf(xml);
    expect({ status: found, ...(message === undefined ? {} : { message }) }).toEqual(expected);
  }); // biome-ignore format: a table
});
