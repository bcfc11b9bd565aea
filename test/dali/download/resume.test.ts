import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MANIFEST_NAME } from "@armillary/dali/node";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isResumable, judgeAnswer, rangeHeaders, validatorsOf } from "../../../packages/dali/src/download/resume.ts";
import { contentOf, type FileServer, openFileServer, sha256Of } from "../../support/file-server.ts";
import { download, sumsIn } from "./running.ts";

describe("validators (RFC 9110, section 8.8)", () => {
  const date = "Sun, 22 Nov 2026 12:00:00 GMT";
  test.each([
    ["a strong ETag", { etag: '"a"' }, { etag: '"a"' }],
    ["a weak ETag", { etag: 'W/"a"' }, {}],
    ["an ETag without quotes", { etag: "a" }, {}],
    [
      "a date that is old",
      { date, "last-modified": "Sun, 22 Nov 2026 11:59:59 GMT" },
      { lastModified: "Sun, 22 Nov 2026 11:59:59 GMT" },
    ],
    ["a date that is as young as the answer", { date, "last-modified": date }, {}],
    ["a date that cannot be compared", { "last-modified": date }, {}],
    ["nothing", {}, {}],
  ])("%s", (_name, headers, validators) => {
    expect(validatorsOf(new Headers(headers as Record<string, string>), undefined)).toEqual(validators);
  });

  test("a server that says it knows no ranges is not asked for any", () => {
    expect(isResumable({ etag: '"a"' }, new Headers())).toBe(true);
    expect(isResumable({ etag: '"a"' }, new Headers({ "accept-ranges": "none" }))).toBe(false);
  });
});

describe("what is asked for", () => {
  test.each([
    ["the rest", 100, { etag: '"a"', totalBytes: 1000 }, { Range: "bytes=100-", "If-Range": '"a"' }],
    ["the ETag before the date", 100, { etag: '"a"', lastModified: "x" }, { Range: "bytes=100-", "If-Range": '"a"' }],
    [
      "the last byte of what is whole",
      1000,
      { lastModified: "x", totalBytes: 1000 },
      { Range: "bytes=999-", "If-Range": "x" },
    ],
    ["all, of nothing", 0, { etag: '"a"', totalBytes: 1000 }, {}],
    ["all, of one byte", 1, { etag: '"a"', totalBytes: 1 }, {}],
  ])("%s", (_name, offsetBytes, validators, headers) => {
    expect(rangeHeaders({ offsetBytes, validators })).toEqual(headers);
  });
});

test("an answer goes on with a part only where it gives the very rest of the very file", () => {
  const validators = { etag: '"a"', totalBytes: 1000 };
  const header = fc.record(
    {
      "content-range": fc.oneof(
        fc
          .tuple(fc.nat(1100), fc.nat(1100), fc.nat(1100))
          .map(([first, last, total]) => `bytes ${first}-${last}/${total}`),
        fc.constantFrom(
          "bytes 100-999/1000",
          "bytes 100-999/*",
          "bytes */1000",
          "bytes 100-998/1000",
          "items 100-999/1000",
          "",
        ),
      ),
      etag: fc.constantFrom('"a"', '"b"', 'W/"a"'),
      "content-length": fc.constantFrom("900", "901", "1000", "x"),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.constantFrom(200, 203, 206, 416), header, (status, fields) => {
      const verdict = judgeAnswer(
        { status, headers: new Headers(fields as Record<string, string>) },
        { offsetBytes: 100, validators },
      );
      const isRest =
        status === 206 &&
        fields["content-range"] === "bytes 100-999/1000" &&
        (fields.etag ?? '"a"') === '"a"' &&
        (fields["content-length"] === undefined || ["900", "x"].includes(fields["content-length"]));
      expect(verdict.kind === "rest").toBe(isRest);
      expect(verdict.kind === "whole").toBe(status < 206);
    }),
    { numRuns: 1000 },
  );
});

describe("a part that a killed process left", () => {
  const content = contentOf("resumed", 3_000_000);
  let server: FileServer;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ server, close } = await openFileServer());
    server.files.set("/a.fits", { content, etag: '"v1"' });
    server.files.set("/dated.fits", {
      content,
      etag: "",
      headers: { "Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT" },
    });
  });
  afterAll(() => close());

  /** A folder with the first bytes of a file, and the line that says whose they are. */
  async function withPart(
    path: string,
    bytes: Buffer,
    line: object,
    then: (folder: string) => Promise<void>,
  ): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "armillary-resume-"));
    try {
      await writeFile(join(folder, `${path}.part`), bytes);
      const entry = { url: `${server.origin}/${path}`, path, status: "started", time: "2026-11-22T00:00:00Z", ...line };
      await writeFile(join(folder, MANIFEST_NAME), `${JSON.stringify(entry)}\n`);
      await then(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test("cut anywhere, the file comes whole, and no byte of it twice", async () => {
    const cuts = fc.oneof(fc.nat(content.length), fc.constantFrom(0, 1, content.length - 1, content.length));
    await fc.assert(
      fc.asyncProperty(cuts, async (cut) => {
        await withPart("a.fits", content.subarray(0, cut), { etag: '"v1"', bytes: content.length }, async (folder) => {
          const { summary } = await download(folder, [{ url: `${server.origin}/a.fits` }]);
          expect(await sumsIn(folder)).toEqual({ "a.fits": sha256Of(content) });
          expect(summary.receivedBytes).toBe(content.length - cut);
        });
      }),
      { numRuns: 25 },
    );
  });

  const CASES = [
    ["by date", "dated.fits", { lastModified: "Sun, 01 Nov 2026 00:00:00 GMT" }, 2_000_000],
    ["by a date that has changed: anew", "dated.fits", { lastModified: "Sun, 02 Nov 2025 00:00:00 GMT" }, 3_000_000],
    ["by an ETag that has changed: anew", "a.fits", { etag: '"v0"' }, 3_000_000],
    ["without a validator: anew", "a.fits", {}, 3_000_000],
    ["of a file that has another length now: anew", "a.fits", { etag: '"v1"', bytes: 2_500_000 }, 3_000_000],
  ] as const;
  test.each(CASES)("%s", async (_name, path, line, receivedBytes) => {
    await withPart(path, content.subarray(0, 1_000_000), line, async (folder) => {
      const { summary } = await download(folder, [{ url: `${server.origin}/${path}` }]);
      expect(await sumsIn(folder)).toEqual({ [path]: sha256Of(content) });
      expect(summary.receivedBytes).toBe(receivedBytes);
    });
  });

  test("whose bytes are not the file's is found out by a declared sum", async () => {
    await withPart("a.fits", contentOf("wrong", 1_000_000), { etag: '"v1"' }, async (folder) => {
      const checksum = { algorithm: "sha256", hex: sha256Of(content) } as const;
      const { summary } = await download(folder, [{ url: `${server.origin}/a.fits`, checksum }]);
      expect(summary.completeFiles).toBe(1);
      expect(await sumsIn(folder)).toEqual({ "a.fits": sha256Of(content) });
    });
  });
});
