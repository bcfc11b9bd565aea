import { type Credential, type DalRequest, withCredentials } from "@armillary/dali";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { echo, redirect } from "../../support/faults.ts";
import { faultyService } from "../../support/faulty-service.ts";

function open(options: NodeTransportOptions = {}): ReturnType<typeof createNodeTransport> {
  const transport = createNodeTransport(options);
  onTestFinished(() => transport.close());
  return transport;
}

const token = (origin: string, value: string): Credential => ({ kind: "token", origin, token: value });

describe("credentials of a request", () => {
  test("go before those of the transport, to their own origin alone, also along redirects", async () => {
    const [home, other] = [await faultyService(), await faultyService()];
    home.on("/a", redirect(302, `${other.origin}/b`));
    other.on("/b", redirect(302, `${home.origin}/c`));
    home.on("/c", echo);
    const transport = open({ credentials: [token(home.origin, "general")] });
    const request: DalRequest = { url: `${home.origin}/a`, credentials: [token(home.origin, "special")] };
    await (await transport.request(request)).text();
    await (await transport.request({ url: `${home.origin}/c` })).text();
    const sent = (received: typeof home.received): unknown[] => received.map(({ headers }) => headers.authorization);
    expect(sent(home.received)).toStrictEqual(["token special", "token special", "token general"]);
    expect(sent(other.received)).toStrictEqual([undefined]);
  });

  test("may be those of a transport over another, which shares its connections", async () => {
    const service = await faultyService({ otherwise: echo });
    const inner = open();
    const outer = withCredentials(inner, [token(service.origin, "mine")]);
    await (await outer.request({ url: `${service.origin}/a` })).text();
    await (await inner.request({ url: `${service.origin}/a` })).text();
    expect(service.received.map(({ headers }) => headers.authorization)).toStrictEqual(["token mine", undefined]);
    expect(outer.curl({ url: `${service.origin}/a` })).toContain('"Authorization: token $ARMILLARY_TOKEN"');
    await outer.close();
    await expect(inner.request({ url: service.origin })).rejects.toMatchObject({ code: "DAL_USAGE" });
  });

  test("are not for clear text over a network", async () => {
    const credentials = [token("http://archive.example.org", "x")];
    expect(() => withCredentials(open(), credentials)).toThrow("clear text");
    await expect(open().request({ url: "http://archive.example.org", credentials })).rejects.toMatchObject({
      code: "DAL_USAGE",
    });
  });
});

describe("a JSON document as the body", () => {
  const json = '{"target":["1 2"],"name":"O\'Dea"}';

  test("is sent as it is; parameters stay in the URL", async () => {
    const service = await faultyService({ otherwise: echo });
    const parameters = [["v", "1 2"]] as const;
    await (await open().request({ url: `${service.origin}/search`, method: "POST", json, parameters })).text();
    expect(service.received).toMatchObject([
      { method: "POST", url: "/search?v=1%202", body: json, headers: { "content-type": "application/json" } },
    ]);
  });

  test("goes along with a 307, and not with a 303", async () => {
    const service = await faultyService();
    service.on("/moved", redirect(307, "/here"));
    service.on("/done", redirect(303, "/here"));
    service.on("/here", echo);
    for (const path of ["/moved", "/done"]) {
      await (await open().request({ url: service.origin + path, method: "POST", json })).text();
    }
    const bodies = service.received.filter(({ url }) => url === "/here").map(({ body }) => body);
    expect(bodies).toStrictEqual([json, ""]);
  });

  test("is in the curl command", () => {
    expect(open().curl({ url: "https://h.example/search", method: "POST", json })).toMatch(
      / --header 'Content-Type: application\/json' --data-raw '\{"target":\["1 2"\],"name":"O'\\''Dea"\}' https:\/\/h\.example\/search$/,
    );
  });

  test.each<Partial<DalRequest>>([{ method: "GET" }, { method: "POST", multipart: [] }])(
    "is of a POST alone, and all of it: %j",
    async (more) => {
      await expect(open().request({ url: "https://h.example", json, ...more })).rejects.toMatchObject({
        code: "DAL_USAGE",
      });
    },
  );
});
