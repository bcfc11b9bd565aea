import { readFile } from "node:fs/promises";
import { parseRewrites, type Rewrite } from "@armillary/dali";
import { CommandError, failureIn } from "../failure.ts";
import type { Io } from "../io.ts";
import { parseDuration } from "../quantities.ts";
import { configFile } from "./folders.ts";

/** A service by a name of the user's. */
export interface ConfiguredPreset {
  readonly name: string;
  readonly url: string;
  readonly title?: string;
}

/** What the user's configuration says; empty where there is none. */
export interface Config {
  readonly presets: readonly ConfiguredPreset[];
  readonly rewrites: readonly Rewrite[];
  readonly limits: {
    /** Of a whole operation, where `--timeout` does not say. */
    readonly timeoutMs?: number;
    readonly retries?: number;
    readonly connectionsPerHost?: number;
    /** Of each host; may be less than one. */
    readonly requestsPerSecond?: number;
  };
}

/**
 * Reads `config.json`:
 *
 * ```json
 * {
 *   "presets": { "mine": "https://example.org/tap", "other": { "url": "https://example.org/other", "title": "Other tables" } },
 *   "rewrites": { "https://mast.stsci.edu": "http://127.0.0.1:9001" },
 *   "limits": { "timeout": "10min", "retries": 3, "connectionsPerHost": 4, "requestsPerSecond": 2 }
 * }
 * ```
 * @throws CommandError code CONFIG, naming the file and the key, for what is not that
 */
export async function readConfig(env: Io["env"]): Promise<Config> {
  const path = configFile(env);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { presets: [], rewrites: [], limits: {} };
    throw failureIn(path, failure);
  }
  try {
    return parseConfig(text);
  } catch (failure) {
    throw failureIn(path, failure);
  }
}

function parseConfig(text: string): Config {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (failure) {
    throw wrong(`This is not JSON: ${failure instanceof Error ? failure.message : String(failure)}.`);
  }
  const { presets, rewrites, limits } = members(document, "", ["presets", "rewrites", "limits"]);
  return {
    presets: Object.entries(members(presets, "presets")).map(readPreset),
    rewrites: Object.entries(members(rewrites, "rewrites")).map(readRewrite),
    limits: readLimits(members(limits, "limits", ["timeout", "retries", "connectionsPerHost", "requestsPerSecond"])),
  };
}

function readPreset([name, value]: [string, unknown]): ConfiguredPreset {
  const at = `presets.${name}`;
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name)) {
    throw wrong(
      `"${at}": a short name has small letters, digits, ".", "_" and "-", and begins with a letter or digit.`,
    );
  }
  const { url, title } = typeof value === "string" ? { url: value } : members(value, at, ["url", "title"]);
  if (typeof url !== "string" || !/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw wrong(`"${at}" is no service: an http or https URL is due.`);
  }
  if (new URL(url).username !== "" || new URL(url).password !== "") {
    throw wrong(`"${at}" holds a password. Leave it out, and give --user NAME where it is needed.`);
  }
  if (title !== undefined && typeof title !== "string") throw wrong(`"${at}.title" is no text.`);
  return { name, url, ...(title === undefined ? {} : { title }) };
}

function readRewrite([from, to]: [string, unknown]): Rewrite {
  const at = `rewrites: "${from}"`;
  if (typeof to !== "string" || from.includes(",") || to.includes(",")) throw wrong(`${at} leads to no URL.`);
  try {
    const [rewrite, ...others] = parseRewrites(`${from}=${to}`);
    if (rewrite !== undefined && others.length === 0) return rewrite;
  } catch (failure) {
    throw wrong(failure instanceof Error ? failure.message : String(failure));
  }
  throw wrong(`${at} leads to no URL.`);
}

function readLimits(limits: Readonly<Record<string, unknown>>): Config["limits"] {
  const { timeout, retries, connectionsPerHost, requestsPerSecond } = limits;
  const timeoutMs = typeof timeout === "string" ? parseDuration(timeout) : undefined;
  if (timeout !== undefined && timeoutMs === undefined) {
    throw wrong(`"limits.timeout" is no duration: "30s", "5min" or "1h" is due.`);
  }
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...wholeNumber("retries", retries, 0),
    ...wholeNumber("connectionsPerHost", connectionsPerHost, 1),
    ...(requestsPerSecond === undefined ? {} : { requestsPerSecond: rate("requestsPerSecond", requestsPerSecond) }),
  };
}

function rate(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw wrong(`"limits.${name}" is no number above 0.`);
}

function wholeNumber(name: string, value: unknown, least: number): Readonly<Record<string, number>> {
  if (value === undefined) return {};
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return { [name]: value };
  throw wrong(`"limits.${name}" is no whole number from ${least} on.`);
}

/** The members of an object, none where it is absent; with `known`, no others. */
function members(value: unknown, at: string, known?: readonly string[]): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(`${at === "" ? "This" : `"${at}"`} is no JSON object.`);
  }
  const strange = known === undefined ? undefined : Object.keys(value).find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw wrong(`"${at === "" ? "" : `${at}.`}${strange}" is not known; there are ${known?.join(", ")}.`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function wrong(message: string): CommandError {
  return new CommandError({ code: "CONFIG", message });
}
