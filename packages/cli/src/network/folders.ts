import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Io } from "../io.ts";

/**
 * A folder of the command, by the XDG base directory specification: what a variable names that is not an absolute path
 * does not count.
 */
function folder(env: Io["env"], variable: string, otherwise: string): string {
  const named = env[variable];
  const base = named !== undefined && isAbsolute(named) ? named : join(env["HOME"] || homedir(), otherwise);
  return join(base, "armillary");
}

/** What the user wrote. */
export function configFile(env: Io["env"]): string {
  return join(folder(env, "XDG_CONFIG_HOME", ".config"), "config.json");
}

/** Jobs that outlive the process. */
export function jobsFolder(env: Io["env"]): string {
  return join(folder(env, "XDG_STATE_HOME", join(".local", "state")), "jobs");
}

/** Parts of complete results that were not delivered yet. */
export function partsFolder(env: Io["env"]): string {
  return join(folder(env, "XDG_STATE_HOME", join(".local", "state")), "parts");
}

/** What a login at MAST left: its token, or where that is. */
export function loginFile(env: Io["env"]): string {
  return join(folder(env, "XDG_STATE_HOME", join(".local", "state")), "mast-login.json");
}

/** What can be fetched again: tables of services. */
export function cacheFolder(env: Io["env"]): string {
  return folder(env, "XDG_CACHE_HOME", ".cache");
}
