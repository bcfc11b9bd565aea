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
    async ask(path, parameters, init = {}) {
      const post = parameters === undefined ? {} : { method: "POST", ...(await bodyOf(parameters)) };
      return app.fetch(new Request(`${HERE}${path}`, { redirect: "manual", ...post, ...init }));
    },
  };
}

/** A form as bytes: Node 24.21 goes on writing one into a body that nobody wants any more, and says so to the whole process. */
async function bodyOf(parameters: Readonly<Record<string, string>> | FormData): Promise<RequestInit> {
  if (!(parameters instanceof FormData)) return { body: new URLSearchParams(parameters) };
  const form = new Response(parameters);
  const headers = { "Content-Type": form.headers.get("content-type") ?? "" };
  return { body: await form.arrayBuffer(), headers };
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
