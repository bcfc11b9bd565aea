import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Answer, type FaultyService, faultyService } from "../support/faulty-service.ts";
import { contentOf } from "../support/file-server.ts";
import { tapResponder } from "../support/tap-service/index.ts";
import { ARMILLARY, namesIn, newFolder } from "./command.ts";

// Ctrl-C, and pipes that close, while a service is in the middle of its answer. They run what `npm run build` made.

const MAST = "https://mast.stsci.edu";
const URI = "mast:JWST/product/a.fits";
const FILE = contentOf("a file that is not here at once", 2_000_000);

/** Sends half of the file, and no more; whoever asks for the rest gets it. */
const stallFile: Answer = ({ request, response }) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const headers = { "Accept-Ranges": "bytes", ETag: '"1"', "Content-Length": FILE.length - from };
  if (from === 0) return void response.writeHead(200, headers).write(FILE.subarray(0, FILE.length / 2));
  const range = `bytes ${from}-${FILE.length - 1}/${FILE.length}`;
  response.writeHead(206, { ...headers, "Content-Range": range }).end(FILE.subarray(from));
};

/** Rows of a VOTable, whose end never comes. */
const stallRows: Answer = ({ response }) => {
  response.writeHead(200, { "Content-Type": "application/x-votable+xml" });
  response.write(
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE><FIELD name="a" datatype="char" arraysize="*"/><DATA><TABLEDATA>',
  );
  response.write("<TR><TD>some words that a row has, and some more of them</TD></TR>\n".repeat(150_000));
};

const stallBundle: Answer = ({ response }) => {
  response.writeHead(200, { "Content-Type": "application/zip" });
  response.write(Buffer.concat([Buffer.from("PK\u0003\u0004"), FILE]));
};

/** A service that is asked by every verb here, each at its own path. */
async function stallingService(): Promise<FaultyService> {
  const service = await faultyService();
  service.on("/api/v0.1/Download/file", stallFile);
  service.on("/a.fits", stallFile);
  service.on("/api/v0.1/Download/bundle.zip", stallBundle);
  service.on("/tap/sync", stallRows);
  return service;
}

interface Running {
  readonly child: ReturnType<typeof spawn>;
  readonly ended: Promise<[number | null, NodeJS.Signals | null]>;
  readonly written: { stdout: string; stderr: string };
}

function start(command: readonly [string, ...string[]], folder: string, service: { readonly origin: string }): Running {
  const [program, ...args] = command;
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder, ARMILLARY_REWRITE: `${MAST}=${service.origin}` };
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].on("data", (chunk) => (written[name] += String(chunk)));
  return { child, written, ended: once(child, "close") as Running["ended"] };
}

const armillary = (...args: readonly string[]): [string, ...string[]] => [process.execPath, ARMILLARY, ...args];

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Whether a file is begun, and has something in it. */
async function begun(folder: string): Promise<boolean> {
  const parts = (await namesIn(folder)).filter((name) => name.endsWith(".part"));
  const sizes = await Promise.all(parts.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.some((size) => size > 0);
}

describe("interrupted in the middle of", () => {
  test.each([
    ["a download", (origin: string) => ["download", `${origin}/a.fits`], "a.fits"],
    ["a download from MAST", () => ["mast", "download", URI, "--flat"], "a.fits"],
  ] as const)("%s, there is no half file, and the same command goes on", async (_name, args, name) => {
    const service = await stallingService();
    const folder = await newFolder();
    const command = armillary(...args(service.origin));
    const { child, ended, written } = start(command, folder, service);
    await until(() => begun(folder));
    child.kill("SIGINT");
    expect(await ended).toEqual([null, "SIGINT"]);
    expect(written).toEqual({ stdout: "", stderr: "0 of 1 file is here; the same command goes on.\n" });
    const names = await namesIn(folder);
    expect(names).not.toContain(name);
    expect(names).not.toContain("armillary-download.lock");

    const again = start(command, folder, service);
    expect([await again.ended, again.written.stderr]).toEqual([[0, null], ""]);
    expect((await readFile(join(folder, name))).equals(FILE)).toBe(true);
    // What had come was not fetched again.
    expect(service.received.map(({ headers }) => headers.range ?? "")).toEqual([
      "",
      expect.stringMatching(/^bytes=[1-9]/),
    ]);
  });

  test.each([
    ["a query", (origin: string) => ["query", `${origin}/tap`, "SELECT a FROM b", "--sync", "-o", "out.csv"]],
    ["a bundle", () => ["mast", "download", URI, "--bundle", "out.zip"]],
  ] as const)("%s, nothing is left behind", async (_name, args) => {
    const service = await stallingService();
    const folder = await newFolder();
    const { child, ended, written } = start(armillary(...args(service.origin)), folder, service);
    await until(() => begun(folder));
    child.kill("SIGINT");
    expect(await ended).toEqual([null, "SIGINT"]);
    expect(written).toEqual({ stdout: "", stderr: "" });
    expect((await namesIn(folder)).filter((name) => !name.startsWith(".") || name.endsWith(".part"))).toEqual([]);
  });

  test("last work that does not end, a second signal ends it at once", async () => {
    const endingMs = async (): Promise<number> => {
      let url = "";
      let isAborted = false;
      const { jobs, respond } = tapResponder({ pace: "held" }, { path: "/tap", url: () => url });
      const service = await faultyService({
        otherwise(call) {
          if (call.form.get("PHASE") !== "ABORT") return respond(call);
          // It is asked to end the job, and says nothing.
          isAborted = true;
          return undefined;
        },
      });
      url = `${service.origin}/tap`;
      const query = armillary("query", url, "SELECT TOP 3 source_id FROM survey.stars", "--async");
      const { child, ended } = start(query, await newFolder(), service);
      await until(() => jobs[0]?.phase === "QUEUED");
      child.kill("SIGINT");
      await until(() => isAborted);
      const startMs = performance.now();
      child.kill("SIGINT");
      expect(await ended).toEqual([null, "SIGINT"]);
      return performance.now() - startMs;
    };
    // One signal alone would leave it five seconds; a busy machine may take some of its own, not every time.
    let leastMs = Number.POSITIVE_INFINITY;
    for (let tried = 0; tried < 4 && leastMs > 4000; tried++) leastMs = Math.min(leastMs, await endingMs());
    expect(leastMs).toBeLessThan(4000);
  });
});

test("into head, which leaves after a line: a quiet end, and of the service's answer, too", async () => {
  const service = await stallingService();
  const folder = await newFolder();
  const script = `"$0" "$1" query "$2" "SELECT a FROM b" --sync | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { ended, written } = start(
    ["bash", "-c", script, process.execPath, ARMILLARY, `${service.origin}/tap`],
    folder,
    service,
  );
  expect(await ended).toEqual([0, null]);
  expect(written).toEqual({ stdout: "a\n0\n", stderr: "" });
});
