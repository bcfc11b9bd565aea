import { spawnSync } from "node:child_process";
import { classifyBody, type DalRequest } from "@armillary/dali";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { findDachs } from "../support/peers.ts";

// The transport against a server that none of its authors wrote: GAVO DaCHS.

const base = await findDachs();

describe.skipIf(base === undefined)("DaCHS", () => {
  const origin = base ?? "";
  const CONE = [
    ["RA", "10"],
    ["DEC", "20"],
    ["SR", "0.01"],
  ] as const;

  function open(options: NodeTransportOptions = {}): ReturnType<typeof createNodeTransport> {
    const transport = createNodeTransport({ retry: { retries: 0 }, ...options });
    onTestFinished(() => transport.close());
    return transport;
  }

  function query(adql: string, format = "csv"): DalRequest {
    const parameters = [
      ["REQUEST", "doQuery"],
      ["LANG", "ADQL"],
      ["QUERY", adql],
      ["FORMAT", format],
    ] as const;
    return { url: `${origin}/tap/sync`, method: "POST", idempotent: true, parameters };
  }

  test("a query by POST, by GET, and by curl", async () => {
    const asked = query("SELECT COUNT(*) AS n FROM stars.main WHERE remark = 'it''s \"quoted\"'");
    const transport = open();
    const posted = await (await transport.request(asked)).text();
    const got = await (await transport.request({ ...asked, method: "GET" })).text();
    const curled = spawnSync("sh", ["-c", transport.curl(asked)], { encoding: "utf8" });
    expect(posted).toMatch(/^n\r?\n\d+\r?\n$/);
    expect(got).toBe(posted);
    if (curled.error === undefined) expect(curled.stdout).toBe(posted);
  });

  test.each([
    ["/tap/capabilities", "vosi-capabilities"],
    ["/tap/availability", "vosi-availability"],
    ["/tap/tables", "vosi-tables"],
    ["/tap/async", "uws-jobs"],
    ["/tap/examples", "html"],
  ])("%s is %s", async (path, kind) => {
    const response = await open().request({ url: origin + path });
    const body = await classifyBody(response.body, response.headers.get("content-type"));
    await response.close();
    expect(body.kind).toBe(kind);
  });

  test("an error comes with 200, and in its own words", async () => {
    const response = await open().request(query("SELECT FORM stars.main"));
    const body = await classifyBody(response.body, response.headers.get("content-type"));
    expect([response.status, body.kind, await body.words()]).toEqual([
      200,
      "votable-error",
      expect.stringMatching(/Could not parse your query/),
    ]);
    await response.close();
  });

  test("what is protected: without, with the wrong and with the right password", async () => {
    const url = `${origin}/vault/q/cone/scs.xml?`;
    const withPassword = (password: string): NodeTransportOptions => ({
      credentials: [{ kind: "basic", origin, user: "peer", password }],
    });
    await expect(open().request({ url, parameters: CONE })).rejects.toMatchObject({
      code: "DAL_AUTH",
      message: /Give credentials for .* \(it takes Basic\)/,
      failure: { httpStatus: 401, authSchemes: ["Basic"] },
    });
    await expect(open(withPassword("not this")).request({ url, parameters: CONE })).rejects.toMatchObject({
      code: "DAL_AUTH",
      message: expect.stringMatching(/did not accept/),
    });
    expect(await (await open(withPassword("sesame")).request({ url, parameters: CONE })).text()).toContain("<DATA>");
  });

  test("a job: its creation and its deletion are redirects that are handed over", async () => {
    const transport = open();
    const created = await transport.request({
      ...query("SELECT TOP 1 * FROM stars.main"),
      url: `${origin}/tap/async`,
      redirect: "manual",
    });
    await created.close();
    expect([created.status, created.location]).toEqual([303, expect.stringMatching(/\/async\/\w+$/)]);
    const job = created.location ?? "";
    expect((await classifyBody((await transport.request({ url: job })).body)).kind).toBe("uws-job");
    const deleted = await transport.request({ url: job, method: "DELETE", redirect: "manual" });
    await deleted.close();
    expect(deleted.status).toBe(303);
    await expect(transport.request({ url: job })).rejects.toMatchObject({ code: "DAL_NOT_FOUND" });
  });

  test("200 queries at concurrency 50: the same answer each time, and no connection left", async () => {
    const transport = open();
    const asked = query("SELECT TOP 1 source_id FROM stars.main ORDER BY source_id");
    const bodies = new Set<string>();
    let left = 200;
    const worker = async (): Promise<void> => {
      while (left-- > 0) bodies.add(await (await transport.request(asked)).text());
    };
    await Promise.all(Array.from({ length: 50 }, worker));
    expect([...bodies]).toEqual([expect.stringContaining("5000000000000000001")]);
    await transport.close();
    expect(process.getActiveResourcesInfo().filter((name) => /TCPSocket/.test(name))).toEqual([]);
  });
});
