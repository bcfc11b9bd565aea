import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { isMastError, itemsOfProducts, openBundle, type ProductFile, placeOf, surveyProducts } from "@armillary/mast";
import { downloadProducts, planProducts } from "@armillary/mast/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newFolder, readManifest, sumsIn } from "../../dali/download/running.ts";
import { awake } from "../../support/awake.ts";
import { contentOf, sha256Of } from "../../support/file-server.ts";
import { openBench } from "./downloading.ts";

const PI = "token-of-the-pi";
const READER = "token-of-nobody-special";

describe("places", () => {
  const product: ProductFile = {
    uri: "mast:JWST/product/jw1_i2d.fits",
    fileName: "jw1_i2d.fits",
    collection: "JWST",
    observationId: "jw1",
  };
  test.each([
    ["MAST's own", product, "mastDownload/JWST/jw1/jw1_i2d.fits"],
    ["by the URI alone", { uri: product.uri }, "mastDownload/JWST/jw1_i2d.fits"],
    ["an observation with a slash", { ...product, observationId: "a/../b" }, "mastDownload/JWST/a_.._b/jw1_i2d.fits"],
    ["a file that would climb out", { ...product, fileName: "../../etc/passwd" }, "mastDownload/JWST/jw1/passwd"],
    ["no name at all", { uri: "https://example.org/" }, "mastDownload/example.org"],
    ["of nothing", { uri: "" }, "mastDownload/product"],
  ])("%s", (_name, given, place) => {
    expect(placeOf(given, "mast")).toBe(place);
    expect(placeOf(given, "flat")).toBe(place.split("/").at(-1));
  });

  test("whatever a list says, a place has four parts at most, and none leads out", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (uri, fileName, collection, observationId) => {
        const parts = placeOf({ uri, fileName, collection, observationId }, "mast").split("/");
        expect(parts.length).toBeLessThanOrEqual(4);
        for (const part of parts) expect(part).not.toMatch(/^\.*$|[\\\0]/);
      }),
    );
  });
});

describe("addresses", () => {
  const at = { baseUrl: "https://mast.stsci.edu" };
  test.each([
    [
      "mast:HST/product/a b.fits",
      undefined,
      "https://mast.stsci.edu/api/v0.1/Download/file?uri=mast:HST/product/a%20b.fits",
    ],
    [
      "mast:X/y&uri=mast:Z#q",
      undefined,
      "https://mast.stsci.edu/api/v0.1/Download/file?uri=mast:X/y%26uri%3Dmast:Z%23q",
    ],
    ["s3://stpubdata/jwst/public/a+b.fits", undefined, "https://stpubdata.s3.amazonaws.com/jwst/public/a%2Bb.fits"],
    ["s3://evil.example/@x/y", undefined, "https://evil.example.s3.amazonaws.com/%40x/y"],
    ["s3://a@b/c", undefined, ""],
    ["https://example.org/x.fits", undefined, "https://example.org/x.fits"],
    [
      "Z14Z0104T/z14z0104t_shf.fits",
      "HST",
      "https://mast.stsci.edu/search/hst/api/v0.1/retrieve_product?product_name=Z14Z0104T/z14z0104t_shf.fits",
    ],
    ["Z14Z0104T/z14z0104t_shf.fits", "classy", ""],
    ["Z14Z0104T/z14z0104t_shf.fits", undefined, ""],
    ["file:///etc/passwd", undefined, ""],
    ["", "hst", ""],
  ])("%s", async (uri, mission, url) => {
    const urls: string[] = [];
    for await (const item of itemsOfProducts([{ uri }], at, mission === undefined ? {} : { mission }))
      urls.push(item.url);
    expect(urls).toEqual([url]);
  });
});

describe("a list of products", () => {
  test("is counted, its duplicates found, and what is exclusive told apart by asking one file a programme", async () => {
    const bench = await openBench();
    const open = Array.from({ length: 5 }, (_, at) => bench.hold(`mast:JWST/product/p${at}.fits`, { bytes: 100 + at }));
    const ours = Array.from({ length: 4 }, (_, at) =>
      bench.hold(`mast:JWST/product/e${at}.fits`, { bytes: 10, exclusiveTo: "1345" }),
    );
    const theirs = Array.from({ length: 3 }, (_, at) =>
      bench.hold(`mast:JWST/product/x${at}.fits`, { bytes: 20, exclusiveTo: "2731" }),
    );
    const list = [...open, ...ours, ...theirs, ...open.map((row) => ({ ...row, observationId: "o2" }))];
    const expected = { products: 17, duplicates: 5, files: 12, bytes: 510 + 40 + 60, unknownSizes: 0 };

    for (const [token, mine, others] of [
      [undefined, "MAST_TOKEN_MISSING", "MAST_TOKEN_MISSING"],
      [READER, "MAST_NO_ACCESS", "MAST_NO_ACCESS"],
      [PI, undefined, "MAST_NO_ACCESS"],
    ] as const) {
      bench.archive.settings.downloads.hits.clear();
      const survey = await surveyProducts(list, bench.session(token));
      expect(survey).toMatchObject(expected);
      expect(
        survey.exclusive.map(({ programme, files, bytes, isOpen, refusal }) => [
          programme,
          files,
          bytes,
          isOpen,
          refusal?.code,
        ]),
      ).toEqual([
        ["1345", 4, 40, mine === undefined, mine],
        ["2731", 3, 60, false, others],
      ]);
      expect([...bench.archive.settings.downloads.hits.values()].map(({ heads, gets }) => [heads, gets])).toEqual([
        [1, 0],
        [1, 0],
      ]);
    }
  });

  test.each([401, 403] as const)(
    "HTTP %i to a known user is a right that is wanting, not a token",
    async (refusalOfKnown) => {
      const bench = await openBench({ refusalOfKnown });
      const row = bench.hold("mast:JWST/product/x.fits", { bytes: 10, exclusiveTo: "2731" });
      const { exclusive } = await surveyProducts([row], bench.session(PI));
      expect(exclusive[0]?.refusal?.code).toBe("MAST_NO_ACCESS");
    },
  );

  test("is not looked at by a token that nobody takes: nothing is fetched as nobody", async () => {
    const bench = await openBench();
    const row = bench.hold("mast:JWST/product/p.fits", { bytes: 10 });
    const folder = await newFolder();
    for (const token of ["token-that-expired", "mistyped"]) {
      const session = bench.session(token);
      for (const work of [() => surveyProducts([row], session), () => downloadProducts([row], { session, folder })]) {
        const failure = await work().catch((thrown: unknown) => thrown);
        expect(isMastError(failure) && failure.code).toBe("MAST_TOKEN_REFUSED");
      }
    }
    expect(bench.archive.settings.downloads.hits.size).toBe(0);
  });

  test("is told by a server that fails that it does not know: those files are asked for", async () => {
    const bench = await openBench();
    const row = bench.hold("mast:JWST/product/x.fits", { bytes: 10, exclusiveTo: "2731" });
    bench.archive.on("/api/v0.1/Download/file", ({ response }) => void response.writeHead(500).end());
    const { exclusive, access } = await surveyProducts([row], bench.session());
    expect(exclusive).toEqual([{ programme: "2731", files: 1, bytes: 10 }]);
    expect(access.refusalOf(row)).toBeUndefined();
  });
});

describe("a download", () => {
  test("puts each file once into MAST's own folders, and its rights into the manifest", async () => {
    const bench = await openBench();
    const session = bench.session(PI);
    const rows = [
      bench.hold("mast:JWST/product/p.fits", { bytes: 5000 }),
      bench.hold("mast:JWST/product/p.fits", { bytes: 5000 }, { observationId: "o2" }),
      bench.hold("mast:JWST/product/e.fits", { bytes: 300, exclusiveTo: "1345" }),
      bench.hold("mast:JWST/product/x.fits", { bytes: 300, exclusiveTo: "2731" }),
    ];
    const folder = await newFolder();
    const { access } = await surveyProducts(rows, session);
    expect(await planProducts(rows, { session, folder, access })).toMatchObject({
      files: 2,
      missingFiles: 2,
      missingBytes: 5300,
    });
    const summary = await downloadProducts(rows, { session, folder, access });
    expect(summary).toMatchObject({ files: 3, completeFiles: 2, skippedFiles: 1, failedFiles: 0, bytes: 5300 });
    expect(await sumsIn(folder)).toEqual({
      "mastDownload/JWST/o1/e.fits": sha256Of(contentOf("mast:JWST/product/e.fits", 300)),
      "mastDownload/JWST/o1/p.fits": sha256Of(contentOf("mast:JWST/product/p.fits", 5000)),
    });
    const lines = (await readManifest(folder)).map((line) => [
      line.url.split("/").at(-1),
      line.status,
      line.about?.["dataRights"],
      "error" in line && line.error.code,
    ]);
    expect(lines.sort()).toEqual([
      ["e.fits", "complete", "EXCLUSIVE_ACCESS", false],
      ["p.fits", "complete", "PUBLIC", false],
      ["x.fits", "skipped", "EXCLUSIVE_ACCESS", "MAST_NO_ACCESS"],
    ]);
  });

  test("holds lengths against the list, unless they are not to be believed", async () => {
    const bench = await openBench();
    const session = bench.session();
    const rows = [bench.hold("mast:JWST/product/p.fits", { bytes: 500 }, { bytes: 499 })];
    const folder = await newFolder();
    const outcomes: string[] = [];
    await downloadProducts(rows, {
      session,
      folder,
      onFile: (one) => void outcomes.push(one.status === "complete" ? "" : one.error.code),
    });
    const summary = await downloadProducts(rows, { session, folder, isSizeExact: false });
    expect([outcomes, summary.completeFiles]).toEqual([["DOWNLOAD_SIZE"], 1]);
  });

  test("says of a file that is refused on the way what is wanting", async () => {
    const bench = await openBench();
    const row = bench.hold("mast:JWST/product/x.fits", { bytes: 500, exclusiveTo: "2731" }, { rights: "PUBLIC" });
    for (const [token, words] of [
      [undefined, /give a token/],
      [PI, /no right to these data/],
    ] as const) {
      const folder = await newFolder();
      await downloadProducts([row], { session: bench.session(token), folder });
      const [line] = await readManifest(folder);
      expect(line).toMatchObject({
        status: "failed",
        error: { code: "DAL_AUTH", message: expect.stringMatching(words) },
      });
    }
  });

  test("waits where MAST says that it is asked too much", async () => {
    const bench = await openBench({ throttleEvery: 3, throttleStatus: 429 });
    const rows = Array.from({ length: 30 }, (_, at) => bench.hold(`mast:JWST/product/${at}.fits`, { bytes: 100 }));
    const summary = await downloadProducts(rows, { session: bench.session(), folder: await newFolder() });
    expect(summary).toMatchObject({ completeFiles: 30, failedFiles: 0 });
  });
});

describe("copies in the cloud", () => {
  test("are taken where they are as they should be, and MAST's files elsewhere", async () => {
    const bench = await openBench();
    const rows = (["same", "missing", "older", "broken", undefined] as const).map((cloud) =>
      bench.hold(`mast:JWST/product/${cloud ?? "none"}.fits`, {
        bytes: 3000,
        ...(cloud === undefined ? {} : { cloud }),
      }),
    );
    const own = bench.hold("mast:JWST/product/own.fits", { bytes: 70, exclusiveTo: "1345", cloud: "same" });
    const folder = await newFolder();
    const summary = await downloadProducts([...rows, own], {
      session: bench.session(PI),
      folder,
      cloud: true,
      layout: "flat",
    });
    expect(summary).toMatchObject({ completeFiles: 6, failedFiles: 0, cloud: { fromCloud: 1, fromMast: 4 } });
    const expected = [...rows, own].map(({ uri, bytes = 0 }) => [
      uri.split("/").at(-1),
      sha256Of(contentOf(uri, bytes)),
    ]);
    expect(await sumsIn(folder)).toEqual(Object.fromEntries(expected.sort()));
    const asked = [...bench.archive.settings.downloads.hits].map(([uri, { cloud, gets }]) => [
      uri.split("/").at(-1),
      cloud,
      gets,
    ]);
    expect(asked.sort()).toEqual([
      ["broken.fits", 2, 1],
      ["missing.fits", 1, 1],
      ["none.fits", 0, 1],
      ["older.fits", 1, 1],
      ["own.fits", 0, 1],
      ["same.fits", 1, 0],
    ]);
    // Where each file came from changes nothing of what it is: without the cloud there is nothing more to do.
    const again = await downloadProducts([...rows, own], { session: bench.session(PI), folder, layout: "flat" });
    expect(again).toMatchObject({ completeFiles: 6, presentFiles: 6 });
  });

  test("are asked for by forty at a time", async () => {
    const bench = await openBench();
    const rows = Array.from({ length: 130 }, (_, at) =>
      bench.hold(`mast:JWST/product/${at}.fits`, { bytes: 50, cloud: "same" }),
    );
    const summary = await downloadProducts(rows, { session: bench.session(), folder: await newFolder(), cloud: true });
    expect(summary.cloud).toEqual({ fromCloud: 130, fromMast: 0 });
    const lookups = bench.archive.received.filter(({ url }) => url.includes("path_lookup"));
    expect(lookups.length).toBeLessThanOrEqual(130 / 40 + 4);
  });

  test("are given up where nobody tells of them", async () => {
    const bench = await openBench();
    const rows = Array.from({ length: 300 }, (_, at) =>
      bench.hold(`mast:JWST/product/${at}.fits`, { bytes: 50, cloud: "same" }),
    );
    bench.archive.on("/api/v0.1/path_lookup/", ({ response }) => void response.writeHead(400).end("no"));
    const summary = await downloadProducts(rows, { session: bench.session(), folder: await newFolder(), cloud: true });
    expect(summary).toMatchObject({ completeFiles: 300, cloud: { fromCloud: 0, fromMast: 300 } });
    expect(bench.archive.received.filter(({ url }) => url.includes("path_lookup")).length).toBeLessThanOrEqual(8);
  });
});

describe("a bundle", () => {
  test("is one archive of all files, each once", async () => {
    const bench = await openBench();
    const uris = ["a", "b"].map((name) => bench.hold(`mast:JWST/product/${name}.fits`, { bytes: 700 }).uri);
    const chunks: Uint8Array[] = [];
    for await (const chunk of await openBundle(bench.session(), [...uris, ...uris], { format: "tar.gz" }))
      chunks.push(chunk);
    const tar = gunzipSync(Buffer.concat(chunks));
    expect(tar.length).toBe(2 * (512 + 1024) + 1024);
    expect(tar.indexOf(contentOf(uris[1] ?? "", 700))).toBe(512 + 1024 + 512);
  });

  test.each([
    ["a page in its place", [200, "<html>Sorry</html>"], "DAL_FORMAT"],
    ["nothing in its place", [200, ""], "DAL_FORMAT"],
    ["a refusal", [401, "no"], "MAST_TOKEN_MISSING"],
  ] as const)("%s is no bundle", async (_name, [status, body], code) => {
    const bench = await openBench();
    bench.archive.on("/api/v0.1/Download/bundle.zip", ({ response }) => void response.writeHead(status).end(body));
    await expect(openBundle(bench.session(), ["mast:X/y"], { format: "zip" })).rejects.toMatchObject({ code });
  });

  test.each([[[]], [["https://example.org/x"]]])("%j cannot be bundled", async (uris) => {
    const bench = await openBench();
    await expect(openBundle(bench.session(), uris, { format: "sh" })).rejects.toMatchObject({ code: "DAL_USAGE" });
    expect(bench.archive.received).toEqual([]);
  });
});

test("a file that was begun elsewhere is gone on with at MAST", async () => {
  const bench = await openBench();
  const row = bench.hold("mast:JWST/product/big.fits", { bytes: 4_000_000, cloud: "same" });
  const folder = await newFolder();
  let isCut = false;
  bench.archive.on("/api/v0.1/Download/file", async ({ response, socket, request }) => {
    const content = contentOf(row.uri, 4_000_000);
    const etag = '"of-mast"';
    const start = Number(/\d+/.exec(request.headers.range ?? "0")?.[0]);
    const head = { "Accept-Ranges": "bytes", ETag: etag, "Content-Length": 4_000_000 - start };
    if (start > 0) {
      response.writeHead(206, { ...head, "Content-Range": `bytes ${start}-3999999/4000000` });
      return void response.end(content.subarray(start));
    }
    isCut = true;
    response.writeHead(200, head);
    response.write(content.subarray(0, 2_500_000), () => void awake(50).then(() => socket.destroy()));
  });
  const first = await downloadProducts([row], { session: bench.session(), folder, retries: 0 });
  expect([isCut, first.failedFiles]).toEqual([true, 1]);
  const second = await downloadProducts([row], { session: bench.session(), folder, cloud: true });
  expect(second).toMatchObject({ completeFiles: 1, cloud: { fromCloud: 0, fromMast: 1 } });
  expect(second.receivedBytes).toBeLessThan(4_000_000);
  expect(sha256Of(await readFile(join(folder, "mastDownload/JWST/o1/big.fits")))).toBe(
    sha256Of(contentOf(row.uri, 4_000_000)),
  );
});
