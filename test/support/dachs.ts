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
