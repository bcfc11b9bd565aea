import { execFileSync } from "node:child_process";

/** Where the DaCHS server of test/peers/dachs answers: `$ARMILLARY_DACHS`, or the port that its `up` takes. */
const base = process.env["ARMILLARY_DACHS"] ?? "http://127.0.0.1:8090";

/** Base URL of the DaCHS peer; undefined where none answers. */
export const dachsUrl: string | undefined = (await answers(`${base}/tap/availability`)) ? base : undefined;

export const dachsLabel: string = dachsUrl === undefined ? " (skipped: no DaCHS answers, see test/peers/dachs/up)" : "";

/** Whether Debian's pyvo is there for a second opinion. */
export const hasPyvo: boolean = pyvoAnswers();

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

function pyvoAnswers(): boolean {
  try {
    execFileSync("/usr/bin/python3", ["-c", "import pyvo"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Rows of a query's answer, header left out; throws with the service's words. */
export async function queryDachs(query: string): Promise<readonly (readonly string[])[]> {
  const body = new URLSearchParams({ LANG: "ADQL", QUERY: query, FORMAT: "csv", MAXREC: "100000" });
  const response = await fetch(`${base}/tap/sync`, { method: "POST", body });
  const text = await response.text();
  if (!response.headers.get("content-type")?.includes("csv")) throw new Error(`${query}\n${text.slice(0, 2000)}`);
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  return lines.slice(1).map((line) => line.split(","));
}
