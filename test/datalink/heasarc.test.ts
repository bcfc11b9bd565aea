import { matchesSemantics } from "@armillary/datalink";
import { expect, test } from "vitest";
import { fileOf, linksAnswer, linksIn, linksService } from "./documents.ts";

// HEASARC's links, which keep to DataLink in their own way.

const BASE = "https://heasarc.gsfc.nasa.gov/xamin/vo/datalink/swiftmastr";
const OBS = "https://heasarc.gsfc.nasa.gov/xamin/jsp/products.jsp#swift.obs";
const FOLDER = "https://heasarc.gsfc.nasa.gov/FTP/swift/data/obs/00/8//80002092003/";

test.each([
  ["then: of type directory", { content_type: "directory", semantics: OBS }],
  ["now: a web page", { content_type: "text/html", semantics: OBS }],
  ["by its address alone", { content_type: "text/html", semantics: "#auxiliary" }],
])("HEASARC: the folder of an observation, %s", async (_, cells) => {
  const { service } = await linksService(linksAnswer({ rows: [{ ID: "17", access_url: FOLDER, ...cells }] }), BASE);
  const [link] = await linksIn(await service.links("17"));
  // The doubled slash is as it was.
  expect(link).toMatchObject({ isDirectory: true, accessUrl: FOLDER });
});

test("HEASARC: a file below /FTP/ is no folder, and a page of another archive neither", async () => {
  const file = {
    ID: "17",
    access_url: `${FOLDER}xrt/sw80002092003.img.gz`,
    semantics: "#preview",
    content_type: "image/fits",
  };
  const { service } = await linksService(linksAnswer({ rows: [file] }), BASE);
  expect(await linksIn(await service.links("17"))).toMatchObject([{ isDirectory: false }]);
  const other = await linksService(linksAnswer({ rows: [{ ...file, access_url: FOLDER, content_type: "text/html" }] }));
  expect(await linksIn(await other.service.links("17"))).toMatchObject([{ isDirectory: false }]);
});

test("HEASARC: private semantics are kept, and matched by their ends", async () => {
  const rows = [OBS, `${OBS}.xrt`, "#this"].map((semantics) => ({ ...fileOf("17"), semantics }));
  const { service } = await linksService(linksAnswer({ rows }), BASE);
  const result = await service.links("17", { semantics: "#swift.obs" });
  expect((await linksIn(result)).map(({ semantics }) => semantics)).toEqual([OBS]);
  expect(matchesSemantics(OBS, "#nustar.obs")).toBe(false);
});

test("HEASARC: sizes are not looked up, and many IDs go by POST", async () => {
  const { server, service } = await linksService(linksAnswer({ rows: [fileOf("1")] }), BASE);
  await linksIn(await service.links("1"));
  const many = Array.from({ length: 50 }, (_, index) => `ivo://nasa.heasarc/swiftmastr?${index}`);
  await (await service.links(many)).close();
  expect(server.received.slice(0, 2)).toMatchObject([
    { method: "GET", url: "/links?ID=1&sizefiles=false" },
    { method: "POST", body: expect.stringContaining("sizefiles=false") },
  ]);
});

test("HEASARC: nested links, whose base has an id", async () => {
  const nested = {
    ID: "17",
    access_url: "https://heasarc.gsfc.nasa.gov/xamin/vo/datalink/swiftmastr/more?id=ivo://nasa.heasarc/swiftmastr?17",
    semantics: OBS,
    content_type: "application/x-votable+xml;content=datalink",
  };
  const { server, service } = await linksService(linksAnswer({ rows: [nested] }), BASE);
  server.on("/links/more", linksAnswer({ rows: [fileOf("x")] }));
  const links = await linksIn(await service.links("17", { follow: true }));
  expect(links.map(({ id, depth }) => [id, depth])).toEqual([
    ["17", 0],
    ["17", 1],
  ]);
  expect(server.received[1]?.url).toBe("/links/more?id=ivo://nasa.heasarc/swiftmastr?17");
});

test("HEASARC: no links, or a row that says so, are data that are not public", async () => {
  const empty = await linksService(linksAnswer({}), BASE);
  const none = await empty.service.links("17");
  expect(await linksIn(none)).toEqual([]);
  expect((await none.summary).outcomes).toEqual([{ id: "17", status: "NONE", links: 0, errors: [] }]);
  expect(empty.service.facts?.noLinksMean?.value).toMatch(/not public/);
  const said = await linksService(linksAnswer({ rows: [{ ID: "17", error_message: "No public data" }] }), BASE);
  const result = await said.service.links("17");
  await linksIn(result);
  expect((await result.summary).outcomes).toMatchObject([{ status: "ERROR", errors: ["No public data"] }]);
});
