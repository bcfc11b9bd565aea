import { appendFile, mkdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { Deadline } from "@armillary/dali";
import { type DownloadItem, DownloadProgress } from "@armillary/dali/download";
import { MANIFEST_NAME } from "@armillary/dali/node";
import { describe, expect, test } from "vitest";
import { awake } from "../../support/awake.ts";
import { contentOf, type FileServer, fileServer, sha256Of } from "../../support/file-server.ts";
import { download, fateOf, newFolder, pathsIn, readManifest, sumsIn } from "./running.ts";

/** So many files at the server, and what to ask for. */
function serve(server: FileServer, count: number, bytesOf: (at: number) => number): DownloadItem[] {
  return Array.from({ length: count }, (_, at) => {
    const path = `/data/file${at}.fits`;
    server.files.set(path, { content: contentOf(path, bytesOf(at)) });
    return { url: server.origin + path };
  });
}

function sumsAt(server: FileServer): Record<string, string> {
  const sums = [...server.files].map(([path, { content }]) => [path.split("/").at(-1), sha256Of(content)] as const);
  return Object.fromEntries(sums.sort());
}

test("fetches files, notes them, and leaves nothing else", async () => {
  const server = await fileServer();
  const items = serve(server, 5, (at) => at * 1000);
  const folder = await newFolder();
  const { summary } = await download(folder, items);
  expect(await sumsIn(folder)).toEqual(sumsAt(server));
  expect(summary).toMatchObject({ files: 5, completeFiles: 5, presentFiles: 0, failedFiles: 0, bytes: 10_000 });
  const lines = await readManifest(folder);
  expect(lines.map(({ status }) => status)).toEqual(Array(5).fill("complete"));
  const third = lines.find(({ path }) => path === "file2.fits");
  expect(third).toEqual({
    url: `${server.origin}/data/file2.fits`,
    path: "file2.fits",
    status: "complete",
    bytes: 2000,
    sha256: sumsAt(server)["file2.fits"],
    etag: expect.stringMatching(/^"/),
    time: expect.stringMatching(/^\d{4}-.*Z$/),
  });
});

test("300 files from a server that is killed and started again in the middle come whole, each to the bit", async () => {
  const server = await fileServer();
  const items = serve(server, 300, (at) => 1000 + ((at * 7919) % 60_000) + (at % 50 === 0 ? 3_000_000 : 0));
  const folder = await newFolder();
  let asked = 0;
  let outages = 0;
  const restart = async (): Promise<void> => {
    outages++;
    await server.kill();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.start();
  };
  const restarts: Promise<void>[] = [];
  server.onRequest = () => {
    if (++asked === 100 || asked === 220) restarts.push(restart());
  };
  const { summary } = await download(folder, items);
  await Promise.all(restarts);
  expect(outages).toBe(2);
  expect(summary).toMatchObject({ files: 300, completeFiles: 300, failedFiles: 0 });
  expect(await sumsIn(folder)).toEqual(sumsAt(server));
});

test("a second run asks for what is missing alone", async () => {
  const server = await fileServer();
  const items = serve(server, 10, () => 5000);
  const folder = await newFolder();
  await download(folder, items);
  await rm(join(folder, "file3.fits"));
  await truncate(join(folder, "file4.fits"), 100);
  server.hits.clear();
  const { summary } = await download(folder, items);
  expect(summary).toMatchObject({ completeFiles: 10, presentFiles: 8 });
  expect([...server.hits.keys()].sort()).toEqual(["/data/file3.fits", "/data/file4.fits"]);
  expect(await sumsIn(folder)).toEqual(sumsAt(server));
});

test("a changed byte is found by verify, and by nothing less", async () => {
  const server = await fileServer();
  const items = serve(server, 3, () => 5000);
  const folder = await newFolder();
  await download(folder, items);
  await writeFile(join(folder, "file1.fits"), contentOf("another", 5000));
  expect((await download(folder, items)).summary.presentFiles).toBe(3);
  expect((await download(folder, items, { verify: true })).summary.presentFiles).toBe(2);
  expect(await sumsIn(folder)).toEqual(sumsAt(server));
});

test("overwrite fetches all anew", async () => {
  const server = await fileServer();
  const items = serve(server, 3, () => 5000);
  const folder = await newFolder();
  await download(folder, items);
  const { summary } = await download(folder, items, { existing: "overwrite" });
  expect(summary).toMatchObject({ completeFiles: 3, presentFiles: 0 });
  expect([...server.hits.values()].map(({ gets }) => gets)).toEqual([2, 2, 2]);
});

test("a file whose declared size or sum is another now is fetched anew", async () => {
  const server = await fileServer();
  const [item = { url: "" }] = serve(server, 1, () => 5000);
  const folder = await newFolder();
  await download(folder, [item]);
  const content = contentOf("reprocessed", 6000);
  server.files.set("/data/file0.fits", { content });
  expect((await download(folder, [item])).summary.presentFiles).toBe(1);
  const result = await download(folder, [{ ...item, bytes: 6000 }]);
  expect(fateOf(result)).toBe("complete");
  expect(await sumsIn(folder)).toEqual({ "file0.fits": sha256Of(content) });
});

describe("a file that is there and that the manifest does not know", () => {
  const cases = [
    ["is taken where its length is the server's", 5000, {}, "complete", 1],
    ["is left where it has another length", 4999, {}, "DOWNLOAD_EXISTS", 0],
    ["is replaced where that is asked for", 4999, { existing: "overwrite" as const }, "complete", 0],
  ] as const;
  test.each(cases)("%s", async (_name, bytes, options, fate, presentFiles) => {
    const server = await fileServer();
    const items = serve(server, 1, () => 5000);
    const folder = await newFolder();
    const content = contentOf(fate === "complete" && bytes === 5000 ? "/data/file0.fits" : "mine", bytes);
    await writeFile(join(folder, "file0.fits"), content);
    const result = await download(folder, items, options);
    expect(fateOf(result)).toBe(fate);
    expect(result.summary.presentFiles).toBe(presentFiles);
    if (fate !== "complete") expect(await readFile(join(folder, "file0.fits"))).toEqual(content);
  });

  test("is taken without a question where its path and size are declared", async () => {
    const server = await fileServer();
    const [item = { url: "" }] = serve(server, 1, () => 5000);
    const folder = await newFolder();
    await mkdir(join(folder, "a"));
    await writeFile(join(folder, "a/b.fits"), contentOf("/data/file0.fits", 5000));
    const result = await download(folder, [{ ...item, path: "a/b.fits", bytes: 5000 }]);
    expect([fateOf(result), result.summary.presentFiles, server.hits.size]).toEqual(["complete", 1, 0]);
    expect(await readManifest(folder)).toMatchObject([{ path: "a/b.fits", status: "complete", bytes: 5000 }]);
  });
});

describe("the manifest", () => {
  test("with a torn last line is read, and gone on with", async () => {
    const server = await fileServer();
    const items = serve(server, 4, () => 5000);
    const folder = await newFolder();
    await download(folder, items.slice(0, 2));
    await appendFile(join(folder, MANIFEST_NAME), '{"url":"http://127.0.0.1/x","path":"x","status":"comp');
    server.hits.clear();
    const { summary } = await download(folder, items);
    expect(summary).toMatchObject({ completeFiles: 4, presentFiles: 2 });
    expect(server.hits.size).toBe(2);
    expect((await readManifest(folder)).map(({ status }) => status)).toEqual(Array(4).fill("complete"));
  });

  test("torn at any byte is readable, and loses at most one file", async () => {
    const server = await fileServer();
    const items = serve(server, 3, () => 500);
    const folder = await newFolder();
    await download(folder, items);
    const whole = await readFile(join(folder, MANIFEST_NAME));
    for (let cut = whole.length - 1; cut >= 0; cut -= 37) {
      await writeFile(join(folder, MANIFEST_NAME), whole.subarray(0, cut));
      const { summary } = await download(folder, items);
      expect(summary, `cut at ${cut}`).toMatchObject({ completeFiles: 3, presentFiles: 3 });
    }
  });

  test("that is something else is not touched", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "table.csv"), "a,b\n1,2\n");
    const running = download(folder, [], { manifest: join(folder, "table.csv") });
    await expect(running).rejects.toMatchObject({ code: "DOWNLOAD_MANIFEST" });
    expect(await readFile(join(folder, "table.csv"), "utf8")).toBe("a,b\n1,2\n");
  });

  test("that cannot be written ends the run, and says that the disk is full", async () => {
    const server = await fileServer();
    const running = download(
      await newFolder(),
      serve(server, 3, () => 500),
      { manifest: "/dev/full" },
    );
    await expect(running).rejects.toMatchObject({ code: "DOWNLOAD_SPACE" });
  });

  test("holds no secret, and tells files apart that differ in one alone", async () => {
    const server = await fileServer();
    server.files.set("/a.fits", { content: contentOf("a", 100) });
    const folder = await newFolder();
    const urls = ["?token=first-secret", "?token=second-secret"].map((query) => ({
      url: `${server.origin}/a.fits${query}`,
    }));
    const { summary } = await download(folder, urls);
    expect(summary.completeFiles).toBe(2);
    expect(await readFile(join(folder, MANIFEST_NAME), "utf8")).not.toMatch(/secret/);
    expect((await download(folder, urls)).summary.presentFiles).toBe(2);
  });

  test("knows a signed URL that was signed anew by the path that was asked for", async () => {
    const server = await fileServer();
    server.files.set("/a.fits", { content: contentOf("a", 100) });
    const folder = await newFolder();
    const signed = (signature: string) => [
      { url: `${server.origin}/a.fits?X-Amz-Signature=${signature}`, path: "a.fits" },
    ];
    await download(folder, signed("one"));
    expect((await download(folder, signed("two"))).summary.presentFiles).toBe(1);
  });
});

describe("a second process", () => {
  test("is told that the folder is in use", async () => {
    const server = await fileServer();
    const folder = await newFolder();
    let second: Promise<unknown> | undefined;
    server.onRequest = () => {
      second ??= download(folder, []).catch((failure: unknown) => failure);
    };
    await download(
      folder,
      serve(server, 20, () => 5000),
    );
    expect(await second).toMatchObject({ code: "DOWNLOAD_LOCKED" });
    expect((await download(folder, [])).summary.files).toBe(0);
  });

  test.each([
    ["of a process that is gone", JSON.stringify({ host: "", pid: 2 ** 22 + 1, id: "x" }), true],
    ["of a number that is ours now", JSON.stringify({ host: "", pid: process.pid, id: "x" }), true],
    ["of another machine that was heard of just now", JSON.stringify({ host: "elsewhere", pid: 1, id: "x" }), false],
  ])("a lock %s", async (_name, text, isFree) => {
    const folder = await newFolder();
    await writeFile(join(folder, "armillary-download.lock"), text.replace('"host":""', `"host":"${hostname()}"`));
    const running = download(folder, []);
    if (isFree) expect((await running).summary.files).toBe(0);
    else await expect(running).rejects.toMatchObject({ code: "DOWNLOAD_LOCKED" });
  });
});

describe("symbolic links", () => {
  test("out of the folder are not followed, those within are", async () => {
    const server = await fileServer();
    const [item = { url: "" }] = serve(server, 1, () => 500);
    const [folder, outside] = [await newFolder(), await newFolder()];
    await mkdir(join(folder, "real"));
    await symlink(outside, join(folder, "out"));
    await symlink(join(folder, "real"), join(folder, "in"));
    await symlink(join(outside, "victim"), join(folder, "file.fits"));
    await symlink(join(outside, "victim"), join(folder, "begun.fits.part"));
    const paths = ["out/a.fits", "in/a.fits", "file.fits", "begun.fits"];
    const { outcomes } = await download(
      folder,
      paths.map((path) => ({ ...item, path })),
    );
    const fates = outcomes.map((outcome) => [
      outcome.item.path,
      outcome.status === "failed" ? outcome.error.code : "complete",
    ]);
    expect(Object.fromEntries(fates)).toEqual({
      "out/a.fits": "DOWNLOAD_PATH",
      "in/a.fits": "complete",
      "file.fits": "DOWNLOAD_PATH",
      "begun.fits": "DOWNLOAD_PATH",
    });
    expect(await pathsIn(outside)).toEqual([]);
  });
});

describe("one file that fails", () => {
  test("stops no other, and is tried again by the next run", async () => {
    const server = await fileServer();
    const items = serve(server, 10, () => 500);
    server.files.delete("/data/file4.fits");
    const folder = await newFolder();
    const { summary, outcomes } = await download(folder, [...items, { url: "ftp://example.org/x" }, { url: "" }]);
    expect(summary).toMatchObject({ files: 12, completeFiles: 9, failedFiles: 3 });
    const codes = outcomes.flatMap((outcome) => (outcome.status === "failed" ? [outcome.error.code] : []));
    expect(codes.sort()).toEqual(["DAL_NOT_FOUND", "DOWNLOAD_URL", "DOWNLOAD_URL"]);
    server.files.set("/data/file4.fits", { content: contentOf("/data/file4.fits", 500) });
    expect((await download(folder, items)).summary).toMatchObject({ completeFiles: 10, presentFiles: 9 });
  });

  test("one that is not to be asked for is noted with the reason, and what is known of it", async () => {
    const server = await fileServer();
    const [first, second, third] = serve(server, 3, () => 500);
    if (first === undefined || second === undefined || third === undefined) throw new Error("three were made");
    const folder = await newFolder();
    const skip = { code: "NOT_YOURS", message: "It is exclusive." };
    const about = { dataRights: "EXCLUSIVE_ACCESS" };
    await download(folder, [third]);
    const { summary, outcomes } = await download(folder, [
      { ...first, about, skip },
      { ...second, about },
      { ...third, skip },
    ]);
    // What came when it was still given out stays.
    expect(summary).toMatchObject({ files: 3, completeFiles: 2, presentFiles: 1, failedFiles: 0, skippedFiles: 1 });
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["complete", "complete", "skipped"]);
    expect(server.hits.size).toBe(2);
    expect((await readManifest(folder)).map(({ status, about: facts }) => [status, facts])).toEqual([
      ["complete", undefined],
      ["skipped", about],
      ["complete", about],
    ]);
    expect((await download(folder, [first])).summary).toMatchObject({ completeFiles: 1, skippedFiles: 0 });
  });

  test("for want of space stops no other", async () => {
    const server = await fileServer();
    const items = serve(server, 3, () => 500);
    const { summary, outcomes } = await download(await newFolder(), [
      { url: `${server.origin}/data/file0.fits?huge`, estimatedBytes: 2 ** 60 },
      ...items,
    ]);
    expect(summary).toMatchObject({ completeFiles: 4 });
    server.files.set("/huge", { content: Buffer.alloc(0), headers: { "Content-Length": String(2 ** 50) } });
    expect(outcomes).toHaveLength(4);
  });
});

test("an item that is listed twice is fetched once; one URL at two paths twice", async () => {
  const server = await fileServer();
  const [item = { url: "" }] = serve(server, 1, () => 500);
  const folder = await newFolder();
  const { summary } = await download(folder, [item, item, { ...item, path: "a.fits" }, { ...item, path: "b.fits" }]);
  expect(summary.files).toBe(3);
  expect(await pathsIn(folder)).toEqual(["a.fits", "b.fits", "file0.fits"]);
});

test("given up, it keeps what can be gone on with, and goes on", async () => {
  const server = await fileServer();
  const content = contentOf("large", 4_000_000);
  server.files.set("/large.fits", { content });
  const folder = await newFolder();
  const giveUp = new AbortController();
  const progress = new DownloadProgress();
  const timer = setInterval(() => {
    if (progress.receivedBytes > 0) giveUp.abort(new Error("enough"));
  });
  const items = [{ url: `${server.origin}/large.fits` }];
  const running = download(folder, items, { signal: giveUp.signal, progress });
  await expect(running).rejects.toMatchObject({ code: "DAL_ABORTED" });
  clearInterval(timer);
  expect(await pathsIn(folder)).toEqual(["large.fits.part"]);
  expect(progress.active.size).toBe(0);
  await download(folder, items);
  expect(server.hits.get("/large.fits")).toMatchObject({ parts: 1 });
  expect(await sumsIn(folder)).toEqual({ "large.fits": sha256Of(content) });
});

test("no more files of a host at a time than are allowed", async () => {
  const server = await fileServer();
  server.onRequest = () => awake(5);
  await download(
    await newFolder(),
    serve(server, 60, () => 20_000),
    { parallel: 6, perHost: 3 },
  );
  expect(server.mostAtOnce).toBe(3);
});

test("progress ends at what is there", async () => {
  const server = await fileServer();
  const items = serve(server, 8, (at) => 1000 * at);
  const folder = await newFolder();
  await download(folder, items.slice(0, 3));
  const progress = new DownloadProgress();
  await download(folder, [...items, { url: `${server.origin}/nothing` }], { progress });
  expect(progress).toMatchObject({
    files: 9,
    completeFiles: 8,
    presentFiles: 3,
    failedFiles: 1,
    bytes: 28_000,
    receivedBytes: 25_000,
  });
});

describe("a host that goes down for good", () => {
  async function dying(options: Parameters<typeof download>[2]): Promise<ReturnType<typeof download>> {
    const server = await fileServer();
    const items = serve(server, 60, () => 500);
    let asked = 0;
    server.onRequest = () => (++asked === 20 ? server.kill() : undefined);
    return download(await newFolder(), items, options, { retry: { retries: 0 } });
  }

  test("is waited for so long, then each of its files says so", async () => {
    const { summary, outcomes } = await dying({ outageMs: 600 });
    expect(summary.completeFiles).toBeGreaterThan(5);
    expect(summary.completeFiles + summary.failedFiles).toBe(60);
    const failed = outcomes.flatMap((outcome) => (outcome.status === "failed" ? [outcome] : []));
    expect(new Set(failed.map(({ error }) => error.code))).toEqual(new Set(["DAL_NETWORK"]));
    for (const { error, item } of failed) expect(error.message).toContain(item.url);
  });

  test("is waited for no longer than there is time for all of it", async () => {
    const startMs = performance.now();
    await expect(dying({ deadline: new Deadline(1500) })).rejects.toMatchObject({ code: "DAL_TIMEOUT" });
    expect(performance.now() - startMs).toBeLessThan(60_000);
  });
});
