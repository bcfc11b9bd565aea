import { searchTable } from "@armillary/dali/table";
import { findDescriptors, findRowLinks, linksUrlOf, openAccess } from "@armillary/datalink";
import { describe, expect, test } from "vitest";
import * as faults from "../support/faults.ts";
import { type Answer, faultyService } from "../support/faulty-service.ts";
import { descriptorXml, fileOf, linksAnswer, linksDocument, openTransport, xmlAnswer } from "./documents.ts";

// What an access_url leads to, and how rows of any table lead to links.

const TABLE =
  '<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4"><RESOURCE type="results"><TABLE>' +
  '<FIELD name="ID" datatype="int"/><FIELD name="access_url" datatype="char" arraysize="*"/><FIELD name="flux" datatype="double"/>' +
  "<DATA><TABLEDATA><TR><TD>1</TD><TD>https://a.test/x</TD><TD>2.5</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";

const asXml: Answer = linksAnswer({ rows: [fileOf("a")] }, "text/xml");

describe("an access_url leads to", () => {
  test.each<[what: string, answer: Answer, kind: string]>([
    ["links, by media type", linksAnswer({ rows: [fileOf("a")] }), "links"],
    ["links, by their columns", asXml, "links"],
    ["links, by their INFO", linksAnswer({ rows: [fileOf("a")], version: "1.1" }, "text/xml"), "links"],
    ["links, gzipped", faults.gzipUndeclared, "table"],
    ["a table with some of the columns", xmlAnswer(TABLE), "table"],
    [
      "FITS",
      faults.answer(200, "SIMPLE  =                    T", {
        "Content-Type": "application/x-votable+xml;content=datalink",
      }),
      "file",
    ],
    ["an image", faults.answer(200, "\x89PNG\r\n", { "Content-Type": "image/png" }), "file"],
    ["a web page", faults.htmlIn200, "file"],
    ["CSV", faults.answer(200, "a,b\n1,2\n", { "Content-Type": "text/csv" }), "file"],
  ])("%s", async (_, answer, kind) => {
    const server = await faultyService();
    const opened = await openAccess(openTransport(), server.on("/x", answer));
    expect(opened.kind).toBe(kind);
    if (opened.kind === "file") {
      expect(opened.isPage).toBe(answer === faults.htmlIn200);
      expect((await opened.response.bytes()).length).toBeGreaterThan(5);
    }
    if (opened.kind === "table") await opened.table.close();
  });

  test("links, with what belongs to them", async () => {
    const server = await faultyService();
    const rows = [
      { ...fileOf("a"), access_url: "a.fits" },
      { ID: "a", service_def: "svc", semantics: "#proc" },
    ];
    const url = server.on("/dl/links", xmlAnswer(linksDocument({ rows, services: descriptorXml({ id: "svc" }) })));
    const opened = await openAccess(openTransport(), url);
    expect(opened).toMatchObject({
      kind: "links",
      links: [{ id: "a", accessUrl: `${server.origin}/dl/a.fits` }, { descriptor: { ID: "svc" } }],
      descriptors: [{ ID: "svc" }],
    });
  });

  test("a table, with its rows", async () => {
    const server = await faultyService();
    const opened = await openAccess(openTransport(), server.on("/x", xmlAnswer(TABLE)));
    if (opened.kind !== "table") throw new Error("it is none");
    for await (const batch of opened.table.batches()) expect(batch.rows).toBe(1);
    expect((await opened.table.summary).status).toBe("OK");
  });

  test.each<[what: string, answer: Answer, code: string]>([
    ["an error document", faults.errorIn200, "DAL_QUERY_ERROR"],
    ["nothing", faults.answer(204), "DAL_QUERY_ERROR"],
    ["404", faults.answer(404), "DAL_NOT_FOUND"],
  ])("%s, which is an error", async (_, answer, code) => {
    const server = await faultyService();
    await expect(openAccess(openTransport(), server.on("/x", answer))).rejects.toMatchObject({ code });
  });
});

describe("rows lead to links", () => {
  const results = (fields: string, services = ""): string =>
    `<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.4"><RESOURCE type="results"><TABLE>${fields}` +
    `<DATA><TABLEDATA/></DATA></TABLE></RESOURCE>${services}</VOTABLE>`;
  const text = (name: string, attributes = ""): string =>
    `<FIELD name="${name}" datatype="char" arraysize="*" ${attributes}/>`;

  async function rowLinks(xml: string) {
    const server = await faultyService();
    const result = await searchTable(openTransport(), { url: server.on("/x", xmlAnswer(xml)), parameters: [] });
    await result.summary;
    return findRowLinks(
      result.fields,
      result.document === undefined ? [] : findDescriptors(result.document, result.url),
    );
  }

  test("by a links service of their document", async () => {
    const services =
      descriptorXml({ standardId: "ivo://ivoa.net/std/SODA#sync-1.0" }) +
      descriptorXml({
        standardId: "ivo://ivoa.net/std/DataLink#links-1.0",
        accessUrl: "https://a.test/links",
        inputs:
          '<PARAM name="ID" datatype="char" arraysize="*" ref="did" value=""/><PARAM name="mode" datatype="char" arraysize="*" value="all"/>',
      });
    const found = await rowLinks(results(text("pub_did", 'ID="did"') + text("title"), services));
    expect(found).toEqual({
      service: { url: "https://a.test/links?mode=all", idKey: "pub_did" },
      publisherDidKey: "pub_did",
    });
  });

  test.each<[what: string, fields: string, expected: object]>([
    [
      "ObsCore",
      text("did", 'utype="obscore:Curation.PublisherDID"') +
        text("url", 'utype="obscore:Access.Reference"') +
        text("fmt", 'utype="obscore:Access.Format"'),
      { accessUrlKey: "url", accessFormatKey: "fmt", publisherDidKey: "did" },
    ],
    [
      "SIA 1",
      text("u", 'ucd="VOX:Image_AccessReference"') + text("f", 'ucd="VOX:Image_Format"'),
      { accessUrlKey: "u", accessFormatKey: "f" },
    ],
    [
      "names alone",
      text("access_url") + text("access_format") + text("obs_publisher_did"),
      { accessUrlKey: "access_url", accessFormatKey: "access_format", publisherDidKey: "obs_publisher_did" },
    ],
    ["nothing", text("title"), {}],
  ])("by the columns of %s", async (_, fields, expected) => expect(await rowLinks(results(fields))).toEqual(expected));

  test("where access_format says so", () => {
    const keys = { accessUrlKey: "u", accessFormatKey: "f" };
    expect(linksUrlOf({ u: "https://a.test/x", f: "application/x-votable+xml; content=datalink" }, keys)).toBe(
      "https://a.test/x",
    );
    expect(linksUrlOf({ u: "https://a.test/x", f: "image/fits" }, keys)).toBeUndefined();
    expect(linksUrlOf({ u: null, f: "application/x-votable+xml;content=datalink" }, keys)).toBeUndefined();
    expect(linksUrlOf({}, {})).toBeUndefined();
  });
});
