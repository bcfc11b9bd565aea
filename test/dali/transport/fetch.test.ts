import { createTransport, type DalResponse, Deadline, type Transport, type TransportOptions } from "@armillary/dali";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { atAnyScale } from "../../support/at-any-scale.ts";
import * as faults from "../../support/faults.ts";
import { type Answer, faultyService } from "../../support/faulty-service.ts";

// The transport over a fetch: Node's here, and made-up ones that behave as browsers' do.

function open(options: TransportOptions = {}): Transport {
  const transport = createTransport({ retry: { baseMs: 0 }, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

afterEach(() => vi.unstubAllGlobals());

describe("over Node's fetch", () => {
  test.each<
    [
      name: string,
      script: Answer | readonly [Answer, ...Answer[]],
      expected: string | { code: string; message: RegExp },
    ]
  >([
    ["a good answer", faults.ok, faults.VOTABLE],
    ["gzip", faults.gzipped, faults.VOTABLE],
    ["a reset, once", [faults.resetBeforeHeaders, faults.ok], faults.VOTABLE],
    ["a reset in the body", faults.resetInBody, { code: "DAL_NETWORK", message: /after 200 bytes/ }],
    ["a Content-Length that is too long", faults.lengthTooLong, { code: "DAL_NETWORK", message: /bytes/ }],
    ["a redirect", [faults.redirect(302, "?again"), faults.ok], faults.VOTABLE],
    ["an endless redirect", faults.endlessRedirect, { code: "DAL_REDIRECT", message: /after 10 redirects/ }],
    ["404", faults.answer(404, "no"), { code: "DAL_NOT_FOUND", message: /"no"/ }],
    ["another protocol", faults.noHttp, { code: "DAL_NETWORK", message: /does not answer in HTTP/ }],
  ])("%s", async (_name, script, expected) => {
    const service = await faultyService();
    const url = service.on("/", ...(typeof script === "function" ? ([script] as const) : script));
    const asking = open()
      .request({ url })
      .then((response) => response.text());
    if (typeof expected === "string") expect(await asking).toBe(expected);
    else await expect(asking).rejects.toMatchObject(expected);
  });

  test.each([
    ["silence", faults.silence, /did not answer within [\d.]+ m?s/],
    ["silence in the body", faults.silenceInBody, /fell silent after 200 bytes/],
  ])("%s", async (_name, script, message) => {
    await atAnyScale(async (scale) => {
      const url = (await faultyService()).on("/", script);
      const asking = open({ timeoutMs: 300 * scale })
        .request({ url })
        .then((response) => response.text());
      await expect(asking).rejects.toMatchObject({ code: "DAL_TIMEOUT", message });
    });
  });

  test("an upload goes in one piece", async () => {
    const service = await faultyService();
    const url = service.on("/", faults.ok);
    const body = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < 3; at++) yield new TextEncoder().encode("row\n");
    };
    await (await open().request({ url, method: "POST", multipart: [{ name: "t", body }] })).close();
    expect(service.received[0]?.body).toContain("row\nrow\nrow\n");
    expect(service.received[0]?.headers["content-length"]).toBeDefined();
  });

  test("a client certificate cannot be shown", async () => {
    const credential = { kind: "certificate", origin: "https://127.0.0.1:1", certificate: "c", key: "k" } as const;
    await expect(open({ credentials: [credential] }).request({ url: "https://127.0.0.1:1/" })).rejects.toMatchObject({
      code: "DAL_USAGE",
      message: expect.stringMatching(/@armillary\/dali\/node/),
    });
  });
});

test("a fetch that heeds no signal does not hold anyone up, and what it brings late is given up", async () => {
  const cancel = vi.fn();
  let bring: (response: Response) => void = () => undefined;
  const fetch = (() => new Promise((resolve) => (bring = resolve))) as unknown as typeof globalThis.fetch;
  await expect(open({ fetch, timeoutMs: 20 }).request({ url: "https://h.example/" })).rejects.toMatchObject({
    code: "DAL_TIMEOUT",
  });
  bring(new Response(new ReadableStream({ cancel })));
  await expect.poll(() => cancel.mock.calls.length).toBe(1);
});

test("a body that heeds no signal ends at the deadline all the same", async () => {
  const fetch = (() =>
    Promise.resolve(
      new Response(new ReadableStream({ pull: () => new Promise(() => undefined) })),
    )) as unknown as typeof globalThis.fetch;
  const response = await open({ fetch, timeoutMs: 60_000 }).request({
    url: "https://h.example/",
    deadline: new Deadline(30),
  });
  await expect(response.bytes()).rejects.toMatchObject({ code: "DAL_TIMEOUT" });
});

describe("in browsers", () => {
  function inBrowser(answer: (init: RequestInit) => Response): [Transport, RequestInit[]] {
    vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0" });
    const inits: RequestInit[] = [];
    const fetch = ((_url: string, init: RequestInit) => {
      inits.push(init);
      return Promise.resolve(answer(init));
    }) as typeof globalThis.fetch;
    return [open({ fetch }), inits];
  }

  function followed(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Response {
    return Object.defineProperties(new Response(body, { headers }), {
      redirected: { value: true },
      url: { value: url },
    });
  }

  test("redirects are fetch's, and the answer says where they ended, also where they should be handed over", async () => {
    const [transport, inits] = inBrowser(() => followed("https://h.example/async/17", "<job/>"));
    const response: DalResponse = await transport.request({
      url: "https://h.example/async",
      method: "POST",
      redirect: "manual",
    });
    expect({ url: response.url, status: response.status, location: response.location }).toEqual({
      url: "https://h.example/async/17",
      status: 200,
      location: undefined,
    });
    expect(inits).toMatchObject([{ redirect: "follow", credentials: "omit", referrerPolicy: "no-referrer" }]);
  });

  test("who asks is said by the browser: a header of ours would cost a preflight", async () => {
    const [transport, inits] = inBrowser(() => new Response("here"));
    await (await transport.request({ url: "https://h.example/" })).close();
    expect(new Headers(inits[0]?.headers).has("User-Agent")).toBe(false);
  });

  test("a cookie, which would be left out in silence, is an error", async () => {
    vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0" });
    const credential = { kind: "cookie", origin: "https://h.example", name: "sid", value: "1" } as const;
    await expect(open({ credentials: [credential] }).request({ url: "https://h.example/" })).rejects.toMatchObject({
      code: "DAL_USAGE",
    });
  });

  test.each(["Failed to fetch", "NetworkError when attempting to fetch resource.", "Load failed"])(
    "fetch's word for everything, %s, is said with what it may be",
    async (words) => {
      const fetch = () => Promise.reject(new TypeError(words));
      await expect(open({ fetch, retry: { retries: 0 } }).request({ url: "https://h.example/" })).rejects.toMatchObject(
        {
          code: "DAL_NETWORK",
          message: expect.stringContaining("(CORS)"),
        },
      );
    },
  );

  test("a Content-Length that counts compressed bytes is not held against the body", async () => {
    const [transport] = inBrowser(() => new Response("short", { headers: { "Content-Length": "5000" } }));
    expect(await (await transport.request({ url: "https://h.example/" })).text()).toBe("short");
  });
});
