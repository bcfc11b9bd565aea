import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { DownloadItem } from "@armillary/dali/download";
import { createNodeTransport, type DownloadPlan, type PlanOptions, planDownload } from "@armillary/dali/node";
import { expect, test } from "vitest";
import { contentOf, fileServer } from "../../support/file-server.ts";
import { download, newFolder, pathsIn } from "./running.ts";

async function plan(
  folder: string,
  items: Iterable<DownloadItem>,
  options: Partial<PlanOptions> = {},
): Promise<DownloadPlan> {
  const transport = createNodeTransport();
  try {
    return await planDownload(items, { transport, folder, ...options });
  } finally {
    await transport.close();
  }
}

test("counts what is there, what is missing and how large it is, and touches nothing", async () => {
  const server = await fileServer();
  const items: DownloadItem[] = [];
  for (let at = 0; at < 10; at++) {
    server.files.set(`/${at}.fits`, { content: contentOf(String(at), 1000 * (at + 1)) });
    items.push({ url: `${server.origin}/${at}.fits`, ...(at < 8 ? { bytes: 1000 * (at + 1) } : {}) });
  }
  const folder = await newFolder();
  await download(folder, items.slice(0, 4));
  // As a process leaves it that is killed between noting a file and giving it its name.
  await rename(join(folder, "3.fits"), join(folder, "3.fits.part"));
  const paths = await pathsIn(folder);
  const [first = { url: "" }] = items;
  server.hits.clear();
  const all = [...items, first, { url: "nonsense" }, { url: `${server.origin}/more.fits`, estimatedBytes: 500 }];
  const counted = { files: 12, presentFiles: 4, presentBytes: 10_000, missingFiles: 7, unusable: 1, isEstimate: true };
  expect(await plan(folder, all)).toMatchObject({ ...counted, missingBytes: 26_500, unknownSizes: 2 });
  expect(server.hits.size).toBe(0);
  expect(await plan(folder, all, { askSizes: 1 })).toMatchObject({ ...counted, missingBytes: 35_500, unknownSizes: 1 });
  expect(await plan(folder, all, { askSizes: 10 })).toMatchObject({
    ...counted,
    missingBytes: 45_500,
    unknownSizes: 0,
  });
  expect([...server.hits.values()]).toMatchObject([
    { heads: 2, gets: 0 },
    { heads: 1, gets: 0 },
  ]);
  expect(await plan(folder, all, { existing: "overwrite" })).toMatchObject({ presentFiles: 0, missingFiles: 11 });
  expect(await pathsIn(folder)).toEqual(paths);
});

test("a folder that is not there is not made, and its disk is known", async () => {
  const folder = join(await newFolder(), "new");
  const { freeBytes } = await plan(folder, []);
  expect(existsSync(folder)).toBe(false);
  expect(freeBytes).toBeGreaterThan(0);
});

test("a server that answers no HEAD leaves the size open", async () => {
  const server = await fileServer();
  expect(await plan(await newFolder(), [{ url: `${server.origin}/none.fits` }], { askSizes: 5 })).toMatchObject({
    missingFiles: 1,
    unknownSizes: 1,
  });
});

test("a server that is silent about HEAD is asked few times (DaCHS 2.7)", async () => {
  const server = await fileServer();
  server.onRequest = () => new Promise(() => undefined);
  const items = Array.from({ length: 50 }, (_, at) => ({ url: `${server.origin}/${at}.fits` }));
  const options = { askSizes: 50, perHost: 2, timeoutMs: 200 };
  expect(await plan(await newFolder(), items, options)).toMatchObject({ missingFiles: 50, unknownSizes: 50 });
  expect(server.mostAtOnce).toBe(2);
});
