import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { TransportEvent } from "@armillary/dali";
import { type DownloadItem, parseChecksum } from "@armillary/dali/download";
import { describe, expect, test } from "vitest";
import { awake } from "../../support/awake.ts";
import { answer, endlessBody, html500, raw, redirect } from "../../support/faults.ts";
import { type Answer, faultyService } from "../../support/faulty-service.ts";
import { contentOf, sha256Of } from "../../support/file-server.ts";
import { download, fateOf, newFolder, pathsIn, readManifest, sumsIn } from "./running.ts";

// Whatever a server says or does: nothing is written outside of the folder, and nothing that is wrong stays in it.

const FILE = contentOf("file", 3000);
const FITS = { "Content-Type": "application/fits" };

describe("names that a server gives", () => {
  const long = "x".repeat(5000);
  const cases: readonly (readonly [name: string, disposition: string, path: string | RegExp])[] = [
    ["that climb", 'attachment; filename="../../../../etc/passwd"', "passwd"],
    ["that climb by backslashes", 'attachment; filename="..\\\\..\\\\boot.ini"', "boot.ini"],
    ["that climb, percent-encoded", "attachment; filename=%2e%2e%2f%2e%2e%2fx.fits", "x.fits"],
    ["that climb, in the extended form", "attachment; filename*=UTF-8''..%2F..%2Fy.fits", "y.fits"],
    ["that are dots", 'attachment; filename=".."', "_"],
    ["that are absolute", 'attachment; filename="/etc/shadow.fits"', "shadow.fits"],
    ["with a drive", 'attachment; filename="C:\\Windows\\win.ini"', "win.ini"],
    ["with a stream of NTFS", 'attachment; filename="a.fits:hidden"', "a.fits_hidden"],
    ["with NUL, percent-encoded", "attachment; filename*=UTF-8''a%00b.fits", "a_b.fits"],
    ["with control characters", "attachment; filename*=UTF-8''a%1b%5b2J%0ab.fits", "a_[2J_b.fits"],
    ["with 5 000 characters", `attachment; filename="${long}.fits.gz"`, /^x{200,}\.fits\.gz$/],
    [
      "with 5 000 characters of three bytes",
      `attachment; filename*=UTF-8''${"%E2%82%AC".repeat(5000)}.fits`,
      /^€{60,}\.fits$/,
    ],
    ["of a device of Windows", 'attachment; filename="CON.fits"', "_CON.fits"],
    ["that end in dots and blanks", 'attachment; filename="a.fits. . "', "a.fits"],
    ["that are hidden", 'attachment; filename=".bashrc"', "_bashrc"],
    ["that turn the direction of text", "attachment; filename*=UTF-8''a%E2%80%AEstif.exe", "a_stif.exe"],
    ["of the manifest", 'attachment; filename="armillary-manifest.jsonl"', /^armillary-manifest-[0-9a-f]{8}\.jsonl$/],
    [
      "of the manifest in capitals",
      'attachment; filename="ARMILLARY-manifest.jsonl"',
      /^ARMILLARY-manifest-[0-9a-f]{8}\.jsonl$/,
    ],
    ["of the lock", 'attachment; filename="armillary-download.lock"', /^armillary-download-[0-9a-f]{8}\.lock$/],
    ["that are empty", 'attachment; filename=""', "get.fits"],
    ["in UTF-8 that is not declared", `attachment; filename="${Buffer.from("Ü.fits").toString("latin1")}"`, "Ü.fits"],
  ];
  test.each(cases)("%s", async (_name, disposition, path) => {
    const service = await faultyService();
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/fits\r\nContent-Length: 3000\r\nContent-Disposition: ${disposition}\r\n\r\n`;
    const url = service.on("/get", raw(Buffer.concat([Buffer.from(head, "latin1"), FILE])));
    const parent = await newFolder();
    await download(join(parent, "in"), [{ url }]);
    const paths = await pathsIn(parent);
    expect(paths.filter((each) => !each.startsWith("in/"))).toEqual([]);
    const [own, ...others] = paths.map((each) => each.slice(3)).filter((each) => each !== "armillary-manifest.jsonl");
    expect(others).toEqual([]);
    expect(own).toEqual(typeof path === "string" ? path : expect.stringMatching(path));
    expect(Buffer.byteLength(own ?? "")).toBeLessThanOrEqual(255);
  });

  test.each([
    ["climbing", "/a/%2e%2e%2f%2e%2e%2fpasswd", "", undefined],
    ["an asked path that climbs", "/x", "_/_/x.fits", "../../x.fits"],
    ["an asked path that is absolute", "/x", "etc/x.fits", "/etc/x.fits"],
  ])("%s in a URL or a table", async (_name, place, path, asked) => {
    const service = await faultyService();
    const url = `${service.origin}${place}`;
    service.on(new URL(url).pathname, answer(200, FILE, FITS));
    const parent = await newFolder();
    await download(join(parent, "in"), [{ url, ...(asked === undefined ? {} : { path: asked }) }]);
    const paths = (await pathsIn(parent)).filter((each) => !each.endsWith(".jsonl"));
    expect(paths).toHaveLength(1);
    expect(paths[0]).toMatch(/^in\//);
    if (asked !== undefined) expect(paths).toEqual([`in/${path}`]);
  });

  test("two that are equal, or differ in case or normalisation alone, are two files, the same in every run", async () => {
    const service = await faultyService();
    const names = ["m31.fits", "m31.fits", "M31.FITS", "Ä.fits", "A\u0308.fits"];
    const items = names.map((name, at): DownloadItem => {
      const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
      return {
        url: service.on(
          `/${at}`,
          answer(200, contentOf(String(at), 500), { ...FITS, "Content-Disposition": disposition }),
        ),
      };
    });
    const folder = await newFolder();
    await download(folder, items, { parallel: 1 });
    const sums = await sumsIn(folder);
    expect(Object.values(sums).sort()).toEqual(names.map((_, at) => sha256Of(contentOf(String(at), 500))).sort());
    expect(Object.keys(sums).map((name) => name.replace(/-[0-9a-f]{8}\./, "-#.").normalize("NFC"))).toEqual([
      "M31-#.FITS",
      "m31-#.fits",
      "m31.fits",
      "Ä-#.fits",
      "Ä.fits",
    ]);
    expect((await download(folder, items.reverse())).summary.presentFiles).toBe(5);
    expect(await sumsIn(folder)).toEqual(sums);
  });
});

/**
 * A server whose first answer breaks off in the middle of the file, and what it does with the request for the rest. What came
 * together with the end of a connection is lost to undici: it breaks off a while after.
 */
function breaking(
  after: number,
  second: Answer,
  headers: Readonly<Record<string, string>> = { ETag: '"one"' },
): [Answer, Answer] {
  const first: Answer = ({ response, socket }) => {
    response.writeHead(200, { ...FITS, "Content-Length": FILE.length, "Accept-Ranges": "bytes", ...headers });
    response.write(FILE.subarray(0, after), () => void awake(250).then(() => socket.destroy()));
  };
  return [first, second];
}

function part(
  from: number,
  body: Buffer,
  range: string,
  headers: Readonly<Record<string, string>> = { ETag: '"one"' },
): Answer {
  return (call) => {
    if (call.request.headers.range === undefined) return answer(200, FILE, { ...FITS, ETag: '"one"' })(call);
    return answer(206, body.subarray(from), { ...FITS, "Content-Range": range, ...headers })(call);
  };
}

describe("lengths", () => {
  const CASES: readonly (readonly [name: string, script: Answer, item: Partial<DownloadItem>, fate: string])[] = [
    [
      "a Content-Length that is too long",
      raw(Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n"), FILE])),
      {},
      "DAL_NETWORK",
    ],
    ["a declared size that is too long", answer(200, FILE, FITS), { bytes: 3001 }, "DOWNLOAD_SIZE"],
    ["a declared size that is too short", answer(200, FILE, FITS), { bytes: 2999 }, "DOWNLOAD_SIZE"],
    ["a declared size that is too long, without Content-Length", chunked(FILE), { bytes: 3001 }, "DOWNLOAD_SIZE"],
    ["a declared size that is too short, without Content-Length", chunked(FILE), { bytes: 2999 }, "DOWNLOAD_SIZE"],
    ["a declared size that is right, without Content-Length", chunked(FILE), { bytes: 3000 }, "complete"],
    ["an estimate that is wrong", answer(200, FILE, FITS), { estimatedBytes: 17 }, "complete"],
    ["an endless body with a declared size", endlessBody, { bytes: 3000 }, "DOWNLOAD_SIZE"],
    [
      "a declared sum that is wrong",
      answer(200, FILE, FITS),
      { checksum: sum(contentOf("other", 3000)) },
      "DOWNLOAD_CHECKSUM",
    ],
    ["a declared sum that is right", answer(200, FILE, FITS), { checksum: sum(FILE) }, "complete"],
    ["204", answer(204), {}, "DAL_HTTP"],
    ["202: the file is being fetched from tape", answer(202, "Come back later."), {}, "DAL_HTTP"],
    ["206 that nobody asked for", answer(206, FILE, { "Content-Range": "bytes 0-2999/6000" }), {}, "DOWNLOAD_CHANGED"],
    ["500", html500, {}, "DAL_HTTP"],
    [
      "a page of a login where FITS is due",
      answer(200, "<html><body>Log in</body></html>", { "Content-Type": "text/html" }),
      { contentType: "application/fits" },
      "DAL_FORMAT",
    ],
  ];
  test.each(CASES)("%s", async (_name, script, item, fate) => {
    const service = await faultyService();
    const folder = await newFolder();
    const result = await download(folder, [{ url: service.on("/a.fits", script), ...item }], { retries: 1 });
    expect(fateOf(result)).toBe(fate);
    expect(await sumsIn(folder)).toEqual(fate === "complete" ? { "a.fits": sha256Of(FILE) } : {});
    expect((await readManifest(folder)).at(-1)).toMatchObject(
      fate === "complete" ? { status: "complete" } : { status: "failed", error: { code: fate } },
    );
  });

  test("a Content-Length that is too short bounds the file, and a declared size finds it out", async () => {
    const service = await faultyService();
    const script = raw(Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n"), FILE]));
    const folder = await newFolder();
    const result = await download(folder, [{ url: service.on("/a.fits", script), bytes: 3000 }]);
    expect(fateOf(result)).toBe("DOWNLOAD_SIZE");
    expect(await pathsIn(folder)).toEqual([]);
  });

  test("an endless body is bounded by maxBytes", async () => {
    const service = await faultyService();
    const folder = await newFolder();
    const result = await download(folder, [{ url: service.on("/a.fits", endlessBody) }], { maxBytes: 1_000_000 });
    expect(fateOf(result)).toBe("DOWNLOAD_LIMIT");
    expect(result.summary.receivedBytes).toBeLessThanOrEqual(1_000_000);
    expect(await pathsIn(folder)).toEqual([]);
    await service.idle();
  });

  test("a length beyond maxBytes, or beyond the disk, is refused before a byte is written", async () => {
    const service = await faultyService();
    const huge: Answer = ({ response }) => void response.writeHead(200, { "Content-Length": 2 ** 50 }).write("x");
    const url = service.on("/a.fits", huge);
    const folder = await newFolder();
    expect(fateOf(await download(folder, [{ url }]))).toBe("DOWNLOAD_LIMIT");
    expect(fateOf(await download(folder, [{ url }], { maxBytes: 2 ** 51 }))).toBe("DOWNLOAD_SPACE");
    expect(await pathsIn(folder)).toEqual([]);
  });
});

describe("Content-Encoding", () => {
  const zipped = gzipSync(FILE);
  const encoded = { "Content-Encoding": "gzip", "Content-Length": String(zipped.length) };
  test("is not asked for", async () => {
    const service = await faultyService();
    await download(await newFolder(), [{ url: service.on("/a.fits", answer(200, FILE, FITS)) }]);
    expect(service.received[0]?.headers["accept-encoding"]).toBe("identity");
  });

  test.each([
    ["of a file that is kept compressed stays (Apache's mod_mime)", "/a.fits.gz", {}, sha256Of(zipped)],
    ["of the declared length stays", "/a.fits", { bytes: zipped.length }, sha256Of(zipped)],
    ["on the way alone is taken off", "/a.fits", {}, sha256Of(FILE)],
    ["on the way alone is taken off, and the declared size is of the file", "/a.fits", { bytes: 3000 }, sha256Of(FILE)],
  ])("%s", async (_name, path, item, sha256) => {
    const service = await faultyService();
    const folder = await newFolder();
    await download(folder, [{ url: service.on(path, answer(200, zipped, { ...FITS, ...encoded })), ...item }]);
    expect(await sumsIn(folder)).toEqual({ [path.slice(1)]: sha256 });
  });

  test.each([
    ["a bomb", gzipSync(Buffer.alloc(256 * 1024 * 1024)), {}, "DAL_NETWORK"],
    ["a bomb against a declared size", gzipSync(Buffer.alloc(64 * 1024 * 1024)), { bytes: 3000 }, "DOWNLOAD_SIZE"],
    ["a body that is cut", zipped.subarray(0, 1500), {}, "DAL_NETWORK"],
  ])("%s leaves nothing", async (_name, body, item, fate) => {
    const service = await faultyService();
    const folder = await newFolder();
    const script = answer(200, body, { "Content-Encoding": "gzip" });
    const result = await download(folder, [{ url: service.on("/a.fits", script), ...item }], { retries: 0 });
    expect(fateOf(result)).toBe(fate);
    expect(await pathsIn(folder)).toEqual([]);
  });
});

describe("a connection that breaks off in the middle", () => {
  const rest = (at: number): string => `bytes ${at}-2999/3000`;
  const CASES: readonly (readonly [name: string, answers: [Answer, Answer], requests: number])[] = [
    ["goes on by the rest", breaking(1000, part(1000, FILE, rest(1000))), 2],
    ["a 206 from another place", breaking(1000, part(500, FILE, rest(500))), 3],
    ["a 206 that says one place and sends another length", breaking(1000, part(500, FILE, rest(1000))), 3],
    ["a 206 without Content-Range", breaking(1000, part(1000, FILE, "bytes */*")), 3],
    ["a 206 of a file of another length", breaking(1000, part(1000, FILE, "bytes 1000-2999/4000")), 3],
    ["a 206 of a part of the rest", breaking(1000, part(1000, FILE.subarray(0, 2000), "bytes 1000-1999/3000")), 3],
    ["a 206 with another ETag", breaking(1000, part(1000, FILE, rest(1000), { ETag: '"two"' })), 3],
    ["200: the server knows no ranges", breaking(1000, answer(200, FILE, FITS)), 2],
    ["no validator: all is asked for again", breaking(1000, answer(200, FILE, FITS), {}), 2],
    ["a weak ETag: all is asked for again", breaking(1000, answer(200, FILE, FITS), { ETag: 'W/"one"' }), 2],
    [
      "416: the file is shorter now",
      breaking(1000, (call) =>
        call.request.headers.range === undefined
          ? answer(200, FILE)(call)
          : answer(416, "", { "Content-Range": "bytes */500" })(call),
      ),
      3,
    ],
  ];
  test.each(CASES)("%s", async (_name, answers, requests) => {
    const service = await faultyService();
    const folder = await newFolder();
    const result = await download(folder, [{ url: service.on("/a.fits", ...answers) }]);
    expect(fateOf(result)).toBe("complete");
    expect(await sumsIn(folder)).toEqual({ "a.fits": sha256Of(FILE) });
    expect(service.received).toHaveLength(requests);
  });

  test("a file that has changed meanwhile comes in its new form, whole", async () => {
    const service = await faultyService();
    const changed = contentOf("changed", 2500);
    const url = service.on("/a.fits", ...breaking(1000, answer(200, changed, { ...FITS, ETag: '"two"' })));
    const folder = await newFolder();
    await download(folder, [{ url }]);
    expect(service.received[1]?.headers).toMatchObject({ range: "bytes=1000-", "if-range": '"one"' });
    expect(await sumsIn(folder)).toEqual({ "a.fits": sha256Of(changed) });
  });

  test("a server that mixes pieces up is found out by the declared sum, and asked for all of it", async () => {
    const service = await faultyService();
    const other = contentOf("other", 3000);
    const url = service.on("/a.fits", ...breaking(1000, part(1000, other, rest(1000))));
    const folder = await newFolder();
    const result = await download(folder, [{ url, checksum: sum(FILE) }]);
    expect(fateOf(result)).toBe("complete");
    expect(await sumsIn(folder)).toEqual({ "a.fits": sha256Of(FILE) });
  });

  test("a server that never gets further is given up", async () => {
    const service = await faultyService();
    const [first] = breaking(1000, answer(200));
    const folder = await newFolder();
    const result = await download(folder, [{ url: service.on("/a.fits", first) }], { retries: 2 });
    expect(fateOf(result)).toBe("DAL_NETWORK");
    expect(await pathsIn(folder)).toEqual([]);
  });

  test("a host that never answered is not waited for, nor asked for each of its files", async () => {
    const service = await faultyService();
    await service.close();
    const items = Array.from({ length: 50 }, (_, at) => ({ url: `${service.origin}/${at}.fits` }));
    let sent = 0;
    const onEvent = ({ type }: TransportEvent): void => {
      if (type === "sent") sent++;
    };
    const { summary } = await download(await newFolder(), items, {}, { retry: { retries: 0 }, onEvent });
    expect(summary.failedFiles).toBe(50);
    expect(sent).toBeLessThan(10);
    expect(summary.elapsedMs).toBeLessThan(60_000);
  });
});

test("a password goes to its own origin alone, along every redirect", async () => {
  const [home, elsewhere] = [await faultyService(), await faultyService()];
  elsewhere.on("/b.fits", answer(200, FILE, FITS));
  const url = home.on("/a.fits", redirect(302, `${elsewhere.origin}/b.fits`));
  const folder = await newFolder();
  const credentials = [{ kind: "basic", origin: home.origin, user: "me", password: "s3cret" } as const];
  await download(folder, [{ url }, { url: url.replace("//", "//me:s3cret@") }], {}, { credentials });
  expect(home.received.map(({ headers }) => headers.authorization)).toEqual([
    expect.stringMatching(/^Basic/),
    expect.stringMatching(/^Basic/),
  ]);
  expect(elsewhere.received.map(({ headers }) => [headers.authorization, headers["accept-encoding"]])).toEqual([
    [undefined, "identity"],
    [undefined, "identity"],
  ]);
  expect(JSON.stringify(await readManifest(folder))).not.toContain("s3cret");
});

test("a folder in the place of a file, and a file in the place of a folder, are said so", async () => {
  const service = await faultyService();
  const url = service.on("/x", answer(200, FILE, FITS));
  const folder = await newFolder();
  await writeFile(join(folder, "file"), "mine");
  const result = await download(folder, [{ url, path: "file/a.fits" }]);
  expect(fateOf(result)).toBe("DOWNLOAD_PATH");
  expect(fateOf(await download(folder, [{ url, path: "a/b.fits" }]))).toBe("complete");
  expect(fateOf(await download(folder, [{ url, path: "a" }]))).toBe("DOWNLOAD_PATH");
});

function chunked(body: Buffer): Answer {
  return ({ response }) => {
    response.writeHead(200, FITS);
    response.write(body.subarray(0, 100));
    response.end(body.subarray(100));
  };
}

function sum(bytes: Buffer): NonNullable<DownloadItem["checksum"]> {
  const checksum = parseChecksum(sha256Of(bytes));
  if (checksum === undefined) throw new Error("no checksum");
  return checksum;
}
