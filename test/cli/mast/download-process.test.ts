import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readManifest, sumsIn } from "../../dali/download/running.ts";
import { contentOf, sha256Of } from "../../support/file-server.ts";
import { ARMILLARY, newFolder } from "../command.ts";
import { type MastWorld, newMastWorld, rewriteOf } from "./world.ts";

// What only a process of its own shows: that it can be killed at any moment. It runs what `npm run build` made.

/** Small files; ARMILLARY_MAST_FILES=20000 is the size that programmes have. */
const FILES = Number(process.env["ARMILLARY_MAST_FILES"] ?? 2000);
const AT_ONCE = 8;
const PLACE = "mastDownload/JWST/jw01345-o001/";

const bytesOf = (at: number): number => 100 + ((at * 37) % 4000);

async function bench(): Promise<{
  readonly world: MastWorld;
  readonly list: string;
  readonly dir: string;
  readonly sums: object;
}> {
  const [world, folder] = [await newMastWorld(), await newFolder()];
  const sums: [string, string][] = [];
  const rows = Array.from({ length: FILES }, (_, at) => {
    const name = `jw01345-o001_s${String(at).padStart(5, "0")}_x1d.fits`;
    const uri = `mast:JWST/product/${name}`;
    world.archive.settings.downloads.files.set(uri, {
      bytes: bytesOf(at),
      ...(at % 10 === 0 ? { exclusiveTo: "1345" } : {}),
    });
    sums.push([PLACE + name, sha256Of(contentOf(uri, bytesOf(at)))]);
    return `JWST,jw01345-o001,${uri},${name},${bytesOf(at)},1345,${at % 10 === 0 ? "EXCLUSIVE_ACCESS" : "PUBLIC"}`;
  });
  const list = join(folder, "products.csv");
  // Every tenth belongs to a second observation, too.
  const again = rows.filter((_, at) => at % 10 === 5).map((row) => row.replace("o001,", "o002,"));
  const head = "obs_collection,obs_id,dataURI,productFilename,size,proposal_id,dataRights";
  await writeFile(list, `${[head, ...rows, ...again].join("\n")}\n`);
  return { world, list, dir: join(folder, "data"), sums: Object.fromEntries(sums.sort()) };
}

function start({ archive, home }: MastWorld, list: string, dir: string): ChildProcess {
  const env = { ...process.env, ...home.env, ...rewriteOf(archive), MAST_API_TOKEN: "token-of-the-pi" };
  const args = ["mast", "download", list, "--dir", dir, "--parallel", String(AT_ONCE), "--json"];
  return spawn(process.execPath, [ARMILLARY, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}

/** Ends a process by a signal when MAST has been asked for so many files. */
function endAt({ archive }: MastWorld, child: ChildProcess, signal: NodeJS.Signals, files: number): void {
  const timer = setInterval(() => {
    if (archive.settings.downloads.hits.size < files) return;
    clearInterval(timer);
    child.kill(signal);
  }, 2);
  child.once("exit", () => clearInterval(timer));
}

async function textOf(stream: ChildProcess["stderr"]): Promise<string> {
  let text = "";
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

describe("a programme of many small files", () => {
  test(`killed twice in the middle, all ${FILES} end complete, each fetched with success once`, async () => {
    const { world, list, dir, sums } = await bench();
    const { hits } = world.archive.settings.downloads;
    for (const files of [Math.floor(FILES / 3), Math.floor((2 * FILES) / 3)]) {
      const child = start(world, list, dir);
      child.stdout?.resume();
      const [ended, stderr] = [once(child, "exit"), textOf(child.stderr)];
      endAt(world, child, "SIGKILL", files);
      expect(await ended, await stderr).toEqual([null, "SIGKILL"]);
    }
    const before = (await readManifest(dir)).filter(({ status }) => status === "complete").length;
    expect(before).toBeGreaterThan(FILES / 3);

    const child = start(world, list, dir);
    const [told, stderr] = [await textOf(child.stdout), await textOf(child.stderr)];
    expect(stderr).toBe("");
    const summary = JSON.parse(told) as Record<string, unknown>;
    expect(summary).toMatchObject({
      files: FILES,
      completeFiles: FILES,
      failedFiles: 0,
      skippedFiles: 0,
      presentFiles: before,
    });
    expect(await sumsIn(dir)).toEqual(sums);
    const complete = (await readManifest(dir)).filter(({ status }) => status === "complete");
    expect(new Set(complete.map(({ url }) => url)).size).toBe(complete.length);
    expect(complete).toHaveLength(FILES);
    // Those that were under way when it was killed went out again; no other.
    const wholes = [...hits.values()].map(({ whole }) => whole);
    expect(wholes.filter((whole) => whole > 1).length).toBeLessThanOrEqual(2 * AT_ONCE);
    expect(Math.min(...wholes)).toBe(1);
    const asked = [...hits.values()].reduce((sum, { gets }) => sum + gets, 0);
    expect(asked).toBeLessThanOrEqual(FILES + 2 * AT_ONCE);
  });

  test("interrupted says how to go on, and goes on", async () => {
    const { world, list, dir, sums } = await bench();
    const child = start(world, list, dir);
    child.stdout?.resume();
    const [ended, stderr] = [once(child, "exit"), textOf(child.stderr)];
    endAt(world, child, "SIGINT", 300);
    expect(await ended).toEqual([null, "SIGINT"]);
    expect(await stderr).toMatch(
      new RegExp(`^\\d+ of ${FILES.toLocaleString("en-US")} files are here; the same command goes on\\.\\n$`),
    );
    const again = start(world, list, dir);
    expect(JSON.parse(await textOf(again.stdout))).toMatchObject({ completeFiles: FILES, failedFiles: 0 });
    expect(await sumsIn(dir)).toEqual(sums);
  });
});
