import { createTransport, type DalResponse, type Transport } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { openAnswer } from "@armillary/dali/table";
import { describe, expect, onTestFinished, test } from "vitest";
import { VOTABLE } from "../../support/faults.ts";
import { faultyService } from "../../support/faulty-service.ts";

// A service sends a part of a table and falls silent, without closing. Whoever leaves it there keeps no connection.

const START = VOTABLE.slice(0, VOTABLE.indexOf("<TR>"));
const ROWS = "<TR><TD>1</TD></TR>\n".repeat(20_000);

type Leave = (response: DalResponse, controller: AbortController) => Promise<unknown>;

const LEAVES: readonly (readonly [name: string, leave: Leave])[] = [
  ["closed unread", (response) => response.close()],
  [
    "closed while somebody waits for more",
    async (response) => {
      const reading = expect(response.bytes()).rejects.toMatchObject({ code: "DAL_ABORTED" });
      await new Promise((resolve) => setTimeout(resolve, 30));
      await response.close();
      await reading;
    },
  ],
  [
    "whose loop is left",
    async (response) => {
      for await (const chunk of response.body) if (chunk.length > 0) break;
    },
  ],
  [
    "given up by its signal",
    async (response, controller) => {
      const reading = expect(response.bytes()).rejects.toMatchObject({ code: "DAL_ABORTED" });
      controller.abort();
      await reading;
    },
  ],
  ["whose table is closed unread", async (response) => (await openAnswer(response)).close()],
  [
    "whose table is left after a batch",
    async (response) => {
      for await (const { rows } of (await openAnswer(response)).batches()) if (rows > 0) break;
    },
  ],
  [
    "whose table is closed after a batch",
    async (response) => {
      const table = await openAnswer(response);
      await table.batches()[Symbol.asyncIterator]().next();
      await table.close();
    },
  ],
];

describe.each<[name: string, create: () => Transport]>([
  ["fetch", createTransport],
  ["Node", createNodeTransport],
])("over %s, an answer of a service that fell silent", (_, create) => {
  test.each(LEAVES)("%s", async (_name, leave) => {
    const service = await faultyService();
    const url = service.on("/", ({ response }) => {
      response.writeHead(200, { "Content-Type": "application/x-votable+xml" });
      response.write(START + ROWS);
    });
    const transport = create();
    onTestFinished(() => transport.close());
    const controller = new AbortController();
    await leave(await transport.request({ url, signal: controller.signal }), controller);
    expect(service.received).toHaveLength(1);
    await service.idle("asked");
  });
});
