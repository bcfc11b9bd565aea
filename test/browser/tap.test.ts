import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../support/bundle.ts";
import { starTable, type TapServiceOptions, tapService } from "../support/tap-service/index.ts";
import { type PageServer, servePage } from "./page-server.ts";
import type { TapAnswers, TapQuestions } from "./tap-worker.ts";

// TAP in a browser: a page of one origin asks a service of another by the browser's own fetch, which follows redirects unseen.

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const label = executablePath === undefined ? " (skipped: no chromium)" : "";

const stars = starTable(40);
const ofKind = stars.rows.filter((row) => row[stars.fields.findIndex(({ name }) => name === "kind")] === 1).length;
const RIGHT = {
  auto: 40,
  sync: 40,
  async: [40, "async", true],
  job: ["COMPLETED", 40, 1, 0],
  upload: ofKind,
  complete: 40,
  tables: expect.arrayContaining(["survey.stars"]),
  refusal: { code: "DAL_QUERY_ERROR", message: expect.stringContaining("nothing") },
};

describe.skipIf(executablePath === undefined)(`TAP in chromium${label}`, () => {
  let server: PageServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await servePage(await bundle("test/browser/tap-worker.ts", "browser"), new Map());
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  async function ask(questions: TapQuestions): Promise<TapAnswers> {
    const page = await browser.newPage();
    try {
      await page.goto(server.origin);
      await page.evaluate((data) => Reflect.get(globalThis, "digest")(data), questions);
      await page.waitForFunction(() => Reflect.get(globalThis, "progress").kind !== "progress");
      const message = (await page.evaluate(() => Reflect.get(globalThis, "progress"))) as Record<string, unknown>;
      if (message["kind"] !== "done") throw new Error(`in the browser: ${message["message"]}`);
      return message["results"] as TapAnswers;
    } finally {
      await page.close();
    }
  }

  const open = (quirks: NonNullable<TapServiceOptions["quirks"]>) => tapService({ tables: [stars], quirks });

  test.each(["303", "201", "200-document"] as const)(
    "queries, jobs (made by %s), uploads and tables of a service that lets pages ask",
    async (createdBy) => {
      const service = await open({ cors: true, createdBy });
      expect(await ask({ url: service.url })).toEqual(RIGHT);
      expect(service.jobs).toHaveLength(0);
      // A simple request needs no permission: nothing that we add makes it another.
      const asked = service.received.filter(({ method }) => method === "OPTIONS").map(({ url }) => url);
      expect(asked.every((url) => url.startsWith("/tap/async/"))).toBe(true);
      expect(service.received.every(({ headers }) => headers.cookie === undefined)).toBe(true);
    },
  );

  test("a protected one, with the right and a wrong password", async () => {
    const service = await open({ cors: true, login: { user: "ada", password: "s3cret" } });
    expect(await ask({ url: service.url, login: { user: "ada", password: "s3cret" } })).toEqual(RIGHT);
    const refused = await ask({ url: service.url, login: { user: "ada", password: "guessed" } });
    for (const answer of Object.values(refused)) expect(answer).toMatchObject({ code: "DAL_AUTH" });
  });

  test("one that does not let pages ask: said as far as browsers say why", async () => {
    const service = await open({});
    const answers = await ask({ url: service.url });
    expect(answers["sync"]).toEqual({ code: "DAL_NETWORK", message: expect.stringMatching(/CORS|other origin/) });
    expect(JSON.stringify(answers)).not.toContain("unhandled");
  });
});
