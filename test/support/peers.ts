import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The Python that Debian's astropy belongs to. */
export const PYTHON = "/usr/bin/python3";

/** Runs STILTS; its stdout. Java reads and writes text in the locale's encoding. */
export function stilts(...args: readonly string[]): string {
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  return execFileSync("stilts", ["-Dfile.encoding=UTF-8", ...args], {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  });
}

/** The errors that votlint finds in a VOTable. It ends with status 1 where there are some. */
export function votlintErrors(path: string): string[] {
  const { stdout } = spawnSync("stilts", ["votlint", `votable=${path}`], { encoding: "utf8", maxBuffer: 1 << 28 });
  return stdout.split("\n").filter((line) => line.startsWith("ERROR"));
}

/** Runs a Python program; its stdout. */
export function python(program: string, input = ""): string {
  return execFileSync(PYTHON, ["-c", program], { encoding: "utf8", input, maxBuffer: 1 << 28 });
}

export const hasStilts: boolean = succeeds(() => stilts("-version"));
export const hasPython: boolean = existsSync(PYTHON) && succeeds(() => python("pass"));
export const hasAstropy: boolean = existsSync(PYTHON) && succeeds(() => python("import astropy"));
export const hasPyvo: boolean = existsSync(PYTHON) && succeeds(() => python("import pyvo"));
/** 0.4.6 in Debian 12. Looked for, not imported: that takes seconds. */
export const hasAstroquery: boolean =
  existsSync(PYTHON) &&
  succeeds(() => python("import importlib.util, sys; sys.exit(importlib.util.find_spec('astroquery') is None)"));
/** DaCHS's library, whose clients need no server. */
export const hasGavo: boolean = existsSync(PYTHON) && succeeds(() => python("import gavo.votable"));
export const hasHealpy: boolean = existsSync(PYTHON) && succeeds(() => python("import healpy"));
export const hasPyarrow: boolean = existsSync(PYTHON) && succeeds(() => python("import pyarrow"));

/** Where a DaCHS server with the peer's data answers: `$ARMILLARY_DACHS`, or port 8090 of this machine; else undefined. */
export async function findDachs(): Promise<string | undefined> {
  const base = process.env["ARMILLARY_DACHS"] ?? "http://127.0.0.1:8090";
  try {
    const { ok } = await fetch(`${base}/tap/availability`, { signal: AbortSignal.timeout(30_000) });
    return ok ? base : undefined;
  } catch {
    return undefined;
  }
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
