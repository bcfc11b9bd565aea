import { findDachs } from "./peers.ts";

/** Base URL of the DaCHS peer (test/peers/dachs); undefined where none answers. */
export const dachsUrl: string | undefined = await findDachs();

export const dachsLabel: string = dachsUrl === undefined ? " (skipped: no DaCHS answers, see test/peers/dachs/up)" : "";

/** Rows of a query's answer, header left out; throws with the service's words. */
export async function queryDachs(query: string): Promise<readonly (readonly string[])[]> {
  const body = new URLSearchParams({ LANG: "ADQL", QUERY: query, FORMAT: "csv", MAXREC: "100000" });
  const response = await fetch(`${dachsUrl}/tap/sync`, { method: "POST", body });
  const text = await response.text();
  if (!response.headers.get("content-type")?.includes("csv")) throw new Error(`${query}\n${text.slice(0, 2000)}`);
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  return lines.slice(1).map((line) => line.split(","));
}
