import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type CellValue, rowsOf as rowsOfBatch } from "@armillary/columns";
import { Deadline } from "@armillary/dali";
import { createNodeTransport, type NodeTransportOptions } from "@armillary/dali/node";
import type { TableStream } from "@armillary/formats";
import { openTableFile } from "@armillary/formats/node";
import { TapService, UPLOAD_SERIALIZATIONS } from "@armillary/tap";
import { uploadFile } from "@armillary/tap/node";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { atAnyScale } from "../support/at-any-scale.ts";
import { findDachs, hasPyvo, hasStilts } from "../support/peers.ts";
import { QUERIES } from "./tap-queries.ts";
import { byText, normal, told } from "./told.ts";

// The TAP client against a server that none of its authors wrote, and beside the clients that astronomers use.

const base = await findDachs();

describe.skipIf(base === undefined)(`DaCHS${base === undefined ? " (skipped: none answers)" : ""}`, () => {
  const url = `${base ?? ""}/tap`;

  function open(options: NodeTransportOptions = {}): TapService {
    const transport = createNodeTransport(options);
    onTestFinished(() => transport.close());
    return new TapService(url, { transport });
  }

  describe("answers", () => {
    test("are the same at once and by a job", async () => {
      const service = open();
      const query =
        "SELECT source_id, ra, remark, weight, mag_hist FROM stars.main WHERE n_obs < 200 ORDER BY source_id";
      const sync = await valuesOf(await service.query(query, { mode: "sync" }));
      const job = await service.query(query, { mode: "async" });
      const async = await valuesOf(job);
      expect(sync).toHaveLength(200);
      expect(async).toEqual(sync);
      expect((await job.summary).status).toBe("OK");
      // Read and deleted.
      await expect(service.job(job.job?.url ?? "").refresh()).rejects.toMatchObject({ code: "UWS_JOB_GONE" });
    });

    test("say when they were cut, and by what", async () => {
      const service = open();
      const cut = await service.query("SELECT source_id FROM stars.main", { maxrec: 5 });
      expect(await cut.summary).toMatchObject({ status: "OVERFLOW", rows: 5, limit: { source: "MAXREC" } });
      const whole = await service.query("SELECT source_id FROM stars.main");
      expect(await whole.summary).toMatchObject({ rows: 20_000, limit: { source: "service default", rows: 20_000 } });
      const none = await service.query("SELECT * FROM stars.main", { maxrec: 0 });
      expect(await none.summary).toMatchObject({ rows: 0, limit: { source: "MAXREC", rows: 0 } });
      expect(none.fields).toHaveLength(19);
    });

    test.each(["votable", "csv", "tsv", "fits"] as const)("as %s have the same values", async (format) => {
      const service = open();
      const query = "SELECT TOP 40 source_id, ra, dec, designation FROM stars.main ORDER BY source_id";
      const expected = await valuesOf(await service.query(query));
      expect(await valuesOf(await service.query(query, { format }))).toEqual(expected);
    });

    test("that are errors come in the service's words", async () => {
      const service = open();
      const query = "SELECT nothing FROM stars.main";
      for (const mode of ["sync", "async"] as const) {
        const code = mode === "sync" ? "DAL_QUERY_ERROR" : "UWS_JOB_ERROR";
        const failure = { serviceMessage: expect.stringContaining("No such field known: column 'nothing'") };
        await expect(service.query(query, { mode })).rejects.toMatchObject({ code, failure });
      }
    });
  });

  // Now and then DaCHS 2.7 misreads a query that it parses while it parses another.
  describe("jobs", { retry: 2 }, () => {
    const slow =
      "SELECT COUNT(*) AS n FROM stars.main AS a JOIN stars.main AS b ON a.ra < b.ra AND a.dec < b.dec AND a.n_obs != b.n_obs";

    test("can be aborted, and deleted", async () => {
      const service = open();
      const job = await service.submit(slow);
      await job.abort();
      expect((await job.wait({ pollMs: 200 })).phase).toBe("ABORTED");
      await expect(job.result()).rejects.toMatchObject({ code: "UWS_JOB_ABORTED" });
      await job.delete();
      await expect(job.refresh()).rejects.toMatchObject({ code: "UWS_JOB_GONE" });
    });

    test("of a query that is given up are gone", async () => {
      const service = open();
      const controller = new AbortController();
      let jobUrl = "";
      const asking = service.query(slow, {
        mode: "async",
        signal: controller.signal,
        onJob: ({ url: created }) => {
          jobUrl = created;
          setTimeout(() => controller.abort(), 500);
        },
      });
      await expect(asking).rejects.toMatchObject({ code: "DAL_ABORTED" });
      await expect(service.job(jobUrl).refresh()).rejects.toMatchObject({ code: "UWS_JOB_GONE" });
    });

    test("outlive a deadline", async () => {
      await atAnyScale(async (scale) => {
        const service = open();
        const failure = await service.query(slow, { mode: "async", deadline: new Deadline(2500 * scale) }).then(
          () => undefined,
          (error: { code: string; failure: { job: string } }) => error,
        );
        expect(failure).toMatchObject({ code: "DAL_TIMEOUT" });
        const job = service.job(failure?.failure.job ?? "");
        expect(["QUEUED", "EXECUTING"]).toContain((await job.refresh()).phase);
        await job.giveUp();
      });
    });

    test("are attached by another client, with what they were asked", async () => {
      const job = await open().submit("SELECT source_id FROM stars.main", { maxrec: 5 });
      const result = await open().job(job.url).result();
      const rows = await valuesOf(result);
      // DaCHS gives one row more than MAXREC to jobs.
      expect([5, 6]).toContain(rows.length);
      expect(await result.summary).toMatchObject({
        status: "OVERFLOW",
        limit: { source: "MAXREC", rows: rows.length },
      });
      await job.delete();
    });
  });

  describe("uploads", () => {
    const ids = [5_000_000_000_000_000_001n, 5_000_000_000_001_000_004n];

    test.each(["sync", "async"] as const)("two, joined with a table there (%s)", async (mode) => {
      const result = await open().query(
        "SELECT m.source_id, m.ra, a.tag, b.note FROM stars.main AS m JOIN TAP_UPLOAD.a AS a ON m.source_id = a.id JOIN TAP_UPLOAD.b AS b ON a.tag = b.tag ORDER BY m.source_id",
        {
          mode,
          uploads: {
            a: { rows: ids.map((id, index) => ({ id, tag: `t${index}` })) },
            b: {
              rows: [
                { tag: "t0", note: "nüll & <one>" },
                { tag: "t1", note: null },
              ],
            },
          },
        },
      );
      expect(await valuesOf(result)).toEqual([
        [ids[0], 10, "t0", "nüll & <one>"],
        [ids[1], 10.001, "t1", null],
      ]);
    });

    test("of a file", async () => {
      const file = fileURLToPath(new URL("../../fixtures/votable/messier.vot", import.meta.url));
      const result = await open().query("SELECT COUNT(*) AS n FROM TAP_UPLOAD.m", { uploads: { m: uploadFile(file) } });
      const table = await openTableFile(file);
      expect(await valuesOf(result)).toEqual([[(await valuesOf(table)).length]]);
    });

    test("of any table of numbers and text come back as they went", async () => {
      const service = open();
      const fields = (["long", "int", "short", "double", "float", "unicodeChar"] as const).map((datatype) => ({
        name: `c_${datatype.toLowerCase()}`,
        datatype,
      }));
      const rows = fc.array(
        fc.tuple(
          // The least of them is DaCHS' null.
          fc.option(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })),
          fc.option(fc.integer({ min: -(2 ** 31) + 1 })),
          fc.option(fc.integer({ min: -32_767, max: 32_767 })),
          fc.option(fc.double({ noNaN: true })),
          fc.option(fc.float({ noNaN: true })),
          // DaCHS counts what is beyond 16 bits wrongly in binary answers.
          fc.option(fc.string({ unit: "grapheme" }).filter((text) => /^[^\p{C}\s\u{10000}-\u{10ffff}]+$/u.test(text))),
        ),
        { minLength: 1, maxLength: 8 },
      );
      await fc.assert(
        fc.asyncProperty(rows, fc.constantFrom(...UPLOAD_SERIALIZATIONS), async (sample, uploadSerialization) => {
          const result = await service.query("SELECT * FROM TAP_UPLOAD.mine", {
            mode: "sync",
            uploads: { mine: { rows: sample, fields } },
            uploadSerialization,
          });
          expect(sorted(await valuesOf(result))).toEqual(sorted(sample));
        }),
        { numRuns: 40 },
      );
    });
  });

  test("a protected service opens to the right password alone", async () => {
    const vault = `${base}/vault/q/cone/scs.xml`;
    const ask = async (password: string | undefined) => {
      const credentials =
        password === undefined ? [] : [{ kind: "basic" as const, origin: base ?? "", user: "peer", password }];
      const transport = createNodeTransport({ credentials });
      onTestFinished(() => transport.close());
      return transport.request({
        url: vault,
        parameters: [
          ["RA", "10"],
          ["DEC", "20"],
          ["SR", "1"],
        ],
      });
    };
    const response = await ask("sesame");
    expect(response.status).toBe(200);
    await response.close();
    await expect(ask("open")).rejects.toMatchObject({ code: "DAL_AUTH" });
    await expect(ask(undefined)).rejects.toMatchObject({ code: "DAL_AUTH" });
  });

  test("1 000 queries, 50 at a time, leave nothing behind", async () => {
    const transport = createNodeTransport({ connectionsPerHost: 8 });
    onTestFinished(() => transport.close());
    const service = new TapService(url, { transport });
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let index = next++; index < 1000; index = next++) {
        const result = await service.query(`SELECT source_id FROM stars.main WHERE n_obs = ${index}`, { mode: "sync" });
        expect(await valuesOf(result)).toEqual([[BigInt(index) * 1_000_003n + 5_000_000_000_000_000_001n]]);
      }
    };
    await Promise.all(Array.from({ length: 50 }, worker));
    await transport.close();
    await expect.poll(openSockets).toBe(0);
  });

  describe.skipIf(!hasPyvo)(`beside pyvo${hasPyvo ? "" : " (skipped: no pyvo)"}`, () => {
    const answers: { readonly rows?: unknown[][]; readonly error?: string }[] = [];

    beforeAll(async () => {
      const program = fileURLToPath(new URL("query-pyvo.py", import.meta.url));
      const child = spawn("/usr/bin/python3", [program, url], { stdio: ["pipe", "pipe", "inherit"] });
      child.stdin.end(QUERIES.map((query) => `${JSON.stringify(query)}\n`).join(""));
      for await (const line of createInterface({ input: child.stdout })) answers.push(JSON.parse(line));
    });

    test.each(QUERIES.map((query, index) => ({ query, index })))("$query", async ({ query, index }) => {
      const ours = (await valuesOf(await open().query(query, { maxrec: 100_000 }))).map((row) => row.map(told));
      const { rows, error } = answers[index] ?? {};
      expect(error).toBeUndefined();
      const theirs = rows?.map((row) => row.map(normal));
      expect(ours.length).toBeGreaterThan(0);
      expect(byText(ours)).toEqual(byText(theirs ?? []));
    });
  });

  describe.skipIf(!hasStilts)(`beside STILTS${hasStilts ? "" : " (skipped: no STILTS)"}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "armillary-tap-"));
    afterAll(() => rmSync(folder, { recursive: true }));

    test.each(QUERIES.map((query, index) => ({ query, index })))("$query", async ({ query, index }) => {
      const out = join(folder, `${index}.vot`);
      const ask = [
        "tapquery",
        `tapurl=${url}`,
        `adql=${query}`,
        "sync=true",
        "maxrec=100000",
        "parse=false",
        `out=${out}`,
        "ofmt=votable(format=BINARY2,version=V14)",
      ];
      const [result] = await Promise.all([
        open().query(query, { maxrec: 100_000 }),
        promisify(execFile)("stilts", ask),
      ]);
      const ours = (await valuesOf(result)).map((row) => row.map(told));
      const theirs = (await valuesOf(await openTableFile(out))).map((row) => row.map(told));
      expect(ours.length).toBeGreaterThan(0);
      expect(byText(ours)).toEqual(byText(theirs));
    });
  });
});

async function valuesOf(table: TableStream): Promise<CellValue[][]> {
  const rows: CellValue[][] = [];
  for await (const batch of table.batches()) rows.push(...rowsOfBatch(batch));
  await table.close();
  return rows;
}

function sorted(rows: readonly CellValue[][]): unknown[][] {
  return byText(rows.map((row) => row.map(told)));
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}
