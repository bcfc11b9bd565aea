import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openTableFile } from "@armillary/formats/node";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Published, publish } from "../server/published.ts";
import { hasGavo, hasPyvo, hasStilts } from "../support/peers.ts";

// Our services as the clients of others see them. The server is in this process: its clients must not block it.
const run = promisify(execFile);

let published: Published;
beforeAll(async () => {
  published = await publish();
});
afterAll(() => published.close());

/** What taplint complains of and we hold to be right: argued in docs/serve.md. */
const ARGUED = [
  /^F-LOC-NOTP/, // there is no ivoa.obsplan, which nobody said there were
  /^W-EXA-YCH0/, // a text of no characters is a text
  /^W-CAP-CULF-1 .*adql-conditional/, // a list of ADQL 2.1 that TAPRegExt has no name for yet
  /^W-UPL-YAR1/, // arraysize="1" is what the table that was sent along had
];

describe.skipIf(!hasStilts)(`STILTS${hasStilts ? "" : " (skipped: not installed)"}`, () => {
  test("taplint finds no error, and no warning but those that are argued", async () => {
    const { stdout } = await run("stilts", ["taplint", `tapurl=${published.server.url}/tap`, "report=EWF"], {
      maxBuffer: 1 << 26,
    }).catch((failure: { stdout: string }) => failure);
    expect(stdout).toMatch(/Section UWS/);
    const told = stdout.split("\n").filter((line) => /^[EWF]-/.test(line));
    expect(told.filter((line) => !ARGUED.some((argued) => argued.test(line)))).toEqual([]);
  });

  function output(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), "armillary-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return join(folder, name);
  }

  test.each(["true", "false"])("tapquery gives all rows, sync=%s, with a table sent along", async (sync) => {
    const out = output("out.fits");
    await run("stilts", [
      "tapquery",
      `tapurl=${published.server.url}/tap`,
      `sync=${sync}`,
      "nupload=1",
      `upload1=${fileURLToPath(new URL("../../fixtures/votable/messier.vot", import.meta.url))}`,
      "upname1=mine",
      "adql=SELECT a.messier, b.name FROM messier AS a JOIN TAP_UPLOAD.mine AS b ON a.messier = b.messier",
      `out=${out}`,
    ]);
    expect(await rowCount(out)).toBe(56);
  });

  test("coneskymatch asks the cone search for each of its rows", async () => {
    const out = output("out.fits");
    await run("stilts", [
      "coneskymatch",
      "servicetype=cone",
      `serviceurl=${published.server.url}/scs/messier`,
      `in=${fileURLToPath(new URL("../../fixtures/votable/messier.vot", import.meta.url))}`,
      "icmd=head 20",
      "ra=ra",
      "dec=dec",
      "sr=0.001",
      "verb=3",
      `out=${out}`,
    ]);
    expect(await rowCount(out)).toBe(20);
  });
});

async function rowCount(path: string): Promise<number> {
  const table = await openTableFile(path);
  for await (const _ of table.batches());
  return (await table.summary).rows;
}

test.skipIf(!hasPyvo)(`pyvo uses all services${hasPyvo ? "" : " (skipped: not installed)"}`, async () => {
  const program = fileURLToPath(new URL("server-pyvo.py", import.meta.url));
  const { stdout } = await run("/usr/bin/python3", [program, published.server.url]);
  const told = JSON.parse(stdout);
  expect(told).toMatchObject({
    columns: [
      ["source_id", null, "meta.id;meta.main"],
      ["ra", "deg", "pos.eq.ra;meta.main"],
      ["dec", "deg", "pos.eq.dec;meta.main"],
    ],
    maxrec: [100_000, 10_000_000],
    async: 400,
    overflow: [5, "OVERFLOW"],
    job: ["COMPLETED", 400],
    listed: true,
    wrong: "ERROR",
    upload_sync: [800, ["drei", "zwei"]],
    upload_async: [800, ["drei", "zwei"]],
    images: ["cube1", "img1"],
    spectra: ["https://data.example/spec1"],
    links: ["https://data.example/img1"],
  });
  expect(told.sync[0]).toBe(400);
  expect(told.tables).toEqual(expect.arrayContaining(["stars", "messier", "ivoa.obscore", "TAP_SCHEMA.columns"]));
  expect(told.examples).toBeGreaterThan(3);
  expect(told.cone).toBeGreaterThan(0);
});

test.skipIf(!hasGavo)(
  `DaCHS's own client asks by both modes${hasGavo ? "" : " (skipped: not installed)"}`,
  async () => {
    const program = `
import sys
from gavo import votable
for make in (votable.ADQLSyncJob, votable.ADQLTAPJob):
    job = make(sys.argv[1] + "/tap", "SELECT source_id, ra FROM stars WHERE kind = 2 ORDER BY source_id")
    job.run()
    rows, metadata = votable.load(job.openResult())
    print(len(rows), rows[0][0])
`;
    const { stdout } = await run("/usr/bin/python3", ["-c", program, published.server.url]);
    expect(stdout).toBe("400 9007199254741007\n400 9007199254741007\n");
  },
);
