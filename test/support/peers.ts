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
const modules = hasPython ? findModules(["astropy", "pyvo", "astroquery", "gavo.votable", "healpy", "pyarrow"]) : [];
export const hasAstropy: boolean = modules.includes("astropy");
export const hasPyvo: boolean = modules.includes("pyvo");
/** 0.4.6 in Debian 12. */
export const hasAstroquery: boolean = modules.includes("astroquery");
/** DaCHS's library, whose clients need no server. */
export const hasGavo: boolean = modules.includes("gavo.votable");
export const hasHealpy: boolean = modules.includes("healpy");
export const hasPyarrow: boolean = modules.includes("pyarrow");

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

/** Those of Python's modules that are there. Looked for, not imported: that takes seconds, in every file of tests. */
function findModules(names: readonly string[]): string[] {
  const program = `
import importlib.util
def found(name):
    try: return importlib.util.find_spec(name) is not None
    except ImportError: return False
print(*filter(found, "${names.join(" ")}".split()))
`;
  return python(program).trim().split(" ");
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
