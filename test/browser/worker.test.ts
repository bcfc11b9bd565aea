import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type CDPSession, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TABLES } from "../../bench/columns.js";
import { votable } from "../../bench/generate.js";
import { bundle } from "../support/bundle.ts";
import { type ArrowDigest, digestAsArrow } from "./arrow-digest.ts";
import { type PageServer, servePage } from "./page-server.ts";
import type { WorkerMessage } from "./worker.ts";

// The reader in a browser: a worker of a page in headless Chromium reads what Node reads, and a table of 200 MB leaves
// the page's memory as it was.

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const label = executablePath === undefined ? " (skipped: no chromium)" : "";

const BIG_BYTES = 200e6;
const BLOCK_ROWS = 20_000;
const MOST_PAGE_GROWTH = 10e6;
const MOST_PROCESS_GROWTH = 25e6;

describe.skipIf(executablePath === undefined)(`chromium${label}`, () => {
  const block = bigTableBlock();
  const fixtures = fixtureTables();
  const tables = new Map([["/big.vot", () => bigTable(block)], ...fixtures]);
  let server: PageServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await servePage(await bundle("test/browser/worker.ts", "browser"), tables);
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  test("reads every fixture as Node does", async () => {
    const { results } = await digestInBrowser(browser, server, [...fixtures.keys()]);
    const here: ArrowDigest[] = [];
    for (const bytes of fixtures.values()) here.push(await digestAsArrow(asyncly(bytes()), () => {}));
    expect(results.map(valuesOf)).toEqual(here.map(valuesOf));
  });

  test("streams 200 MB in flat memory, to the values Node reads", async () => {
    const here = await digestAsArrow(asyncly(bigTable(block)), () => {});
    const ofQuarter = (taken: readonly Sample[], quarter: number): number[] =>
      taken
        .filter(({ bytes }) => Math.floor((bytes / here.arrowBytes) * 4) === quarter)
        .map(({ resident }) => resident);
    let { results, samples } = await digestInBrowser(browser, server, ["/big.vot"]);
    // Who takes the samples may be held up while the page reads on.
    const isSeen = (taken: readonly Sample[]): boolean =>
      taken.length > 8 && [1, 3].every((quarter) => ofQuarter(taken, quarter).length > 0);
    for (let tried = 1; tried < 5 && !isSeen(samples); tried++) {
      ({ results, samples } = await digestInBrowser(browser, server, ["/big.vot"]));
    }
    expect(results.map(valuesOf)).toEqual([valuesOf(here)]);

    // What the collector has not got round to is no growth: the least of one quarter against the least of another.
    const least = (quarter: number): number => Math.min(...ofQuarter(samples, quarter));
    expect(isSeen(samples)).toBe(true);
    expect(Math.max(...samples.map(({ pageHeap }) => pageHeap)) - (samples[0]?.pageHeap ?? 0)).toBeLessThan(
      MOST_PAGE_GROWTH,
    );
    expect(least(3) - least(1)).toBeLessThan(MOST_PROCESS_GROWTH);
  });
});

/** Memory while the worker has written `bytes`: the page's own heap, and the process that page and worker share. */
interface Sample {
  readonly bytes: number;
  readonly pageHeap: number;
  readonly resident: number;
}

async function digestInBrowser(
  browser: Browser,
  server: PageServer,
  addresses: readonly string[],
): Promise<{ results: readonly ArrowDigest[]; samples: readonly Sample[] }> {
  const page = await browser.newPage();
  await page.goto(server.origin);
  const inPage = await page.context().newCDPSession(page);
  const inBrowser = await browser.newBrowserCDPSession();
  await inPage.send("Performance.enable");
  await page.evaluate((list) => Reflect.get(globalThis, "digest")(list), addresses);
  const samples: Sample[] = [];
  for (;;) {
    const message = (await page.evaluate(() => Reflect.get(globalThis, "progress"))) as WorkerMessage;
    if (message.kind === "failed") throw new Error(`in the browser: ${message.message}`);
    if (message.kind === "done") {
      await page.close();
      return { results: message.results, samples };
    }
    const [pageHeap, resident] = await Promise.all([heapOf(inPage), residentOf(inBrowser)]);
    samples.push({ bytes: message.bytes, pageHeap, resident });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function heapOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
}

/** Resident bytes of the largest renderer process. */
async function residentOf(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  return Math.max(...renderers.map(({ id }) => residentBytes(id)));
}

function residentBytes(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status) ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1] : undefined;
  return Number(kilobytes ?? 0) * 1024;
}

/** All of a digest but the length of the stream, which depends on how the rows fell into batches. */
function valuesOf({ rows, status, columns }: ArrowDigest): object {
  return { rows, status, columns };
}

function fixtureTables(): Map<string, () => Iterable<Uint8Array>> {
  const folder = fileURLToPath(new URL("../../fixtures/votable", import.meta.url));
  const names = readdirSync(folder).filter((name) => !name.endsWith(".md"));
  return new Map(names.map((name) => [`/${name}`, () => [readFileSync(join(folder, name))]]));
}

/** A document of some rows, in three parts: the rows are the middle one. */
function bigTableBlock(): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const text = [...votable(TABLES["gaia"]?.columns ?? [], "tabledata", BLOCK_ROWS)].join("");
  const start = text.indexOf("<TR>");
  const end = text.indexOf("</TABLEDATA>");
  return [Buffer.from(text.slice(0, start)), Buffer.from(text.slice(start, end)), Buffer.from(text.slice(end))];
}

/** The document with its rows again and again, 200 MB long. */
function* bigTable([head, rows, tail]: readonly [Uint8Array, Uint8Array, Uint8Array]): Generator<Uint8Array> {
  yield head;
  for (let bytes = 0; bytes < BIG_BYTES; bytes += rows.length) {
    for (let start = 0; start < rows.length; start += 1 << 18) yield rows.subarray(start, start + (1 << 18));
  }
  yield tail;
}

async function* asyncly(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
