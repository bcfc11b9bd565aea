import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type DownloadItem, parseChecksum, printCurlScript, printUrlList } from "@armillary/dali/download";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentOf, fileServer, sha256Of } from "../../support/file-server.ts";
import { newFolder, sumsIn } from "./running.ts";

const run = promisify(execFile);

async function textOf(lines: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const line of lines) text += line;
  return text;
}

test("a script fetches files with curl, goes on with parts, and holds sizes and sums against them", async () => {
  const server = await fileServer();
  const contents = Array.from({ length: 5 }, (_, at) => contentOf(`script ${at}`, 50_000));
  const items = contents.map((content, at): DownloadItem => {
    server.files.set(`/it's ${at}.fits`, { content });
    const checksum = parseChecksum(sha256Of(content));
    return {
      url: `${server.origin}/it's%20${at}.fits`,
      path: `a b/it's ${at}.fits`,
      bytes: 50_000,
      ...(checksum ? { checksum } : {}),
    };
  });
  const folder = await newFolder();
  await mkdir(join(folder, "a b"));
  await writeFile(join(folder, "a b/it's 1.fits.part"), contents[1]?.subarray(0, 20_000) ?? "");
  await writeFile(join(folder, "a b/it's 2.fits.part"), contentOf("of another file", 20_000));
  await run("sh", ["-c", await textOf(printCurlScript(items))], { cwd: folder, env: { PATH: process.env["PATH"] } });
  expect(await sumsIn(folder)).toEqual(
    Object.fromEntries(contents.map((content, at) => [`a b/it's ${at}.fits`, sha256Of(content)])),
  );
  expect([...server.hits.values()].map(({ parts }) => parts)).toEqual([0, 1, 1, 0, 0]);

  server.hits.clear();
  await run("sh", ["-c", await textOf(printCurlScript(items))], { cwd: folder });
  expect(server.hits.size).toBe(0);

  const wrong = items.map((item) => ({ ...item, path: `other/${item.path ?? ""}`, bytes: 49_999 }));
  const failing = run("sh", ["-c", await textOf(printCurlScript([...wrong.slice(0, 1), ...items]))], { cwd: folder });
  await expect(failing).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("1 failed") });
});

test("whatever URLs and paths hold, the shell takes each for one word", async () => {
  const text = fc.string({
    unit: fc.constantFrom("'", '"', "$", "`", "\\", "\n", ";", " ", "&", "*", "a", "é", "-", "(", "!"),
  });
  await fc.assert(
    fc.asyncProperty(text, text, async (query, path) => {
      const script = await textOf(printCurlScript([{ url: `https://example.org/x?${query}`, path: `p${path}` }]));
      const line = script.split("\n").filter((each) => each.startsWith("fetch '"));
      expect(line).toHaveLength(1);
      const { stdout } = await run("sh", ["-c", `fetch() { printf '%s\\n' "$#" "$1" "$2"; }\n${line[0]}`]);
      const [count, place = "", url = "", ...more] = stdout.split("\n");
      expect([count, more]).toEqual(["4", [""]]);
      expect(place).toMatch(/^\.\/p/);
      expect(url).toMatch(/^https:\/\/example\.org\/x\?/);
    }),
    { numRuns: 60 },
  );
});

test("a token of the environment goes to its origin alone, and not by curl's arguments", async () => {
  const [home, other] = [await fileServer(), await fileServer()];
  const seen: (string | undefined)[] = [];
  for (const server of [home, other]) {
    server.files.set("/a.fits", { content: contentOf("a", 100) });
    server.onRequest = ({ headers }) => void seen.push(headers.authorization);
  }
  const items = [home, other].map(({ origin }, at) => ({ url: `${origin}/a.fits`, path: `${at}.fits` }));
  const token = { variable: "MY_TOKEN", scheme: "token", origins: [home.origin] };
  const script = await textOf(printCurlScript(items, { token }));
  const folder = await newFolder();
  const env = { PATH: process.env["PATH"], MY_TOKEN: "s3cret" };
  await run("sh", ["-c", script], { cwd: folder, env });
  await run("sh", ["-c", script], { cwd: await newFolder(), env: { PATH: process.env["PATH"] } });
  expect(seen).toEqual(["token s3cret", undefined, undefined, undefined]);
  expect(script).not.toContain("s3cret");
});

test("what is not to be asked for is a comment", async () => {
  const skip = { code: "NOT_YOURS", message: "it is exclusive" };
  const items = [{ url: "https://example.org/a.fits", skip }, { url: "https://example.org/b.fits" }];
  const script = await textOf(printCurlScript(items));
  expect(script.split("\n").filter((line) => /\.fits/.test(line))).toEqual([
    "# left out: 'a.fits' (NOT_YOURS)",
    "fetch './b.fits' 'https://example.org/b.fits' '' ''",
  ]);
  expect(await textOf(printUrlList(items))).toBe("https://example.org/b.fits\n");
});

describe("secrets", () => {
  const items = [{ url: "https://me:s3cret@example.org/a.fits?token=abc123&x=1" }];
  test.each([
    ["are left out", {}, "https://example.org/a.fits?token=REDACTED&x=1"],
    [
      "of URLs are in it when asked for, passwords never",
      { withSecrets: true },
      "https://example.org/a.fits?token=abc123&x=1",
    ],
  ])("%s", async (_name, options, url) => {
    expect(await textOf(printCurlScript(items, options))).toContain(`fetch './a.fits' '${url}' '' ''\n`);
    expect(await textOf(printUrlList(items, options))).toBe(`${url}\n`);
  });
});
