import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { sumsIn } from "../dali/download/running.ts";
import { awake } from "../support/awake.ts";
import { contentOf, type FileServer, fileServer, sha256Of } from "../support/file-server.ts";
import { newFolder } from "./command.ts";
import { newHome } from "./home.ts";

/** Files at a server, `/d/0.fits` and so on, 1000 bytes and more. */
function serve(server: FileServer, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    server.files.set(`/d/${at}.fits`, { content: contentOf(String(at), 1000 + at) });
    return `${server.origin}/d/${at}.fits`;
  });
}

function expected(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`${at}.fits`, sha256Of(contentOf(String(at), 1000 + at))]),
  );
}

const obscore = (
  rows: readonly string[],
): string => `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><TABLE>
<FIELD name="obs_id" datatype="char" arraysize="*"/>
<FIELD name="link" utype="obscore:Access.Reference" ucd="meta.ref.url" datatype="char" arraysize="*"/>
<FIELD name="access_format" utype="obscore:Access.Format" datatype="char" arraysize="*"/>
<FIELD name="access_estsize" utype="obscore:Access.Size" unit="kbyte" datatype="long"/>
<DATA><TABLEDATA>${rows.join("")}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;

describe("what is to be fetched", () => {
  const csv = (urls: readonly string[]): string =>
    `called,link,n\n${urls.map((url, at) => `a/${at}.fits,${url},${1000 + at}\n`).join("")}`;
  test.each([
    ["URLs", async (urls: readonly string[]) => [...urls], {}],
    [
      "a list",
      async (urls: readonly string[], folder: string) => [await file(folder, "list.txt", `# mine\n${urls.join("\n")}`)],
      {},
    ],
    ["a list on standard input", async () => ["-"], { stdin: (urls: readonly string[]) => urls.join("\n") }],
    [
      "a table of ObsCore",
      async (urls: readonly string[], folder: string) => {
        const rows = urls.map((url) => `<TR><TD>x</TD><TD>${url}</TD><TD>image/fits</TD><TD>1</TD></TR>`);
        return [await file(folder, "obs.vot", obscore(rows))];
      },
      {},
    ],
    ["a table on standard input", async () => ["-", "--url-column", "link"], { stdin: csv }],
    [
      "a table and URLs",
      async ([first = "", ...urls]: readonly string[], folder: string) => [
        first,
        await file(folder, "t.csv", csv(urls).replace("link", "access_url")),
      ],
      {},
    ],
  ])("%s", async (_name, argumentsOf, { stdin }: { stdin?: (urls: readonly string[]) => string }) => {
    const server = await fileServer();
    const urls = serve(server, 5);
    const [home, folder] = [await newHome(), await newFolder()];
    const inputs = await argumentsOf(urls, home.folder);
    const world = stdin === undefined ? {} : { stdin: stdin(urls) };
    const { status, stdout, stderr } = await home.run(["download", ...inputs, "--dir", folder], world);
    expect([status, stdout, stderr]).toEqual([0, "", ""]);
    expect(await sumsIn(folder)).toEqual(expected(5));
  });

  test("a named pipe, which can be read once", async () => {
    const server = await fileServer();
    const urls = serve(server, 3);
    const [home, folder] = [await newHome(), await newFolder()];
    const pipe = join(home.folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const [{ status, stderr }] = await Promise.all([
      home.run(["download", pipe, "--dir", folder]),
      writeFile(pipe, urls.join("\n")),
    ]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(await sumsIn(folder)).toEqual(expected(3));
  });

  test("names and sizes of a table are taken, and a size that is wrong is said, or ignored", async () => {
    const server = await fileServer();
    const urls = serve(server, 3);
    const [home, folder] = [await newHome(), await newFolder()];
    const table = await file(home.folder, "t.csv", csv(urls).replace("1001", "9"));
    const args = [
      "download",
      table,
      "--url-column",
      "link",
      "--name-column",
      "called",
      "--size-column",
      "n",
      "--dir",
      folder,
    ];
    const first = await home.run(args);
    expect(first.status).toBe(3);
    expect(first.stderr).toContain("has 1001 bytes, not the 9 that were declared. (DOWNLOAD_SIZE)");
    expect(Object.keys(await sumsIn(folder))).toEqual(["a/0.fits", "a/2.fits"]);
    expect((await home.run([...args, "--ignore-size"])).status).toBe(0);
    expect(Object.keys(await sumsIn(folder))).toEqual(["a/0.fits", "a/1.fits", "a/2.fits"]);
  });

  test("rows without a URL are left out, links to DataLink pointed out", async () => {
    const server = await fileServer();
    const [url = ""] = serve(server, 1);
    const home = await newHome();
    const rows = [
      `<TR><TD>x</TD><TD/><TD>image/fits</TD><TD>1</TD></TR>`,
      `<TR><TD>x</TD><TD>${url}</TD><TD>application/x-votable+xml;content=datalink</TD><TD>1</TD></TR>`,
    ];
    const { status, stderr } = await home.run([
      "download",
      await file(home.folder, "o.vot", obscore(rows)),
      "--dir",
      await newFolder(),
    ]);
    expect(stderr).toBe(
      "warning: 1 row without a URL left out.\nwarning: 1 URL leads to a table of links (DataLink), not to the file itself.\n",
    );
    expect(status).toBe(0);
  });

  test.each([
    [
      "a table without URLs",
      "a,b\n1,2\n",
      [],
      /does not tell which column holds the URLs\.\n--url-column NAME does; there are a, b\./,
    ],
    ["a column that is not there", "a,b\n1,2\n", ["--url-column", "c"], /There is no column "c"; there are a, b\./],
    ["a size that is none", "a\n", ["--max-bytes", "much"], /A size is wanted/],
    ["no files at a time", "a\n", ["--parallel", "0"], /A whole number from 1 is wanted/],
    ["two manners", "a\n", ["--resume", "--overwrite"], /cannot be used with/],
  ])("%s is misuse", async (_name, text, args, words) => {
    const home = await newHome();
    const { status, stderr } = await home.run([
      "download",
      await file(home.folder, "t.csv", text),
      ...args,
      "--dir",
      await newFolder(),
    ]);
    expect(stderr).toMatch(words);
    expect(status).toBe(2);
  });
});

describe("how it ends", () => {
  test("3 where some failed: what came is here, and the same command fetches the rest alone", async () => {
    const server = await fileServer();
    const urls = serve(server, 4);
    server.files.delete("/d/2.fits");
    const [home, folder] = [await newHome(), await newFolder()];
    const args = ["download", ...urls, "--dir", folder, "--json"];
    const first = await home.run(args);
    expect(first.status).toBe(3);
    expect(JSON.parse(first.stdout)).toMatchObject({
      files: 4,
      completeFiles: 3,
      failedFiles: 1,
      failures: [{ url: urls[2], code: "DAL_NOT_FOUND" }],
    });
    serve(server, 4);
    server.hits.clear();
    const second = await home.run(args);
    expect([second.status, JSON.parse(second.stdout).presentFiles, server.hits.size]).toEqual([0, 3, 1]);
    expect(await sumsIn(folder)).toEqual(expected(4));
  });

  test("1 where nothing came, with the reason", async () => {
    const server = await fileServer();
    const home = await newHome();
    const one = await home.run(["download", `${server.origin}/none`, "--dir", await newFolder()]);
    expect([one.status, one.stdout]).toEqual([1, ""]);
    expect(one.stderr).toMatch(/^error: .*\/none answered HTTP 404.*\(DAL_NOT_FOUND\)\n$/s);
    const two = await home.run([
      "download",
      `${server.origin}/a`,
      `${server.origin}/b`,
      "--dir",
      await newFolder(),
      "--json",
    ]);
    expect(two.status).toBe(1);
    expect(JSON.parse(two.stderr)).toMatchObject({ error: { code: "DOWNLOAD_NONE" } });
    expect(JSON.parse(two.stdout)).toMatchObject({ failedFiles: 2 });
  });

  test("by its time", async () => {
    const server = await fileServer();
    server.onRequest = () => new Promise((resolve) => setTimeout(resolve, 400));
    const { status, stderr } = await (await newHome()).run([
      "download",
      ...serve(server, 9),
      "--dir",
      await newFolder(),
      "--timeout",
      "300ms",
    ]);
    expect(stderr).toMatch(/DAL_TIMEOUT/);
    expect(status).toBe(1);
  });
});

test("--dry-run counts, asks for sizes that are not known, and fetches nothing", async () => {
  const server = await fileServer();
  const urls = serve(server, 12);
  const [home, folder] = [await newHome(), join(await newFolder(), "new")];
  const args = ["download", ...urls, "--dir", folder, "--dry-run"];
  const { status, stdout } = await home.run(args);
  expect(stdout).toMatch(/^12 files\n {2}to fetch: 12 files, 12 kB\n {2}free in .*new: \d/);
  expect([status, existsSync(folder)]).toEqual([0, false]);
  expect(JSON.parse((await home.run([...args, "--json"])).stdout)).toMatchObject({
    missingBytes: 12_066,
    unknownSizes: 0,
  });
  expect([...server.hits.values()].every(({ gets }) => gets === 0)).toBe(true);
});

test("--script writes what curl fetches, --list the URLs", async () => {
  const server = await fileServer();
  const urls = serve(server, 3);
  const [home, folder] = [await newHome(), await newFolder()];
  const script = join(home.folder, "fetch.sh");
  expect((await home.run(["download", ...urls, "--script", script])).status).toBe(0);
  await promisify(execFile)("sh", [script], { cwd: folder });
  expect(await sumsIn(folder)).toEqual(expected(3));
  const listed = await home.run(["download", ...urls, `${server.origin}/x?token=abc`, "--list", "-"]);
  expect(listed.stdout).toBe(`${urls.join("\n")}\n${server.origin}/x?token=REDACTED\n`);
});

test("--parallel is for one host, too, unless --per-host says less", async () => {
  const server = await fileServer();
  const urls = serve(server, 40);
  server.onRequest = () => awake(5);
  const home = await newHome();
  await home.run(["download", ...urls, "--dir", await newFolder(), "--parallel", "7"]);
  expect(server.mostAtOnce).toBe(7);
  server.mostAtOnce = 0;
  await home.run(["download", ...urls, "--dir", await newFolder(), "--parallel", "7", "--per-host", "2"]);
  expect(server.mostAtOnce).toBe(2);
  server.mostAtOnce = 0;
  await home.run(["download", ...urls, "--dir", await newFolder()]);
  expect(server.mostAtOnce).toBe(4);
});

test("--overwrite, --verify and --manifest", async () => {
  const server = await fileServer();
  const urls = serve(server, 2);
  const [home, folder] = [await newHome(), await newFolder()];
  const args = ["download", ...urls, "--dir", folder, "--manifest", join(home.folder, "m.jsonl"), "--json"];
  const present = async (...more: string[]): Promise<number> =>
    JSON.parse((await home.run([...args, ...more])).stdout).presentFiles;
  expect(await present()).toBe(0);
  expect(await present()).toBe(2);
  await writeFile(join(folder, "0.fits"), contentOf("changed", 1000));
  expect(await present()).toBe(2);
  expect(await present("--verify")).toBe(1);
  expect(await present("--overwrite")).toBe(0);
  expect((await readFile(join(home.folder, "m.jsonl"), "utf8")).trim().split("\n")).toHaveLength(5);
  expect(Object.keys(await sumsIn(folder))).toEqual(["0.fits", "1.fits"]);
});

test("--user is for the origin of the first URL", async () => {
  const [server, other] = [await fileServer(), await fileServer()];
  const [url = ""] = serve(server, 1);
  const [, elsewhere = ""] = serve(other, 2);
  const seen: (string | undefined)[] = [];
  for (const each of [server, other])
    each.onRequest = ({ headers }) => void seen.push(headers.authorization?.slice(0, 5));
  const args = ["download", url, elsewhere, "--dir", await newFolder(), "--user", "me:secret", "--parallel", "1"];
  expect((await (await newHome()).run(args)).status).toBe(0);
  expect(seen).toEqual(["Basic", undefined]);
});

test("on a terminal the whole and the files under way are shown, and wiped", async () => {
  const server = await fileServer();
  const urls = serve(server, 6);
  server.onRequest = () => new Promise((resolve) => setTimeout(resolve, 300));
  const { stderr } = await (await newHome()).run(["download", ...urls, "--dir", await newFolder()], {
    terminal: ["stderr"],
  });
  expect(stderr).toMatch(/\/6 files · /);
  const [shown, line = ""] = [
    stderr.slice(0, stderr.lastIndexOf("\u001b[J")),
    stderr.slice(stderr.lastIndexOf("\u001b[J") + 3),
  ];
  expect(shown).toContain("%");
  expect(line).toMatch(/^6 files · 6\.0 kB · .* → .*\n$/);
});

async function file(folder: string, name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}
