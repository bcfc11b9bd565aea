import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../../support/bundle.ts";
import { LARGE_PROGRAMME, observationsOf } from "../../support/mast/observations.ts";
import { mast } from "../../support/mast/open-mast.ts";
import { productsOf } from "../../support/mast/products.ts";

// Memory and processor time show only in a process of its own.

let programs: string;

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), "armillary-mast-"));
  await writeFile(join(programs, "package.json"), '{"type":"module"}');
  for (const [name, code] of await bundle("test/mast/products/large-child.ts", "node"))
    await writeFile(join(programs, name), code);
});
afterAll(() => rm(programs, { recursive: true }));

test("a programme of 200 000 products is listed, filtered and planned in little time and memory", async () => {
  const service = await mast();
  // What is measured is what the rows need. V8 of Node 24 lets garbage alone of young objects grow by 100 MB before it looks.
  const child = spawn(
    process.execPath,
    ["--max-semi-space-size=4", join(programs, "entry.js"), service.origin, LARGE_PROGRAMME, programs],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  expect(await once(child, "close")).toEqual([0, null]);
  const { cpuMs, peakMb, ...found } = JSON.parse(text) as { readonly cpuMs: number; readonly peakMb: number };

  const large = observationsOf(service.settings).filter(({ proposal_id: id }) => id === LARGE_PROGRAMME);
  let [files, bytes] = [0, 0];
  for (const observation of large) {
    for (const { productType, size } of productsOf(observation, service.settings)) {
      if (!/SCIENCE|PREVIEW/.test(productType) || size === null || size > 200_000) continue;
      files++;
      bytes += size;
    }
  }
  expect(found).toMatchObject({
    observations: 100,
    sent: 200_000,
    rows: files,
    plan: { files, missingFiles: files, missingBytes: bytes, unknownSizes: 0 },
  });
  expect(peakMb).toBeLessThan(220);
  // Of processor time: some 4 s of a quiet machine; a slow or a crowded one makes it dearer.
  expect(cpuMs).toBeLessThan(60_000);
});
