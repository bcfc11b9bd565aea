import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ARMILLARY, namesIn, newFolder } from "./command.ts";

// What only a process of its own shows. It runs what `npm run build` made.

const ROWS_OF_1_MB = "1234567,some words of text,0.123456\n".repeat(29_000);

function start(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [ARMILLARY, ...args], { cwd, stdio: ["pipe", "pipe", "pipe"] });
}

async function textOf(stream: ChildProcess["stderr"]): Promise<string> {
  let text = "";
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

describe("interrupted in the middle, nothing is left behind", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s", async (signal) => {
    const folder = await newFolder();
    const child = start(["convert", "-", "out.csv", "--from", "csv"], folder);
    const ended = once(child, "exit");
    child.stdin?.on("error", () => undefined);
    child.stdin?.write("a,b,c\n");
    for (let megabyte = 0; megabyte < 12; megabyte++) child.stdin?.write(ROWS_OF_1_MB);
    while ((await namesIn(folder)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await namesIn(folder)).toEqual([expect.stringMatching(/^\.armillary-[0-9a-z]+\.part$/)]);
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(await namesIn(folder)).toEqual([]);
  });
});

test("a local query that is interrupted ends, and so does its folder", async () => {
  const folder = await newFolder();
  await writeFile(join(folder, "t.csv"), `n\n${"7\n".repeat(100_000)}`);
  const args = [
    "query",
    "local",
    "SELECT COUNT(*) AS c FROM t AS a, t AS b, t AS d WHERE a.n + b.n > d.n",
    "--table",
    "t.csv",
  ];
  const child = spawn(process.execPath, [ARMILLARY, ...args, "-o", "out.csv"], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  const isOpen = (names: readonly string[]): boolean => names.some((name) => name.startsWith("armillary-"));
  while (!isOpen(await namesIn(folder))) await new Promise((resolve) => setTimeout(resolve, 5));
  // In the middle of the query, as far as anybody can tell.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  child.kill("SIGINT");
  expect(await ended).toEqual([null, "SIGINT"]);
  expect(await namesIn(folder)).toEqual(["t.csv"]);
});

test("a closed pipe ends it quietly, and the source with it", async () => {
  const child = start(["convert", "-", "--from", "csv"], await newFolder());
  const ended = once(child, "exit");
  const stderr = textOf(child.stderr);
  let fed = 0;
  child.stdin?.on("error", () => undefined);
  child.stdin?.write("a,b,c\n");
  const feed = (): void => {
    while (fed++ < 200 && child.stdin?.write(ROWS_OF_1_MB) === true);
  };
  child.stdin?.on("drain", feed);
  feed();
  child.stdout?.once("data", () => child.stdout?.destroy());
  expect(await ended).toEqual([0, null]);
  expect(await stderr).toBe("");
  expect(fed).toBeLessThan(200);
});

describe("a full disk", () => {
  test("on the way: one paragraph, nothing left", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "in.csv"), `a,b,c\n${ROWS_OF_1_MB.repeat(4)}`);
    // A limit on the size of files fails like a full disk does: in the middle of a write.
    const command = `ulimit -f 1000; exec "${process.execPath}" "${ARMILLARY}" convert in.csv out.csv`;
    const child = spawn("sh", ["-c", command], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const [stderr, [status]] = await Promise.all([textOf(child.stderr), once(child, "exit")]);
    expect(stderr).toMatch(/^error: out\.csv: The file would be larger than is allowed here\. \(DISK_FULL\)\n$/);
    expect(status).toBe(1);
    expect(await namesIn(folder)).toEqual(["in.csv"]);
  });

  test.skipIf(!existsSync("/dev/full"))("a device is written to, never replaced", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "in.csv"), "a,b\n1,2\n");
    const child = start(["convert", "in.csv", "/dev/full", "--to", "csv"], folder);
    const [stderr, [status]] = await Promise.all([textOf(child.stderr), once(child, "exit")]);
    expect(stderr).toContain("No space is left on the device. (DISK_FULL)");
    expect(status).toBe(1);
    expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
  });
});

test("a named pipe can be read, and left while its writer goes on", async () => {
  const folder = await newFolder();
  execFileSync("mkfifo", [join(folder, "pipe")]);
  const child = start(["convert", "pipe", "out.csv", "--from", "csv", "--limit", "1"], folder);
  const ended = once(child, "exit");
  const writer = await open(join(folder, "pipe"), "w");
  const text = Buffer.from(`a,b,c\n${ROWS_OF_1_MB.repeat(30)}`);
  // Ends when nobody reads any more: with what the pipe took until then, or EPIPE.
  const taken = writer.write(text).then(
    ({ bytesWritten }) => bytesWritten,
    () => 0,
  );
  expect(await ended).toEqual([0, null]);
  expect(await taken).toBeLessThan(text.length);
  await writer.close();
  expect(await readFile(join(folder, "out.csv"), "utf8")).toBe("a,b,c\n1234567,some words of text,0.123456\n");
});

/** Runs the command with hooks for the modules that it loads (`node:module`, register). */
function runHooked(folder: string, args: readonly string[]): string {
  writeFileSync(
    join(folder, "register.mjs"),
    'import { register } from "node:module"; register("./hooks.mjs", import.meta.url);\n',
  );
  const all = ["--import", "./register.mjs", ARMILLARY, ...args];
  return execFileSync(process.execPath, all, { cwd: folder, encoding: "utf8" });
}

test("a short query is answered while long jobs run, as many as may", async () => {
  const folder = await newFolder();
  await writeFile(join(folder, "t.csv"), `n\n${"7\n".repeat(100_000)}`);
  const server = start(["serve", "t.csv", "--port", "0", "--json"], folder);
  onTestFinished(() => void server.kill("SIGKILL"));
  const [line] = await once(server.stdout ?? server, "data");
  const { tap } = JSON.parse(String(line));
  const post = (url: string, words: Readonly<Record<string, string>>) =>
    fetch(url, { method: "POST", body: new URLSearchParams({ LANG: "ADQL", ...words }) });
  const QUERY = "SELECT COUNT(*) AS c FROM t AS a, t AS b, t AS d WHERE a.n + b.n > d.n";
  const jobs = await Promise.all([1, 2, 3, 4].map(() => post(`${tap}/async`, { QUERY, PHASE: "RUN" })));
  for (const { url } of jobs) {
    await expect.poll(async () => (await fetch(`${url}/phase`)).text()).toBe("EXECUTING");
  }
  // Each has its thread by then, where there are enough.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const short = { QUERY: "SELECT COUNT(*) AS c FROM t", RESPONSEFORMAT: "csv" };
  expect(await (await post(`${tap}/sync`, short)).text()).toBe("c\n100000\n");
  expect(await Promise.all(jobs.map(async ({ url }) => (await fetch(`${url}/phase`)).text()))).toEqual(
    Array(4).fill("EXECUTING"),
  );
});

test("--help loads little", async () => {
  const folder = await newFolder();
  await writeFile(
    join(folder, "hooks.mjs"),
    'import { appendFileSync } from "node:fs";\n' +
      "export async function load(url, context, next) {\n" +
      "  const module = await next(url, context);\n" +
      '  appendFileSync("loaded.txt", (module.source?.length ?? 0) + "\\n");\n' +
      "  return module;\n}\n",
  );
  expect(runHooked(folder, ["--help"])).toContain("armillary convert");
  const lengths = (await readFile(join(folder, "loaded.txt"), "utf8")).trim().split("\n").map(Number);
  // The bench measures its time, this finds what is loaded by mistake, as heavy modules are.
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(600_000);
});

test("converting to CSV loads neither Arrow nor Parquet", async () => {
  const folder = await newFolder();
  await writeFile(join(folder, "in.csv"), "a,b\n1,2\n");
  await writeFile(
    join(folder, "hooks.mjs"),
    "export async function resolve(name, context, next) {\n" +
      "  if (/^(apache-arrow|parquet-wasm|hyparquet)/.test(name)) throw new Error('loaded ' + name);\n" +
      "  return next(name, context);\n}\n",
  );
  expect(runHooked(folder, ["convert", "in.csv"])).toBe("a,b\n1,2\n");
});
