import { fileURLToPath } from "node:url";
import { type Engine, openEngine } from "@armillary/engine/node";
import { type RunningServer, type ServeOptions, serve } from "@armillary/server";
import { batchOf } from "../support/column-arbitraries.ts";
import { type ServiceTable, starTable } from "../support/tap-service/tables.ts";
import { obsCoreTable } from "./obscore-table.ts";

export interface Published {
  readonly server: RunningServer;
  readonly engine: Engine;
  close(): Promise<void>;
}

/** Our engine with stars, Messier's objects and datasets of ObsCore, published on loopback. */
export async function publish(options: ServeOptions = {}): Promise<Published> {
  const engine = await openEngine({ memoryLimitBytes: 2 ** 30, threads: 2 });
  const add = ({ name, fields, rows }: ServiceTable): Promise<unknown> =>
    engine.addTable(name, { fields, batches: [batchOf(fields, rows)] });
  try {
    await add(starTable(2000, "stars"));
    await engine.addTable("messier", {
      path: fileURLToPath(new URL("../../fixtures/votable/messier.vot", import.meta.url)),
    });
    await add(obsCoreTable({ regions: true }));
    const server = await serve(engine, options);
    return {
      server,
      engine,
      async close() {
        await server.close();
        await engine.close();
      },
    };
  } catch (failure) {
    await engine.close();
    throw failure;
  }
}
