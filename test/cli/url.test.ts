import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { awake } from "../support/awake.ts";
import { namesIn, newFolder, ROWS, run, votable } from "./command.ts";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A loopback service; gives its base URL. */
async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => void server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const DOCUMENT = votable(ROWS);

describe("what a service answers is read as a file is", () => {
  test.each<[string, RequestListener]>([
    ["a plain answer", (_request, response) => void response.end(DOCUMENT)],
    [
      "gzip as a content encoding",
      (_request, response) => void response.setHeader("Content-Encoding", "gzip").end(gzipSync(DOCUMENT)),
    ],
    ["gzip that nothing tells of", (_request, response) => void response.end(gzipSync(DOCUMENT))],
    [
      "behind a redirect",
      (request, response) => {
        if (request.url === "/there") response.end(DOCUMENT);
        else response.writeHead(303, { Location: "/there" }).end();
      },
    ],
    [
      "byte by byte",
      (_request, response) => {
        for (const byte of Buffer.from(DOCUMENT)) response.write(Buffer.of(byte));
        response.end();
      },
    ],
  ])("%s", async (_name, answer) => {
    const url = `${await serve(answer)}/sync?QUERY=x`;
    expect(await run(["convert", url, "--columns", "id"])).toEqual({
      status: 0,
      stdout: "id\n1\n9007199254740993\n-3\n",
      stderr: "",
    });
  });
});

describe("failures name the URL and leave no file", () => {
  const rows: readonly (readonly [string, RequestListener, string, RegExp])[] = [
    [
      "an error status with an error VOTable",
      (_request, response) => {
        response
          .writeHead(400)
          .end(
            '<VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">bad ADQL near FORM</INFO></RESOURCE></VOTABLE>',
          );
      },
      "HTTP_STATUS",
      /HTTP 400 Bad Request[\s\S]*"bad ADQL near FORM"/,
    ],
    [
      "an error status with text",
      (_request, response) => void response.writeHead(503).end("back at noon\u001b[2J\n"),
      "HTTP_STATUS",
      /HTTP 503[\s\S]*"back at noon\\x1b\[2J"/,
    ],
    [
      "an error status with a page",
      (_request, response) =>
        void response.writeHead(404).end("<!DOCTYPE html><html><head><title>Not here</title></head><body>..."),
      "HTTP_STATUS",
      /HTTP 404[\s\S]*"Not here/,
    ],
    [
      "a page where a table was due",
      (_request, response) => void response.end("<html><body>Log in first</body></html>"),
      "VOT_NOT_VOTABLE",
      /Log in first/,
    ],
    [
      "a connection that breaks in the middle",
      (_request, response) => {
        response.setHeader("Content-Length", "1000000").write(DOCUMENT.slice(0, -30));
        void awake(50).then(() => response.destroy());
      },
      "HTTP_NETWORK",
      /The transfer failed: /,
    ],
    ["silence, within the time given", () => undefined, "HTTP_TIMEOUT", /not done in 0\.4 s \(--timeout\)/],
    [
      "silence behind the first rows",
      (_request, response) => void response.write(DOCUMENT.slice(0, -30)),
      "HTTP_TIMEOUT",
      /not done in 0\.4 s/,
    ],
  ];
  test.each(rows)("%s", async (_name, answer, code, words) => {
    const url = `${await serve(answer)}/table`;
    const folder = await newFolder();
    const timeout = code === "HTTP_TIMEOUT" ? "400ms" : "1min";
    const args = ["convert", url, join(folder, "out.csv"), "--timeout", timeout, "--retries", "0"];
    const { status, stderr } = await run(args);
    expect(stderr).toContain(`${url}: `.replace(": ", ""));
    expect(stderr).toContain(`(${code})`);
    expect(stderr).toMatch(words);
    expect(status).toBe(1);
    expect(await namesIn(folder)).toEqual([]);
  });

  test("nobody there", async () => {
    const url = `${await serve(() => undefined)}/table`;
    server?.close();
    const { status, stderr } = await run(["info", url, "--json", "--retries", "0"]);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: "HTTP_NETWORK", where: url, message: expect.stringContaining("refused the connection") },
    });
    expect(status).toBe(1);
  });
});

test("what fails in passing is asked again, as often as --retries says", async () => {
  let asked = 0;
  const url = await serve((_request, response) => {
    if (asked++ === 0) response.writeHead(503, { "Retry-After": "0" }).end("busy");
    else response.end(DOCUMENT);
  });
  expect(await run(["info", url, "--retries", "0", "--json"])).toMatchObject({ status: 1 });
  asked = 0;
  expect(await run(["convert", url, "--columns", "ra", "--retries", "1"])).toMatchObject({ status: 0, stderr: "" });
});

test("ARMILLARY_REWRITE leads to another place; --user goes to the origin that was named", async () => {
  const logins: (string | undefined)[] = [];
  const origin = await serve((request, response) => {
    logins.push(request.headers.authorization);
    response.end(DOCUMENT);
  });
  const env = { ARMILLARY_REWRITE: `https://archive.example=${origin}` };
  const args = ["convert", "https://archive.example/t", "--columns", "ra"];
  expect(await run(args, { env })).toMatchObject({ status: 0 });
  expect(await run([...args, "--user", "me:secret"], { env })).toMatchObject({ status: 0 });
  expect(await run([...args, "--user", "me"], { env, secret: "asked" })).toMatchObject({ status: 0 });
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  expect(logins).toEqual([undefined, basic("me:secret"), basic("me:asked")]);
  expect(await run([...args, "--user", "me"], { env })).toMatchObject({ status: 2 });
});

test("http_proxy and NO_PROXY count", async () => {
  const paths: (string | undefined)[] = [];
  const proxy = await serve((request, response) => {
    paths.push(request.url);
    response.end(DOCUMENT);
  });
  const args = ["convert", `${proxy}/table`, "--columns", "ra"];
  expect(await run(args, { env: { http_proxy: proxy } })).toMatchObject({ status: 0 });
  expect(await run(args, { env: { http_proxy: proxy, NO_PROXY: "127.0.0.1" } })).toMatchObject({ status: 0 });
  // A proxy is asked for the whole URL.
  expect(paths).toEqual([`${proxy}/table`, "/table"]);
});

test("--debug shows every request and the curl line that does the same, without secrets", async () => {
  const url = await serve((_request, response) => void response.end(DOCUMENT));
  const { stderr } = await run(["convert", url, "--columns", "ra", "--user", "me:secret", "--debug"]);
  expect(stderr).toMatch(/^\$ curl .*\n#1 > GET http/);
  expect(stderr).toContain("< 200");
  expect(stderr).not.toContain("secret");
  expect((await run(["convert", url, "--columns", "ra"])).stderr).toBe("");
});

test("--limit ends the transfer", async () => {
  const closed = new Promise<void>((resolve) => {
    void serve((_request, response) => {
      response.on("close", resolve);
      const more = (): void => {
        while (!response.destroyed && response.write("<TR><TD>1</TD><TD>2</TD><TD>x</TD></TR>".repeat(1000)));
        if (!response.destroyed) response.once("drain", more);
      };
      response.write(DOCUMENT.slice(0, DOCUMENT.indexOf("<TR>")));
      more();
    });
  });
  while (server?.listening !== true) await new Promise((resolve) => setTimeout(resolve, 5));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { status, stdout } = await run(["convert", url, "--limit", "2"]);
  expect([status, stdout]).toEqual([0, "id,ra,note\n1,2,x\n1,2,x\n"]);
  await closed;
});

test("a password in a URL is neither sent nor printed", async () => {
  let asked = 0;
  const url = await serve((_request, response) => {
    asked++;
    response.end(DOCUMENT);
  });
  const { status, stderr } = await run(["convert", url.replace("//", "//me:secret@")]);
  expect(stderr).not.toContain("secret");
  expect([status, asked]).toEqual([2, 0]);
});
