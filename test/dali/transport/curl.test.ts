import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DalRequest, parseRewrites } from "@armillary/dali";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { VERSION } from "../../../packages/dali/src/transport/user-agent.ts";
import { echo, redirect } from "../../support/faults.ts";
import { faultyService, type Received } from "../../support/faulty-service.ts";

function open(options: NodeTransportOptions = {}): ReturnType<typeof createNodeTransport> {
  const transport = createNodeTransport(options);
  onTestFinished(() => transport.close());
  return transport;
}

test("a query by POST", () => {
  expect(
    open().curl({
      url: "https://h.example/tap/sync",
      method: "POST",
      parameters: [["QUERY", "SELECT 'it''s' FROM \"a\""]],
      accept: "text/xml",
    }),
  ).toBe(
    `curl --silent --show-error --compressed --location --max-redirs 10 --header 'User-Agent: Armillary/${VERSION}' --header 'Accept: text/xml' --data-urlencode 'QUERY=SELECT '\\''it'\\'''\\''s'\\'' FROM "a"' https://h.example/tap/sync`,
  );
});

test("a URL that is rewritten is the one that would be asked", () => {
  const transport = open({ rewrites: parseRewrites("https://mast.stsci.edu=http://127.0.0.1:9001") });
  expect(transport.curl({ url: "https://mast.stsci.edu/x?showoffsets", parameters: [["RA", "1 2"]] })).toMatch(
    / 'http:\/\/127\.0\.0\.1:9001\/x\?showoffsets&RA=1%202'$/,
  );
});

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

describe.skipIf(!hasCurl)("run by a shell, it sends what the transport sends", () => {
  const ODD = "SELECT 'O''Neil', \"a b\" -- $HOME `id` \\ % & + = ; é ☄ @x\nFROM t";

  const requests: readonly (readonly [name: string, request: Partial<DalRequest>])[] = [
    [
      "GET",
      {
        parameters: [
          ["QUERY", ODD],
          ["POS", "1,2"],
        ],
      },
    ],
    ["HEAD", { method: "HEAD" }],
    ["DELETE", { method: "DELETE", redirect: "manual" }],
    [
      "a form",
      {
        method: "POST",
        parameters: [
          ["QUERY", ODD],
          ["LANG", "ADQL"],
          ["QUERY", "@again"],
        ],
      },
    ],
    ["a form with nothing in it", { method: "POST" }],
    ["headers", { headers: { Range: "bytes=0-10", "X-Odd": "a 'quoted' $word" }, accept: "text/csv" }],
    [
      "an upload",
      {
        method: "POST",
        parameters: [
          ["UPLOAD", "mine,param:mine"],
          ["QUERY", ODD],
        ],
        multipart: [
          { name: "mine", filename: "my table.vot", contentType: "application/x-votable+xml", body: "<VOTABLE/>" },
        ],
      },
    ],
    ["a JSON text", { method: "POST", json: '{"conditions":[{"targname":"it\'s"}],"note":"é\\n"}' }],
  ];

  test.each(requests)("%s", async (_name, request) => {
    const service = await faultyService();
    const url = service.on("/there", echo);
    const asked: DalRequest = { url: `${url}?fixed`, ...request };
    const transport = open({
      credentials: [{ kind: "basic", origin: service.origin, user: "me", password: "s3 cret" }],
    });
    await (await transport.request(asked)).close();
    await runShell(transport.curl(asked));
    const [ours, theirs] = service.received;
    expect(comparable(theirs)).toEqual(comparable(ours));
  });

  test("and follows redirects as the transport does, with credentials for the first origin alone", async () => {
    const [home, other] = [await faultyService(), await faultyService()];
    home.on("/async", redirect(303, other.on("/job", echo)));
    const transport = open({ credentials: [{ kind: "basic", origin: home.origin, user: "me", password: "s3 cret" }] });
    const asked: DalRequest = { url: `${home.origin}/async`, method: "POST", parameters: [["PHASE", "RUN"]] };
    await (await transport.request(asked)).close();
    await runShell(transport.curl(asked));
    expect(comparable(home.received[1])).toEqual(comparable(home.received[0]));
    expect(comparable(other.received[1])).toEqual(comparable(other.received[0]));
    expect(other.received[1]?.headers.authorization).toBeUndefined();
  });
});

/** Runs a command as a user would, who has the secret in the environment and the table in a file. */
async function runShell(command: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "armillary-curl-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "mine"), "<VOTABLE/>");
  const child = spawn("sh", ["-c", command], { cwd: folder, env: { ...process.env, ARMILLARY_PASSWORD: "s3 cret" } });
  const errors: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  const status = await new Promise((resolve) => child.on("close", resolve));
  expect(Buffer.concat(errors).toString()).toBe("");
  expect(status).toBe(0);
}

/** What must be alike: names of boundaries, the spelling of blanks in forms and curl's own headers need not be. */
function comparable(received: Received | undefined): object {
  const { method, url, headers, body } = received ?? { method: "", url: "", headers: {}, body: "" };
  const { accept, authorization, range, "user-agent": userAgent, "x-odd": odd } = headers;
  const [, boundary] = /boundary=(\S+)/.exec(headers["content-type"] ?? "") ?? [];
  const parts =
    boundary === undefined
      ? [...new URLSearchParams(body)]
      : body.split(boundary).map((part) => part.replace(/\r\n/g, "\n").trim());
  const type = headers["content-type"]?.split(";")[0];
  return { method, url, accept, authorization, range, userAgent, odd, type, parts };
}
