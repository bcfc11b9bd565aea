import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { header, joined, padded } from "../fits/fits-file.ts";
import { openMast, type SimulatedMast } from "../support/mast/open-mast.ts";

// The examples of the READMEs run as they stand there, with tables of ours under the names they use, and a service of ours that
// answers whatever it is asked with a table.

const root = fileURLToPath(new URL("../..", import.meta.url));
const examples = [
  { path: "README.md" },
  ...readdirSync(join(root, "packages")).map((folder) => ({ path: `packages/${folder}/README.md` })),
].flatMap(({ path }) =>
  [...readFileSync(join(root, path), "utf8").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""], index) => ({
    path,
    index,
    code,
  })),
);

const fixtures = join(root, "fixtures/votable");
const tables = mkdtempSync(join(tmpdir(), "armillary-examples-"));
/** Origins of the services that the examples ask. */
const SERVICES = /(?<=")https:\/\/(?:ned\.ipac\.caltech\.edu|dc\.g-vo\.org)(?=\/)/g;
const service = createServer((_request, response) => {
  response.end(readFileSync(join(fixtures, "messier.vot")));
});
/** MAST's own API is simulated. */
let mast: SimulatedMast;
/** Where the packages' names are found from; kept out of git. */
const folder = fileURLToPath(new URL(".examples", import.meta.url));

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  mast = await openMast();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(tables, "table.vot"), readFileSync(join(fixtures, "messier.vot")));
  const [, base64 = ""] = /<STREAM[^>]*>([^<]*)</.exec(readFileSync(join(fixtures, "messier.fits.vot"), "utf8")) ?? [];
  writeFileSync(join(tables, "catalogue.fits"), Buffer.from(base64, "base64"));
  const image = header([
    ["SIMPLE", true],
    ["BITPIX", 8],
    ["NAXIS", 1],
    ["NAXIS1", 2],
  ]);
  writeFileSync(join(tables, "image.fits"), joined(image, padded(Uint8Array.of(1, 2))));
});

afterAll(async () => {
  await mast.close();
  service.closeAllConnections();
  service.close();
  rmSync(folder, { recursive: true });
  rmSync(tables, { recursive: true });
});

test.each(examples)("$path, example $index", async ({ path, index, code }) => {
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  const file = join(folder, `${path.replace(/\W+/g, "-")}-${index}.ts`);
  writeFileSync(
    file,
    code
      .replace(/"([\w-]+\.(?:vot|fits))"/g, (_, name) => JSON.stringify(join(tables, name)))
      .replace(SERVICES, `http://127.0.0.1:${(service.address() as AddressInfo).port}`)
      .replaceAll('"https://mast.stsci.edu"', JSON.stringify(mast.origin)),
  );
  await import(file);
  expect(printed.mock.calls.flat()).not.toEqual([]);
  printed.mockRestore();
});

test("there are examples", () => {
  expect(new Set(examples.map(({ path }) => path)).size).toBeGreaterThan(3);
});
