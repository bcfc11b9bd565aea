import { type CellValue, rowsOf } from "@armillary/columns";
import { openTable } from "@armillary/formats";
import { type App, type AppOptions, createApp } from "@armillary/server";
import { openVotable } from "@armillary/votable";
import { onTestFinished } from "vitest";
import { type MemoryEngine, memoryEngine } from "./memory-engine.ts";

/** Where the app believes to be. */
export const HERE = "http://data.example";

export interface OpenApp {
  readonly app: App;
  readonly engine: MemoryEngine;
  /** GET, or POST of a form. */
  ask(path: string, parameters?: Readonly<Record<string, string>> | FormData, init?: RequestInit): Promise<Response>;
}

/** Services over tables in memory, without a socket; closed when the test is over. */
export async function openApp(options: AppOptions = {}, engine: MemoryEngine = memoryEngine()): Promise<OpenApp> {
  const app = await createApp(engine, options);
  onTestFinished(() => app.close());
  return {
    app,
    engine,
    ask(path, parameters, init = {}) {
      const body =
        parameters instanceof FormData || parameters === undefined ? parameters : new URLSearchParams(parameters);
      const post = body === undefined ? {} : { method: "POST", body };
      return app.fetch(new Request(`${HERE}${path}`, { redirect: "manual", ...post, ...init }));
    },
  };
}

export interface ReadAnswer {
  readonly status: string;
  readonly message: string | undefined;
  readonly rows: readonly (readonly CellValue[])[];
}

/** An answer in VOTable, read by our own reader. */
export async function readVotable(answer: Response): Promise<ReadAnswer> {
  const reader = await openVotable(new Uint8Array(await answer.arrayBuffer()));
  const rows: CellValue[][] = [];
  for await (const batch of reader.table?.batches() ?? []) rows.push(...rowsOf(batch));
  const { status, message } = await reader.summary;
  return { status, message, rows };
}

/** An answer in any format that is read. */
export async function readRows(answer: Response): Promise<readonly (readonly CellValue[])[]> {
  const table = await openTable(new Uint8Array(await answer.arrayBuffer()));
  const rows: CellValue[][] = [];
  for await (const batch of table.batches()) rows.push(...rowsOf(batch));
  return rows;
}
