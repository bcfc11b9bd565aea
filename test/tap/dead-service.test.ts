import { createNodeTransport } from "@armillary/dali/node";
import { TapService } from "@armillary/tap";
import { expect, onTestFinished, test } from "vitest";
import { tapService } from "../support/tap-service/index.ts";

// Where nobody answers at all, nothing else is tried: neither the query without the capabilities, nor TAP_SCHEMA for the tables.

test.each<[what: string, ask: (service: TapService) => Promise<unknown>]>([
  ["a query", (service) => service.query("SELECT source_id FROM survey.stars")],
  ["a job", (service) => service.submit("SELECT source_id FROM survey.stars")],
  ["the tables", (service) => service.tables()],
])("%s of a dead service fails as soon as that is known", async (_what, ask) => {
  const { url, close } = await tapService();
  await close();
  const asked = new Set<string>();
  const transport = createNodeTransport({
    retry: { baseMs: 1, retries: 2 },
    onEvent: (event) => {
      if (event.type === "sent") asked.add(event.url);
    },
  });
  onTestFinished(() => transport.close());
  await expect(ask(new TapService(url, { transport }))).rejects.toMatchObject({
    code: "DAL_NETWORK",
    failure: { isUnreachable: true, attempts: 3 },
  });
  expect([...asked]).toHaveLength(1);
});
