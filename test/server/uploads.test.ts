import { once } from "node:events";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseJob } from "@armillary/dali";
import { convert } from "@armillary/formats";
import { expect, onTestFinished, test } from "vitest";
import { batchOf, bytesFrom, streamOf } from "../support/column-arbitraries.ts";
import { fileServer } from "../support/file-server.ts";
import { fieldOf } from "../support/tap-service/tables.ts";
import { HERE, openApp, readVotable } from "./open-app.ts";

const FIELDS = [fieldOf("id", "int"), fieldOf("word", "unicodeChar*")];
const ROWS = [
  [1, "one"],
  [2, null],
  [3, 'drei & "mehr"'],
];

async function table(serialization: "tabledata" | "binary2" = "tabledata"): Promise<Blob> {
  const stream = streamOf({ fields: FIELDS, batches: [batchOf(FIELDS, ROWS)] });
  return new Blob([await bytesFrom(convert(stream, "votable", { serialization }))]);
}

function form(words: Readonly<Record<string, string>>, files: Readonly<Record<string, Blob>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(words)) data.append(name, value);
  for (const [name, file] of Object.entries(files)) data.append(name, file, `${name}.vot`);
  return data;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "armillary-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const QUERY = "SELECT id, word FROM TAP_UPLOAD.mine ORDER BY id";

test.each(["tabledata", "binary2"] as const)(
  "a table in %s that is sent along can be asked, and is forgotten",
  async (serialization) => {
    const folder = await temporaryFolder();
    const { ask } = await openApp({ temporaryFolder: folder });
    const words = { QUERY, UPLOAD: "mine,param:part" };
    const answer = await ask("/tap/sync", form(words, { part: await table(serialization) }));
    expect(await readVotable(answer)).toEqual({ status: "OK", message: undefined, rows: ROWS });
    expect(filesIn(folder)).toEqual([]);
  },
);

test("a job keeps its tables until it is deleted, and tables add up", async () => {
  const folder = await temporaryFolder();
  const { ask } = await openApp({ temporaryFolder: folder });
  const made = await ask("/tap/async", form({ QUERY, UPLOAD: "other,param:a" }, { a: await table() }));
  const job = (made.headers.get("location") ?? "").replace(HERE, "");
  await ask(`${job}/parameters`, form({ UPLOAD: "mine,param:b" }, { b: await table() }));
  expect(filesIn(folder).length).toBe(2);
  await ask(`${job}/phase`, { PHASE: "RUN" });
  for (let waits = 0; waits < 3; waits++) await (await ask(`${job}?WAIT=60`)).text();
  expect(parseJob(await (await ask(job)).text()).phase).toBe("COMPLETED");
  expect((await readVotable(await ask(`${job}/results/result`))).rows).toEqual(ROWS);
  await ask(job, { ACTION: "DELETE" });
  expect(filesIn(folder)).toEqual([]);
});

test.each([
  ["that is none", { UPLOAD: "mine,param:part" }, { part: new Blob(["no table"]) }, 400, "mine"],
  ["without its part", { UPLOAD: "mine,param:other" }, { part: new Blob(["x"]) }, 400, 'no part "other"'],
  ["twice by one name", { UPLOAD: "mine,param:part;MINE,param:part" }, { part: new Blob(["x"]) }, 400, "Two tables"],
  ["that is too large", { UPLOAD: "mine,param:part" }, { part: new Blob(["x".repeat(20_000)]) }, 413, "10000 bytes"],
  [
    "with too many others",
    { UPLOAD: "mine,param:a" },
    { a: new Blob(["x"]), b: new Blob(["x"]), c: new Blob(["x"]) },
    413,
    "More than 2",
  ],
  [
    "with a query that is too long",
    { QUERY: `SELECT ${" ".repeat(3000)}` },
    { part: new Blob(["x"]) },
    413,
    "2000 bytes",
  ],
])("a table %s is refused, and nothing is left of it", async (_, words, files, status, message) => {
  const folder = await temporaryFolder();
  const limits = { maxUploadBytes: 10_000, maxUploads: 2, maxParameterBytes: 2000 };
  const { ask } = await openApp({ temporaryFolder: folder, limits });
  const answer = await ask(
    "/tap/sync",
    form({ QUERY, ...words } as Record<string, string>, files as unknown as Record<string, Blob>),
  );
  expect(answer.status).toBe(status);
  const read = await readVotable(answer);
  expect([read.status, read.message]).toEqual(["ERROR", expect.stringContaining(message)]);
  expect(filesIn(folder)).toEqual([]);
});

test.each([
  [
    "breaks off",
    '--x\r\nContent-Disposition: form-data; name="QUERY"\r\n\r\nSELECT',
    "multipart/form-data; boundary=x",
  ],
  ["has no boundary", "nothing", "multipart/form-data"],
])("a body that %s is refused", async (_, body, type) => {
  const { ask } = await openApp();
  const answer = await ask("/tap/sync", undefined, { method: "POST", body, headers: { "Content-Type": type } });
  expect(answer.status).toBe(400);
});

test.each([
  ["a service that takes none", "/scs/survey.stars"],
  ["a part of a job that takes none", "JOB/phase"],
  ["a job that is not there", "/tap/async/none/parameters"],
  ["a job that was refused", "/tap/async"],
])("tables that are sent to %s are not kept", async (_, place) => {
  const folder = await temporaryFolder();
  const { ask } = await openApp({ temporaryFolder: folder });
  const job = ((await ask("/tap/async", { QUERY })).headers.get("location") ?? "").replace(HERE, "");
  const answer = await ask(place.replace("JOB", job), form({ PHASE: "WALK", RA: "x" }, { a: await table() }));
  await answer.text();
  expect(filesIn(folder)).toEqual([]);
});

test("no word of a client becomes part of a file's name", async () => {
  const folder = await temporaryFolder();
  const { ask } = await openApp({ temporaryFolder: folder });
  const data = new FormData();
  data.append("QUERY", QUERY);
  data.append("UPLOAD", "mine,param:../../evil");
  data.append("../../evil", await table(), "../../../../tmp/evil.vot");
  await ask("/tap/async", data);
  expect(filesIn(folder)).toEqual(["0"]);
});

test("a table of the web is fetched, in the limits of those sent along", async () => {
  const folder = await temporaryFolder();
  const server = await fileServer();
  const content = Buffer.from(await (await table()).arrayBuffer());
  server.files.set("/mine.vot", { content });
  const { ask } = await openApp({
    temporaryFolder: folder,
    uploadUrls: "all",
    limits: { maxUploadBytes: content.length },
  });
  const asked = await ask("/tap/sync", { QUERY, UPLOAD: `mine,${server.origin}/mine.vot` });
  expect(await readVotable(asked)).toEqual({ status: "OK", message: undefined, rows: ROWS });
  server.files.set("/mine.vot", { content: Buffer.concat([content, Buffer.from(" ")]) });
  expect((await ask("/tap/sync", { QUERY, UPLOAD: `mine,${server.origin}/mine.vot` })).status).toBe(413);
  const missing = await readVotable(await ask("/tap/sync", { QUERY, UPLOAD: `mine,${server.origin}/none.vot` }));
  expect(missing.message).toContain("HTTP 404");
  expect(filesIn(folder)).toEqual([]);
});

test("a table that has moved is followed three times, and no further", async () => {
  const files = await fileServer();
  files.files.set("/mine.vot", { content: Buffer.from(await (await table()).arrayBuffer()) });
  const moved = createServer(({ url = "" }, answer) => {
    const left = Number(url.slice(1));
    answer.writeHead(302, { Location: left === 1 ? `${files.origin}/mine.vot` : `/${left - 1}` }).end();
  });
  await once(moved.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void moved.close());
  const { ask } = await openApp({ uploadUrls: "all" });
  const from = (count: number) => `mine,http://127.0.0.1:${(moved.address() as AddressInfo).port}/${count}`;
  expect((await readVotable(await ask("/tap/sync", { QUERY, UPLOAD: from(3) }))).rows).toEqual(ROWS);
  const lost = await ask("/tap/sync", { QUERY, UPLOAD: from(4) });
  expect([lost.status, (await readVotable(lost)).message]).toEqual([400, expect.stringContaining("HTTP 302")]);
});

test.each([
  "http://127.0.0.1:PORT/mine.vot",
  "http://localhost:PORT/mine.vot",
  "http://[::1]:PORT/mine.vot",
  "http://[::ffff:127.0.0.1]:PORT/mine.vot",
  "http://2130706433:PORT/mine.vot",
  "http://0x7f.1:PORT/mine.vot",
  "http://0:PORT/mine.vot",
  "http://169.254.169.254/latest/meta-data",
  "http://localhost.:PORT/mine.vot",
])("nothing of the server's own network is asked: %s", async (url) => {
  const server = await fileServer();
  server.files.set("/mine.vot", { content: Buffer.from(await (await table()).arrayBuffer()) });
  const { ask } = await openApp();
  const answer = await ask("/tap/sync", { QUERY, UPLOAD: `mine,${url.replace("PORT", new URL(server.origin).port)}` });
  expect(answer.status).toBe(400);
  expect((await readVotable(answer)).message).toContain("own network");
  expect(server.hits.size).toBe(0);
});
