import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { sumsIn } from "../dali/download/running.ts";
import { contentOf, type FileServer, fileServer, sha256Of } from "../support/file-server.ts";
import { ARMILLARY, namesIn, newFolder } from "./command.ts";

// What only a process of its own shows. It runs what `npm run build` made.

async function serveMany(): Promise<{ readonly server: FileServer; readonly list: string; readonly sums: object }> {
  const server = await fileServer();
  const sums: [string, string][] = [];
  for (let at = 0; at < 200; at++) {
    const content = contentOf(String(at), at % 20 === 0 ? 3_000_000 : 5000);
    server.files.set(`/${at}.fits`, { content });
    sums.push([`${at}.fits`, sha256Of(content)]);
  }
  const list = [...server.files.keys()].map((path) => server.origin + path).join("\n");
  return { server, list, sums: Object.fromEntries(sums.sort()) };
}

function start(folder: string, list: string): ChildProcess {
  const child = spawn(process.execPath, [ARMILLARY, "download", "-", "--dir", folder, "--json"], { stdio: "pipe" });
  child.stdin?.end(list);
  return child;
}

async function textOf(stream: ChildProcess["stderr"]): Promise<string> {
  let text = "";
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

describe("ended in the middle, the same command goes on", () => {
  test.each([
    ["SIGINT", /^\d+ of 200 files are here; the same command goes on\.\n$/, false],
    ["SIGKILL", /^$/, true],
  ] as const)("%s", async (signal, words, leavesLock) => {
    const { server, list, sums } = await serveMany();
    const folder = await newFolder();
    const child = start(folder, list);
    const [ended, stderr] = [once(child, "exit"), textOf(child.stderr)];
    child.stdout?.resume();
    let asked = 0;
    server.onRequest = () => void (++asked === 90 && child.kill(signal));
    expect(await ended).toEqual([null, signal]);
    expect(await stderr).toMatch(words);
    expect((await namesIn(folder)).includes("armillary-download.lock")).toBe(leavesLock);

    const again = start(folder, list);
    const { presentFiles, completeFiles } = JSON.parse(await textOf(again.stdout)) as Record<string, number>;
    expect(completeFiles).toBe(200);
    expect(presentFiles).toBeGreaterThan(50);
    expect(await sumsIn(folder)).toEqual(sums);
  });
});
