import { type Credential, type DalError, parseRewrites, printEvent } from "@armillary/dali";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { answer, echo, errorVotable, redirect } from "../../support/faults.ts";
import { type FaultyService, faultyService } from "../../support/faulty-service.ts";

// Ways in which clients have been seen to give secrets away: each a test that this one does not.

const SECRET = "s3cret-t0ken";

/** A transport that keeps all it says: events, log lines, errors. */
function open(options: NodeTransportOptions): {
  transport: ReturnType<typeof createNodeTransport>;
  said: () => string;
} {
  const lines: string[] = [];
  const transport = createNodeTransport({
    retry: { retries: 0 },
    ...options,
    onEvent: (event) => lines.push(JSON.stringify(event), printEvent(event, { headers: true }) ?? ""),
  });
  onTestFinished(() => transport.close());
  return { transport, said: () => lines.join("\n") };
}

function credentialsFor(origin: string): readonly Credential[] {
  return [
    { kind: "basic", origin, user: "me", password: SECRET },
    { kind: "cookie", origin, name: "mast_token", value: SECRET },
  ];
}

/** Whether a service was sent a secret, in any header, and in any spelling. */
function wasTold({ received }: FaultyService): boolean {
  const all = JSON.stringify(received);
  return [SECRET, btoa(`me:${SECRET}`)].some((secret) => all.includes(secret));
}

const refuse = answer(403, "no");

describe("five leaks that have been seen", () => {
  test("a token in a cookie that belongs to no domain reaches a second host, by redirect and by request", async () => {
    const [home, other] = [await faultyService(), await faultyService()];
    home.on("/x", redirect(302, other.on("/y", echo)));
    const { transport } = open({
      credentials: [{ kind: "cookie", origin: home.origin, name: "mast_token", value: SECRET }],
    });
    await (await transport.request({ url: `${home.origin}/x` })).close();
    await (await transport.request({ url: `${other.origin}/y` })).close();
    expect(home.received[0]?.headers.cookie).toBe(`mast_token=${SECRET}`);
    expect(other.received).toHaveLength(2);
    expect(wasTold(other)).toBe(false);
  });

  test("an Authorization that was set for a session is sent along with a request to another host", async () => {
    const [home, other] = [await faultyService(), await faultyService()];
    home.on("/", echo);
    other.on("/", echo);
    const { transport } = open({ credentials: [{ kind: "bearer", origin: home.origin, token: SECRET }] });
    for (const { origin } of [home, other, home]) await (await transport.request({ url: origin })).close();
    expect(home.received.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${SECRET}`, `Bearer ${SECRET}`]);
    expect(wasTold(other)).toBe(false);
  });

  test("a password that was given once is sent to every URL, those of an answer included", async () => {
    const [home, other] = [await faultyService(), await faultyService()];
    const access = other.on("/data.fits", echo);
    home.on("/siap", answer(200, JSON.stringify({ access_url: access })));
    const { transport } = open({ credentials: credentialsFor(home.origin) });
    const found = await (await transport.request({ url: `${home.origin}/siap` })).text();
    await (await transport.request({ url: (JSON.parse(found) as { access_url: string }).access_url })).close();
    expect(wasTold(home)).toBe(true);
    expect(other.received).toHaveLength(1);
    expect(wasTold(other)).toBe(false);
  });

  test("a protected address is compared as text, so that a host whose name goes on gets the password", async () => {
    const [home, other] = [await faultyService(), await faultyService()];
    other.on("/", echo);
    // http://ws.example.org is the beginning of http://ws.example.org.evil.example.
    const credentials = credentialsFor("https://ws.example.org");
    const rewrites = parseRewrites(
      `https://ws.example.org=${home.origin},https://ws.example.org.evil.example=${other.origin}`,
    );
    const { transport } = open({ credentials, rewrites });
    await (await transport.request({ url: "https://ws.example.org.evil.example/" })).close();
    expect(other.received).toHaveLength(1);
    expect(wasTold(other)).toBe(false);
  });

  test("a document of a service names a foreign address as one for its password, or one in clear text", async () => {
    const credentials = credentialsFor("https://ws.example.org");
    const [foreign, clear] = [await faultyService(), await faultyService()];
    foreign.on("/tap", echo);
    clear.on("/tap", echo);
    const rewrites = parseRewrites(`https://evil.example=${foreign.origin},http://ws.example.org=${clear.origin}`);
    const { transport } = open({ credentials, rewrites });
    // What capabilities say of securityMethods changes nothing: the transport asks its credentials alone.
    await (await transport.request({ url: "https://evil.example/tap" })).close();
    await (await transport.request({ url: "http://ws.example.org/tap" })).close();
    expect([wasTold(foreign), wasTold(clear)]).toEqual([false, false]);
  });
});

describe("redirects", () => {
  test.each([301, 302, 303, 307, 308])("%i to another port is another origin, after GET and POST", async (status) => {
    const [home, other] = [await faultyService(), await faultyService()];
    home.on("/", redirect(status, other.on("/", echo)));
    const { transport } = open({ credentials: credentialsFor(home.origin) });
    for (const method of ["GET", "POST"] as const)
      await (await transport.request({ url: home.origin, method })).close();
    expect([home.received.length, other.received.length]).toEqual([2, 2]);
    expect(wasTold(home)).toBe(true);
    expect(wasTold(other)).toBe(false);
  });

  test("a way back to the first origin gets the credentials again, by what it is, not by what was", async () => {
    const [home, other] = [await faultyService(), await faultyService()];
    home.on("/back", echo);
    home.on("/", redirect(302, other.on("/", redirect(302, `${home.origin}/back`))));
    const { transport } = open({ credentials: credentialsFor(home.origin) });
    await (await transport.request({ url: home.origin })).close();
    expect(home.received[1]?.headers.authorization).toMatch(/^Basic/);
    expect(wasTold(other)).toBe(false);
  });

  test.each([
    ["the name of the same machine", "localhost", ""],
    ["a trailing dot", "127.0.0.1.", ""],
    ["userinfo with the first host", "localhost", "127.0.0.1@"],
  ])("%s is another origin", async (_name, host, userinfo) => {
    const home = await faultyService();
    const { port } = new URL(home.origin);
    home.on("/y", echo);
    home.on("/x", redirect(302, `http://${userinfo}${host}:${port}/y`));
    const { transport } = open({ credentials: credentialsFor(home.origin) });
    // Whether such a host can be asked at all is not the question: 127.0.0.1. is spelt as 127.0.0.1 by URLs.
    const response = await transport.request({ url: `${home.origin}/x` });
    await response.close();
    const isSame = new URL(`http://${host}`).hostname === "127.0.0.1";
    expect(home.received[1]?.headers.authorization === undefined).toBe(!isSame);
  });

  test("userinfo in a Location is nobody's", async () => {
    const home = await faultyService();
    const { host } = new URL(home.origin);
    home.on("/y", echo);
    home.on("/x", redirect(302, `http://server:chose@${host}/y`));
    const { transport } = open({});
    const response = await transport.request({ url: `${home.origin}/x` });
    expect(response.url).toBe(`${home.origin}/y`);
    await response.close();
    expect(home.received[1]?.headers.authorization).toBeUndefined();
  });

  test("headers of the caller that may hold keys stay at home, harmless ones go along", async () => {
    const [home, other] = [await faultyService(), await faultyService()];
    home.on("/", redirect(307, other.on("/", echo)));
    const { transport } = open({});
    await (await transport.request({ url: home.origin, headers: { "X-Api-Key": SECRET, Range: "bytes=0-9" } })).close();
    expect(home.received[0]?.headers).toMatchObject({ "x-api-key": SECRET, range: "bytes=0-9" });
    expect(other.received[0]?.headers).toMatchObject({ range: "bytes=0-9" });
    expect(wasTold(other)).toBe(false);
  });
});

describe("a rewritten URL", () => {
  test("is judged by what it was before", async () => {
    const bench = await faultyService();
    bench.on("/", echo);
    const { transport } = open({
      rewrites: parseRewrites(`https://mast.stsci.edu=${bench.origin},https://other.example=${bench.origin}`),
      credentials: credentialsFor("https://mast.stsci.edu"),
    });
    await (await transport.request({ url: "https://mast.stsci.edu/" })).close();
    await (await transport.request({ url: "https://other.example/" })).close();
    expect(bench.received.map(({ headers }) => headers.authorization !== undefined)).toEqual([true, false]);
  });
});

describe("nothing that is said holds a secret", () => {
  test("userinfo of the URL that was given: used, and never seen again", async () => {
    const home = await faultyService();
    home.on("/", refuse);
    const { transport, said } = open({});
    const url = home.origin.replace("//", `//me:${SECRET}@`);
    const error = (await transport.request({ url }).catch((thrown: unknown) => thrown)) as DalError;
    expect(home.received[0]?.headers.authorization).toBe(`Basic ${btoa(`me:${SECRET}`)}`);
    expect(error.message).toContain(home.origin);
    for (const text of [error.message, JSON.stringify(error.failure), String(error.stack), said()]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(btoa(`me:${SECRET}`));
    }
  });

  test("tokens in queries and signatures of signed URLs", async () => {
    const home = await faultyService();
    home.on("/", redirect(302, `/bucket?X-Amz-Signature=${SECRET}&part=1`));
    home.on("/bucket", answer(404, `No key at /bucket?X-Amz-Signature=… for you.`));
    const { transport, said } = open({});
    const error = (await transport
      .request({ url: `${home.origin}/?token=${SECRET}` })
      .catch((thrown: unknown) => thrown)) as DalError;
    expect(home.received[1]?.url).toContain(SECRET);
    expect(error.failure.url).toBe(`${home.origin}/bucket?X-Amz-Signature=REDACTED&part=1`);
    expect(said()).toContain("token=REDACTED");
    expect(`${error.message}${said()}`).not.toContain(SECRET);
  });

  test("a page that repeats the headers it was sent", async () => {
    const home = await faultyService();
    home.on("/", ({ request, response }) =>
      response.writeHead(400).end(errorVotable(`I was sent ${request.headers.authorization}`)),
    );
    const { transport, said } = open({ credentials: credentialsFor(home.origin) });
    const error = (await transport.request({ url: home.origin }).catch((thrown: unknown) => thrown)) as DalError;
    expect(error.failure.serviceMessage).toBe("I was sent Basic REDACTED");
    expect(`${error.message}${said()}`).not.toContain(btoa(`me:${SECRET}`));
  });

  test("headers in events: the scheme and the names stay", async () => {
    const home = await faultyService();
    home.on("/", answer(200, "", { "Set-Cookie": `session=${SECRET}; Path=/` }));
    const { transport, said } = open({ credentials: credentialsFor(home.origin) });
    await (await transport.request({ url: home.origin })).close();
    expect(said()).toContain("Authorization: Basic REDACTED");
    expect(said()).toContain("Cookie: mast_token=REDACTED");
    expect(said()).toContain("set-cookie: session=REDACTED");
    expect(said()).not.toContain(SECRET);
  });

  test("the curl line has places for them", async () => {
    const { transport } = open({
      credentials: [
        ...credentialsFor("https://a.example"),
        { kind: "token", origin: "https://b.example", token: SECRET },
      ],
    });
    expect(transport.curl({ url: "https://a.example/x" })).toContain(`--user me:"$ARMILLARY_PASSWORD"`);
    expect(transport.curl({ url: "https://a.example/x" })).toContain(`--cookie mast_token="$ARMILLARY_COOKIE"`);
    expect(transport.curl({ url: "https://b.example/x" })).toContain(`"Authorization: token $ARMILLARY_TOKEN"`);
    expect(
      transport.curl({ url: `https://c.example/x?token=${SECRET}`, headers: { "X-Api-Key": SECRET } }),
    ).not.toContain(SECRET);
    expect(transport.curl({ url: `https://u:${SECRET}@c.example/x` })).not.toContain(SECRET);
    expect(
      transport.curl({ url: "https://c.example/x", method: "POST", parameters: [["password", SECRET]] }),
    ).not.toContain(SECRET);
  });

  test.each(["Authorization", "cookie", "Proxy-Authorization", "Host", "Content-Length"])(
    "a request cannot set %s itself",
    async (name) => {
      const { transport } = open({});
      await expect(
        transport.request({ url: "http://127.0.0.1:1/", headers: { [name]: SECRET } }),
      ).rejects.toMatchObject({
        code: "DAL_USAGE",
        message: expect.not.stringContaining(SECRET),
      });
    },
  );
});
