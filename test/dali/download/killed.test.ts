import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DownloadSummary } from "@armillary/dali/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../../support/bundle.ts";
import { contentOf, fileServer, sha256Of } from "../../support/file-server.ts";
import { newFolder, readManifest, sumsIn } from "./running.ts";

// What only a process of its own shows: that it can be killed at any moment.

let programs: string;

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), "armillary-child-"));
  await writeFile(join(programs, "package.json"), '{"type":"module"}');
  for (const [name, code] of await bundle("test/dali/download/child.ts", "node"))
    await writeFile(join(programs, name), code);
});
afterAll(() => rm(programs, { recursive: true }));

function start(folder: string, list: string, flags: readonly string[] = []): ChildProcess {
  const command = [...flags, join(programs, "entry.js"), folder, list];
  return spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
}

async function summaryOf(child: ChildProcess): Promise<DownloadSummary & { readonly peakMb: number }> {
  let text = "";
  for await (const chunk of child.stdout ?? []) text += String(chunk);
  return JSON.parse(text) as DownloadSummary & { readonly peakMb: number };
}

test("killed twice in the middle, a download ends complete, and what was complete is not asked for again", async () => {
  const server = await fileServer();
  const list: string[] = [];
  for (let at = 0; at < 1500; at++) {
    const path = `/f${at}.fits`;
    server.files.set(path, { content: contentOf(path, at % 100 === 50 ? 6_000_000 : 200 + ((at * 37) % 4000)) });
    list.push(server.origin + path);
  }
  const folder = await newFolder();
  const listing = join(programs, "list.txt");
  await writeFile(listing, list.join("\n"));

  for (const kills of [400, 900]) {
    const child = start(folder, listing);
    const ended = once(child, "exit");
    let asked = [...server.hits.values()].reduce((sum, { gets }) => sum + gets, 0);
    server.onRequest = () => {
      if (++asked === kills) child.kill("SIGKILL");
    };
    expect(await ended).toEqual([null, "SIGKILL"]);
  }
  server.onRequest = () => undefined;
  const before = (await readManifest(folder))
    .filter(({ status }) => status === "complete")
    .map(({ path = "" }) => path);
  const gets = new Map(before.map((path) => [path, server.hits.get(`/${path}`)?.gets]));
  expect(before.length).toBeGreaterThan(300);

  const summary = await summaryOf(start(folder, listing));
  expect(summary).toMatchObject({ files: 1500, completeFiles: 1500, failedFiles: 0 });
  expect(summary.presentFiles).toBe(new Set(before).size);
  expect(await sumsIn(folder)).toEqual(
    Object.fromEntries(
      [...server.files].map(([path, { content }]) => [path.slice(1), sha256Of(content)] as const).sort(),
    ),
  );
  for (const [path, count] of gets) expect(server.hits.get(`/${path}`)?.gets, path).toBe(count);
  // Those that were under way when it was killed, eight at a time, were asked for again; no other.
  const all = [...server.hits.values()].reduce((sum, hits) => sum + hits.gets, 0);
  expect(all).toBeLessThanOrEqual(1500 + 2 * 8);
});

test("many small files take no more memory than few", async () => {
  const server = await fileServer();
  const content = contentOf("small", 2000);
  const peaks: number[] = [];
  // V8 lets its youngest objects take the more room the longer a process is busy: 100 MB under Node 24, where some 15 MB are in use.
  const flags = ["--max-semi-space-size=1"];
  for (const count of [1000, 5000]) {
    const paths = Array.from({ length: count }, (_, at) => `/${count}-${at}.fits`);
    for (const path of paths) server.files.set(path, { content });
    const listing = join(programs, `${count}.txt`);
    await writeFile(listing, paths.map((path) => server.origin + path).join("\n"));
    const { completeFiles, peakMb } = await summaryOf(start(await newFolder(), listing, flags));
    expect(completeFiles).toBe(count);
    peaks.push(peakMb);
  }
  const [few = 0, many = 0] = peaks;
  expect(many).toBeLessThan(few + 60);
});
