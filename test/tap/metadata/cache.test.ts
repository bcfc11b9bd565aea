import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNodeTransport } from "@armillary/dali/node";
import { loadServiceMetadata, type MetadataCache } from "@armillary/tap";
import { createFileCache } from "@armillary/tap/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { answer } from "../../support/faults.ts";
import type { Answer } from "../../support/faulty-service.ts";
import { faultyService } from "../../support/faulty-service.ts";
import { tapService } from "../../support/tap-service/index.ts";
import { starTable } from "../../support/tap-service/tables.ts";

const XML = { "Content-Type": "text/xml" };
const tableset = (name: string): string =>
  `<tableset><schema><name>s</name><table><name>s.${name}</name><column><name>a</name><dataType>INTEGER</dataType></column></table></schema></tableset>`;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "armillary-cache-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function transport() {
  const made = createNodeTransport({ retry: { retries: 0 } });
  onTestFinished(() => made.close());
  return made;
}

/** A list of tables that says how old it is, and answers 304 to whoever has it. */
const validated =
  (name: string, etag: string): Answer =>
  (call) =>
    call.request.headers["if-none-match"] === etag
      ? answer(304)(call)
      : answer(200, tableset(name), { ...XML, ETag: etag, "Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT" })(call);

describe("what is kept", () => {
  test("is taken without a question while it is fresh, and columns that come later are kept too", async () => {
    const tables = Array.from({ length: 60 }, (_, index) => starTable(1, `s.t${index}`));
    const server = await tapService({ tables });
    const options = { transport: transport(), cache: createFileCache(folder()) };
    const first = await loadServiceMetadata(server.url, { ...options, adql: "SELECT * FROM s.t1" });
    expect(first.description.origin).toBe("service");
    const asked = server.received.length;
    const second = await loadServiceMetadata(server.url, { ...options, adql: "SELECT * FROM s.t1" });
    expect(second.description.origin).toBe("cache");
    expect(second.metadata).toEqual(first.metadata);
    expect(server.received).toHaveLength(asked);
    await loadServiceMetadata(server.url, { ...options, adql: "SELECT * FROM s.t2" });
    expect(server.received).toHaveLength(asked + 1);
    const fourth = await loadServiceMetadata(server.url, { ...options, adql: "SELECT * FROM s.t1 JOIN s.t2 ON 1=1" });
    expect(server.received).toHaveLength(asked + 1);
    const known = fourth.metadata.tables?.filter(({ columns }) => columns.length > 0).map(({ name }) => name);
    expect(known).toEqual(["s.t1", "s.t2"]);
  });

  test("is asked about when it is old, and kept on where the service says that it holds", async () => {
    const server = await faultyService();
    server.on("/tap/tables", validated("one", '"v1"'));
    const options = { transport: transport(), cache: createFileCache(folder()), maxAgeMs: 0 };
    const url = `${server.origin}/tap`;
    const first = await loadServiceMetadata(url, options);
    const second = await loadServiceMetadata(url, options);
    expect(second.metadata).toEqual(first.metadata);
    expect(server.received.filter(({ url: path }) => path.startsWith("/tap/tables")).at(-1)?.headers).toMatchObject({
      "if-none-match": '"v1"',
      "if-modified-since": "Sun, 22 Nov 2026 10:00:00 GMT",
    });
    server.on("/tap/tables", validated("two", '"v2"'));
    const third = await loadServiceMetadata(url, options);
    expect(third.metadata.tables).toMatchObject([{ name: "s.two", columns: [{ name: "a" }] }]);
  });

  test("is better than nothing where the service does not answer, and that is said", async () => {
    const server = await faultyService();
    server.on("/tap/tables", answer(200, tableset("one"), XML), answer(503, "closed"));
    const options = { transport: transport(), cache: createFileCache(folder()), maxAgeMs: 0 };
    const url = `${server.origin}/tap`;
    const first = await loadServiceMetadata(url, options);
    const { metadata, description } = await loadServiceMetadata(url, options);
    expect(metadata).toEqual(first.metadata);
    expect(description.origin).toBe("stale cache");
    expect(description.problems).toEqual([expect.stringMatching(/did not answer, this is as of 20\d\d-/)]);
    server.on("/tap/tables", answer(401, "log in"));
    await expect(loadServiceMetadata(url, options)).rejects.toMatchObject({ code: "DAL_AUTH" });
  });

  test.each<[what: string, text: (good: string) => string]>([
    ["nothing", () => ""],
    ["half of it", (good) => good.slice(0, good.length / 2)],
    ["another version", (good) => good.replace('"version":1', '"version":2')],
    ["another service", (good) => good.replace('"url":"', '"url":"x')],
    ["tables without names", (good) => good.replace('"name":"s.one"', '"name":null')],
    ["columns that are none", (good) => good.replace(/"columns":\[\{.*?\}\]/, '"columns":[3]')],
    ["no date", (good) => good.replace(/"fetchedAt":"[^"]*"/, '"fetchedAt":"today"')],
    ["a date to come", (good) => good.replace(/"fetchedAt":"[^"]*"/, '"fetchedAt":"2999-01-01T00:00:00Z"')],
    ["something else", () => "[]"],
  ])("%s in a file is no cache", async (_, text) => {
    const server = await faultyService();
    server.on("/tap/tables", answer(200, tableset("one"), XML));
    const place = folder();
    const options = { transport: transport(), cache: createFileCache(place) };
    const { metadata } = await loadServiceMetadata(`${server.origin}/tap`, options);
    const [file = ""] = readdirSync(place);
    const good = readFileSync(join(place, file), "utf8");
    expect(text(good)).not.toBe(good);
    writeFileSync(join(place, file), text(good));
    const again = await loadServiceMetadata(`${server.origin}/tap`, options);
    expect(again.description.origin).toBe("service");
    expect(again.metadata).toEqual(metadata);
    expect(JSON.parse(readFileSync(join(place, file), "utf8"))).toMatchObject({
      version: 1,
      tables: { loaded: "all" },
    });
  });

  test("is no reason to fail where it cannot be kept, or read", async () => {
    const server = await faultyService();
    server.on("/tap/tables", answer(200, tableset("one"), XML));
    const broken: MetadataCache = {
      get: () => Promise.reject(new Error("EACCES: get")),
      put: () => Promise.reject(new Error("EROFS: put")),
    };
    const { description } = await loadServiceMetadata(`${server.origin}/tap`, {
      transport: transport(),
      cache: broken,
    });
    expect(description.problems).toEqual([
      expect.stringContaining("EACCES: get"),
      expect.stringContaining("EROFS: put"),
    ]);
  });
});

describe("createFileCache", () => {
  test("has one file a key, with a name that a person knows and no path leads out of", async () => {
    const place = join(folder(), "deep", "er");
    const cache = createFileCache(place);
    const keys = ["https://a.example/tap", "https://a.example/TAP", "https://a.example/../../etc/passwd", "..", ""];
    await Promise.all(keys.map((key) => cache.put(key, `text of ${key}`)));
    for (const key of keys) expect(await cache.get(key)).toBe(`text of ${key}`);
    const files = readdirSync(place);
    expect(files).toHaveLength(keys.length);
    expect(files.every((file) => /^[A-Za-z0-9.-]*-[0-9a-f]{12}\.json$/.test(file))).toBe(true);
    expect(files.some((file) => file.startsWith("a.example-tap-"))).toBe(true);
    expect(await cache.get("https://b.example/tap")).toBeUndefined();
  });

  test("is whole under many writers", async () => {
    const cache = createFileCache(folder());
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(100_000));
    await Promise.all(texts.map((text) => cache.put("key", text)));
    expect(texts).toContain(await cache.get("key"));
  });

  test("keeps no credentials of a URL", async () => {
    const server = await faultyService();
    server.on("/tap/tables", answer(200, tableset("one"), XML));
    const place = folder();
    const url = `${server.origin.replace("http://", "http://me:s3cret@")}/tap?token=s3cret`;
    await loadServiceMetadata(url, { transport: transport(), cache: createFileCache(place) });
    const [file = ""] = readdirSync(place);
    expect(file + readFileSync(join(place, file), "utf8")).not.toContain("s3cret");
  });
});
