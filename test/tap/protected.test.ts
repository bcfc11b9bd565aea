import type { Credential } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { TapService } from "@armillary/tap";
import { describe, expect, onTestFinished, test } from "vitest";
import { starTable, tapService } from "../support/tap-service/index.ts";
import { failureOf, rowsOf } from "./open-service.ts";

// A service that wants a password for everything: capabilities, tables, sync, jobs and their results.
const LOGIN = { user: "peer", password: "open-sesame" };
const QUERY = "SELECT source_id FROM stars";

const WAYS: Readonly<Record<string, (service: TapService) => Promise<unknown>>> = {
  "a synchronous query": async (service) => (await rowsOf(await service.querySync(QUERY))).length,
  "a query by a job": async (service) => (await rowsOf(await service.query(QUERY, { mode: "async" }))).length,
  "a query in whatever mode": async (service) => (await rowsOf(await service.query(QUERY))).length,
  "a complete query": async (service) => (await rowsOf(await service.query(QUERY, { complete: true }))).length,
  "a job that is submitted, looked at and read": async (service) => {
    const job = await service.submit(QUERY);
    const again = service.job(job.url);
    await again.refresh();
    const rows = await rowsOf(await again.result());
    expect(await service.jobs()).toHaveLength(1);
    await again.delete();
    return rows.length;
  },
  "the tables": async (service) => {
    const tables = await service.tables();
    return (await tables.table("survey.stars"))?.columns.length ?? 0;
  },
  "the capabilities": async (service) => ((await service.capabilities()).modes.includes("async") ? 7 : 0),
};

/** A protected service with seven rows, and a client that has these credentials for its origin. */
async function protectedService(passwords: readonly { readonly user: string; readonly password: string }[]) {
  const server = await tapService({ tables: [starTable(7)], quirks: { login: LOGIN } });
  const credentials = passwords.map((login): Credential => ({ kind: "basic", origin: server.origin, ...login }));
  const transport = createNodeTransport({ credentials, retry: { baseMs: 1, retries: 2 } });
  onTestFinished(() => transport.close());
  return { server, service: new TapService(server.url, { transport }) };
}

describe.each(Object.entries(WAYS))("%s of a protected service", (_, ask) => {
  test("with the right password", async () => {
    const { server, service } = await protectedService([LOGIN]);
    expect(await ask(service)).toBe(7);
    expect(server.jobs).toHaveLength(0);
    for (const { url, body } of server.received) expect(`${url} ${body}`).not.toContain(LOGIN.password);
  });

  test("with a wrong password: refused at once, in the service's words, without the password", async () => {
    const { server, service } = await protectedService([{ user: "peer", password: "guessed" }]);
    const failure = await failureOf(ask(service));
    expect(failure).toMatchObject({
      code: "DAL_AUTH",
      failure: { httpStatus: 401, serviceMessage: "Log in first.", authSchemes: ["Basic"] },
    });
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/guessed|Z3Vlc3NlZA/);
    // Refused is refused: asking again would lock an account.
    const paths = server.received.map(({ method, url }) => `${method} ${url}`);
    expect(new Set(paths).size).toBe(paths.length);
    expect(server.queries).toHaveLength(0);
  });

  test("without a password: told that one is due", async () => {
    const { server, service } = await protectedService([]);
    const failure = await failureOf(ask(service));
    expect(failure).toMatchObject({ code: "DAL_AUTH", failure: { httpStatus: 401 } });
    expect(String(failure)).toMatch(/credential|log in/i);
    expect(server.received.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });
});

test("a job of another user's service cannot be read with a password of one's own", async () => {
  const { server, service } = await protectedService([LOGIN]);
  const job = await service.submit(QUERY);
  const stranger = createNodeTransport({
    credentials: [{ kind: "basic", origin: server.origin, user: "eve", password: "evil" }],
  });
  onTestFinished(() => stranger.close());
  const seen = new TapService(server.url, { transport: stranger }).job(job.url);
  for (const act of [() => seen.refresh(), () => seen.result(), () => seen.abort(), () => seen.delete()]) {
    expect(await failureOf(act())).toMatchObject({ code: "DAL_AUTH" });
  }
  expect(server.jobs).toHaveLength(1);
});
