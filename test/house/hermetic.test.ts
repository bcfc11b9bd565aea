import { once } from "node:events";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";

// The setup of every lane: sockets open to this machine alone. 192.0.2.1 is an address that nobody has (RFC 5737).

test.each(["http://192.0.2.1/", "http://example.org/", "https://example.org/"])(
  "fetch of %s is refused",
  async (url) => {
    const failure = await fetch(url).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(String(failure instanceof Error ? failure.cause : failure)).toContain("loopback");
  },
);

test("so are plain sockets and requests", () => {
  expect(() => connect(80, "192.0.2.1")).toThrow("loopback");
  expect(() => connect({ host: "192.0.2.1", port: 80 })).toThrow("loopback");
  expect(() => request("http://192.0.2.1/")).toThrow("loopback");
});

test("loopback is open", async () => {
  const server = createServer((_, response) => response.end("here")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("here");
  expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe("here");
  server.close();
});
