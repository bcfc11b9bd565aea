import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { type RunningServer, type ServeOptions, serve } from "@armillary/server";
import { expect, onTestFinished, test } from "vitest";
import { reachableBytes } from "../support/collect-garbage.ts";
import { starTable } from "../support/tap-service/tables.ts";
import { BROKEN, ENDLESS, type MemoryEngine, memoryEngine, SLOW } from "./memory-engine.ts";
import { readVotable } from "./open-app.ts";

async function start(
  options: ServeOptions = {},
  engine: MemoryEngine = memoryEngine(),
): Promise<{ readonly server: RunningServer; readonly engine: MemoryEngine }> {
  const server = await serve(engine, options);
  onTestFinished(() => server.close());
  return { server, engine };
}

const asking = (query: string): string => `/tap/sync?LANG=ADQL&QUERY=${encodeURIComponent(query)}`;

test("is on this machine alone, at a port that is free", async () => {
  const { server } = await start();
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  const answer = await fetch(`${server.url}${asking("SELECT * FROM survey.stars")}`);
  expect((await readVotable(answer)).rows.length).toBe(50);
  expect(answer.headers.get("server")).toBe("Armillary");
  await expect(serve(memoryEngine(), { port: server.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("a client that hangs up frees its query, whether it waited for a row or took them", async () => {
  const faults: Error[] = [];
  const { server, engine } = await start({
    limits: { concurrentQueries: 1, queueTimeoutMs: 5000 },
    onFault: (fault) => faults.push(fault),
  });
  for (const query of [`SELECT n FROM ${ENDLESS}`, `SELECT n FROM ${SLOW}`]) {
    const gone = new AbortController();
    const asked = fetch(`${server.url}${asking(query)}`, { signal: gone.signal }).then((answer) => answer.text());
    asked.catch(() => undefined);
    await expect.poll(() => engine.open.size).toBe(1);
    gone.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => engine.open.size).toBe(0);
  }
  // The only turn is there again.
  expect((await fetch(`${server.url}${asking("SELECT ra FROM survey.stars")}`)).status).toBe(200);
  expect(faults).toEqual([]);
});

test("a client that hangs up while it sends a table leaves nothing", async () => {
  const { server } = await start();
  const socket = connect(server.port, "127.0.0.1");
  socket.write(
    'POST /tap/sync HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nsome',
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.destroy();
  expect((await fetch(`${server.url}${asking("SELECT ra FROM survey.stars")}`)).status).toBe(200);
});

test("a query that takes too long is ended, and says so", async () => {
  const { server, engine } = await start({ limits: { queryTimeoutMs: 300 } });
  const { status, message } = await readVotable(await fetch(`${server.url}${asking(`SELECT n FROM ${ENDLESS}`)}`));
  expect([status, message]).toEqual(["ERROR", "The 0.3 s that this may take are over."]);
  const late = await fetch(`${server.url}${asking(`SELECT n FROM ${SLOW}`)}`);
  expect(late.status).toBe(504);
  expect(engine.open.size).toBe(0);
});

test("an answer that breaks off cuts the connection, where the format has no words for it", async () => {
  const { server } = await start();
  const asked = fetch(`${server.url}${asking(`SELECT n FROM ${BROKEN}`)}&RESPONSEFORMAT=csv`);
  await expect(asked.then((answer) => answer.text())).rejects.toThrow();
});

test("who comes when too many wait is told to come later", async () => {
  const { server, engine } = await start({ limits: { concurrentQueries: 1, waitingQueries: 1, queueTimeoutMs: 200 } });
  const first = new AbortController();
  const asked = fetch(`${server.url}${asking(`SELECT n FROM ${ENDLESS}`)}`, { signal: first.signal });
  await expect.poll(() => engine.open.size).toBe(1);
  const answers = await Promise.all(
    [1, 2, 3].map(() => fetch(`${server.url}${asking("SELECT ra FROM survey.stars")}`)),
  );
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(answers.map(({ headers }) => headers.get("retry-after"))).toEqual(["5", "5", "5"]);
  expect((await readVotable(answers[0] as Response)).status).toBe("ERROR");
  first.abort();
  await asked.catch(() => undefined);
});

test("is closed within its time, whoever still reads", async () => {
  const { server, engine } = await start();
  const answer = await fetch(`${server.url}${asking(`SELECT n FROM ${ENDLESS}`)}`);
  // The answer has no end: without a limit it would be waited for as long as the test may take.
  await server.close();
  await server.close();
  expect(engine.open.size).toBe(0);
  await answer.text().catch(() => undefined);
  await expect(fetch(server.url)).rejects.toThrow();
});

test("200 clients at a time, each of many questions, get right answers, in bounded memory", async () => {
  const { server } = await start({}, memoryEngine([starTable(40)]));
  const wrong: string[] = [];
  const client = async (index: number, questions: number): Promise<void> => {
    for (let asked = 0; asked < questions; asked++) {
      const kind = (index + asked) % 5;
      const answer = await ask(
        `${server.url}${asking(`SELECT kind FROM survey.stars WHERE kind = ${kind}`)}&FORMAT=csv`,
      );
      const expected = `kind\n${`${kind}\n`.repeat(8)}`;
      if (answer !== expected) wrong.push(answer);
    }
  };
  const crowd = (questions: number): Promise<unknown> =>
    Promise.all(Array.from({ length: 200 }, (_, index) => client(index, questions)));
  await crowd(2);
  const first = reachableBytes();
  await crowd(10);
  expect(wrong).toEqual([]);
  expect(reachableBytes() - first).toBeLessThan(5e6);
});

/** Over a connection of its own: 200 are 200. */
function ask(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
      answer.on("error", reject);
    });
    request.on("error", reject);
    request.end();
  });
}
