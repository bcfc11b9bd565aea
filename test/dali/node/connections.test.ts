import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { answer, echo, ok, redirect, VOTABLE } from "../../support/faults.ts";
import { faultyService, pem } from "../../support/faulty-service.ts";

function open(options: NodeTransportOptions = {}): ReturnType<typeof createNodeTransport> {
  const transport = createNodeTransport({ retry: { baseMs: 0, retries: 1 }, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

describe("Content-Encoding", () => {
  const bytes = Buffer.from(VOTABLE.repeat(100));

  test("is left where the body is wanted as it was sent, and its length counts", async () => {
    const zipped = gzipSync(bytes);
    const service = await faultyService();
    const url = service.on("/", answer(200, zipped, { "Content-Encoding": "gzip" }), ok);
    const cut = service.on("/cut", ({ response, socket }) => {
      response.writeHead(200, { "Content-Encoding": "gzip", "Content-Length": zipped.length });
      response.write(zipped.subarray(0, 20), () => socket.end());
    });
    const transport = open();
    const response = await transport.request({ url, decode: false });
    expect(response.encoding).toBe("gzip");
    expect(Buffer.from(await response.bytes())).toEqual(zipped);
    const plain = await transport.request({ url, decode: false });
    expect([plain.encoding, await plain.text()]).toEqual([undefined, VOTABLE]);
    const broken = await transport.request({ url: cut, decode: false });
    await expect(broken.bytes()).rejects.toMatchObject({ code: "DAL_NETWORK" });
    expect(transport.curl({ url, decode: false })).not.toContain("--compressed");
  });

  test.each<[encoding: string, body: Uint8Array]>([
    ["identity", bytes],
    ["gzip", gzipSync(bytes)],
    ["X-GZip", gzipSync(bytes)],
    ["br", brotliCompressSync(bytes)],
    ["deflate", deflateSync(bytes)],
    ["deflate", deflateRawSync(bytes)],
    ["deflate, gzip", gzipSync(deflateSync(bytes))],
    ["gzip, deflate", deflateRawSync(gzipSync(bytes))],
  ])("%s", async (encoding, body) => {
    const service = await faultyService();
    const url = service.on("/", answer(200, body, { "Content-Encoding": encoding }));
    expect(await (await open().request({ url })).text()).toBe(bytes.toString());
    expect(service.received[0]?.headers["accept-encoding"]).toBe("gzip, deflate, br");
  });

  test.each<[encoding: string, message: RegExp]>([
    ["zstd", /"zstd", which was not asked for/],
    ["gzip, gzip, gzip, gzip, gzip", /5 of them around one another/],
    ["deflate", /does not decompress/],
    ["br", /does not decompress/],
  ])("%s around what is none", async (encoding, message) => {
    const service = await faultyService();
    const url = service.on("/", answer(200, VOTABLE, { "Content-Encoding": encoding }));
    const transport = open();
    await expect((await transport.request({ url })).bytes()).rejects.toMatchObject({ code: "DAL_NETWORK", message });
    await transport.close();
    await service.idle();
  });

  test("of an answer without a body is no fault", async () => {
    const service = await faultyService();
    const url = service.on("/", ({ request, response }) => {
      response.writeHead(request.method === "HEAD" ? 200 : 204, { "Content-Encoding": "gzip" }).end();
    });
    expect((await (await open().request({ url, method: "HEAD" })).bytes()).length).toBe(0);
    expect((await (await open().request({ url })).bytes()).length).toBe(0);
  });

  test("leaving a compressed body gives the connection up", async () => {
    const service = await faultyService();
    const url = service.on(
      "/",
      answer(200, gzipSync(Buffer.alloc(4_000_000, "abcdefgh")), { "Content-Encoding": "gzip" }),
    );
    const transport = open();
    for await (const _chunk of (await transport.request({ url })).body) break;
    await transport.close();
    await expect(service.idle()).resolves.toBeUndefined();
  });
});

describe("TLS", () => {
  test("a certificate of an authority that is not known is refused, once, in words", async () => {
    const service = await faultyService({ tls: true });
    const url = service.on("/", ok);
    await expect(open().request({ url })).rejects.toMatchObject({
      code: "DAL_NETWORK",
      message: /TLS certificate of an authority that is not known here/,
      failure: { attempts: 1 },
    });
  });

  test("an authority can be made known", async () => {
    const service = await faultyService({ tls: true });
    const url = service.on("/", ok);
    const transport = open({ certificateAuthorities: pem("authority") });
    expect(await (await transport.request({ url })).text()).toBe(VOTABLE);
  });

  test("plain HTTP where TLS is due, and the other way round", async () => {
    const [plain, secure] = [await faultyService(), await faultyService({ tls: true })];
    for (const url of [plain.origin.replace("http:", "https:"), secure.origin.replace("https:", "http:")]) {
      await expect(open().request({ url })).rejects.toMatchObject({ code: "DAL_NETWORK" });
    }
  });

  test("a redirect from https to this machine's http is followed; to another host's it is not", async () => {
    const [secure, plain] = [await faultyService({ tls: true }), await faultyService()];
    const here = secure.on("/here", redirect(302, plain.on("/", ok)));
    const away = secure.on("/away", redirect(302, "http://example.org/"));
    const transport = open({ certificateAuthorities: pem("authority") });
    expect(await (await transport.request({ url: here })).text()).toBe(VOTABLE);
    await expect(transport.request({ url: away })).rejects.toMatchObject({ code: "DAL_REDIRECT" });
  });

  describe("client certificates", () => {
    const certificate = { kind: "certificate", certificate: pem("client"), key: pem("client-key") } as const;

    test("open their origin, and no connection that was opened with one serves another", async () => {
      const [guarded, other] = [await faultyService({ tls: "client" }), await faultyService({ tls: "client" })];
      const url = guarded.on("/", ok);
      const elsewhere = other.on("/", ok);
      const transport = open({
        certificateAuthorities: pem("authority"),
        credentials: [{ ...certificate, origin: guarded.origin }],
      });
      expect(await (await transport.request({ url })).text()).toBe(VOTABLE);
      await expect(transport.request({ url: elsewhere })).rejects.toMatchObject({ code: "DAL_NETWORK" });
      expect(other.received).toEqual([]);
    });

    test("are left behind by a redirect to another origin", async () => {
      const [guarded, other] = [await faultyService({ tls: "client" }), await faultyService({ tls: "client" })];
      const url = guarded.on("/", redirect(302, other.on("/", ok)));
      const transport = open({
        certificateAuthorities: pem("authority"),
        credentials: [{ ...certificate, origin: guarded.origin }],
      });
      await expect(transport.request({ url })).rejects.toMatchObject({ code: "DAL_NETWORK" });
      expect([guarded.received.length, other.received.length]).toEqual([1, 0]);
    });
  });
});

describe("proxies", () => {
  /** A proxy that keeps what it was asked for: whole URLs for http, tunnels for https. */
  async function proxy(): Promise<{ url: string; asked: string[]; authorizations: (string | undefined)[] }> {
    const asked: string[] = [];
    const authorizations: (string | undefined)[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      authorizations.push(request.headers["proxy-authorization"]);
      response.end("by proxy");
    });
    server.on("connect", (request, socket: Socket) => {
      asked.push(`CONNECT ${request.url}`);
      authorizations.push(request.headers["proxy-authorization"]);
      const [, port] = /:(\d+)$/.exec(request.url ?? "") ?? [];
      const through = connect(Number(port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connected\r\n\r\n");
        through.pipe(socket).pipe(through);
      });
      for (const one of [socket, through]) {
        sockets.add(one);
        one.on("error", () => undefined);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, authorizations };
  }

  test("http URLs are handed over, https ones go through a tunnel with TLS to the service", async () => {
    const { url, asked, authorizations } = await proxy();
    const secure = await faultyService({ tls: true });
    const there = secure.on("/there", echo);
    const transport = open({
      certificateAuthorities: pem("authority"),
      proxy: { http: url.replace("//", "//user:pass%21@"), https: url, noProxy: "" },
      credentials: [{ kind: "bearer", origin: secure.origin, token: "t0ken" }],
    });
    expect(await (await transport.request({ url: "http://archive.example.org/x?y=1" })).text()).toBe("by proxy");
    expect(await (await transport.request({ url: there })).text()).toContain("Bearer t0ken");
    expect(asked).toEqual(["GET http://archive.example.org/x?y=1", `CONNECT ${new URL(there).host}`]);
    expect(authorizations).toEqual([`Basic ${btoa("user:pass!")}`, undefined]);
  });

  test("NO_PROXY: hosts, domains, everything", async () => {
    const service = await faultyService();
    const direct = service.on("/", ok);
    for (const noProxy of ["127.0.0.1", "example.org, 127.0.0.1", "*"]) {
      const { url, asked } = await proxy();
      const transport = open({ proxy: { http: url, noProxy } });
      expect(await (await transport.request({ url: direct })).text()).toBe(VOTABLE);
      expect(asked).toEqual([]);
    }
  });

  test("the environment is not read", async () => {
    const { url, asked } = await proxy();
    const service = await faultyService();
    const direct = service.on("/", ok);
    const before = { ...process.env };
    onTestFinished(() => {
      for (const name of ["HTTP_PROXY", "http_proxy"]) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    });
    process.env["HTTP_PROXY"] = url;
    process.env["http_proxy"] = url;
    expect(await (await open().request({ url: direct })).text()).toBe(VOTABLE);
    expect(await (await open({ proxy: { https: url } }).request({ url: direct })).text()).toBe(VOTABLE);
    expect(asked).toEqual([]);
  });

  test("what is no proxy is refused, without its password", () => {
    for (const http of ["socks5://me:s3cret@h:1", "//me:s3cret@h"]) {
      expect(() => open({ proxy: { http } })).toThrow(
        expect.objectContaining({ code: "DAL_USAGE", message: expect.not.stringContaining("s3cret") }),
      );
    }
  });
});

describe("uploads", () => {
  const rows = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 100; at++) yield new TextEncoder().encode("row\n".repeat(1000));
  };

  test.each([
    ["a length that is known", 400_000, true],
    ["a length that is not", undefined, false],
  ])("stream, with %s", async (_name, sizeBytes, hasLength) => {
    const service = await faultyService();
    const url = service.on("/sync", ok);
    const part = {
      name: "t",
      filename: 'a"b\r\n.csv',
      contentType: "text/csv",
      body: rows,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    };
    await (
      await open().request({ url, method: "POST", parameters: [["UPLOAD", "t,param:t"]], multipart: [part] })
    ).close();
    const { headers = {}, body = "" } = service.received[0] ?? {};
    expect(headers["content-length"]).toBe(hasLength ? String(body.length) : undefined);
    expect(headers["transfer-encoding"]).toBe(hasLength ? undefined : "chunked");
    expect(body).toContain('name="UPLOAD"\r\n\r\nt,param:t\r\n');
    expect(body).toContain('name="t"; filename="a%22b%0D%0A.csv"\r\nContent-Type: text/csv\r\n\r\nrow\n');
    expect(body.match(/row\n/g)).toHaveLength(100_000);
  });

  test("that have another size than was said end in an error, not in silence", async () => {
    const service = await faultyService();
    const url = service.on("/sync", ok);
    for (const sizeBytes of [399_999, 400_001]) {
      const asked = open().request({ url, method: "POST", multipart: [{ name: "t", body: rows, sizeBytes }] });
      await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/DAL_USAGE|DAL_NETWORK/) });
    }
  });

  test("whose source fails end in that error", async () => {
    const service = await faultyService();
    const url = service.on("/sync", ok);
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10);
      throw new Error("the table cannot be read");
    };
    await expect(open().request({ url, method: "POST", multipart: [{ name: "t", body }] })).rejects.toMatchObject({
      code: "DAL_USAGE",
      message: expect.stringMatching(/The part "t" cannot be sent: the table cannot be read/),
    });
  });

  test("that are refused before their end give the refusal", async () => {
    const service = await faultyService();
    const url = service.on("/sync", ok);
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(100_000);
    };
    const early = createServer((_request, response) => {
      response.writeHead(413, { "Content-Type": "text/plain" }).end("Uploads end at 1 MB");
    });
    await new Promise<void>((resolve) => early.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      early.closeAllConnections();
      early.close();
    });
    const target = url.replace(new URL(url).port, String((early.address() as AddressInfo).port));
    await expect(
      open().request({ url: target, method: "POST", multipart: [{ name: "t", body: endless }] }),
    ).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      message: expect.stringMatching(/Uploads end at 1 MB/),
    });
  });
});
