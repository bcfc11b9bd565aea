import { findTapPreset, TAP_PRESETS } from "@armillary/tap/presets";
import { type CommandError, usageError } from "../failure.ts";
import type { Config } from "./config.ts";

/** A service that was named on the command line. */
export interface ServiceAddress {
  /** Base URL. */
  readonly url: string;
  /** For messages: the short name, or the URL. */
  readonly label: string;
}

/** What a service is asked by. The short names of ours are of services of TAP. */
export type Protocol = "TAP" | "SCS" | "SIA" | "SSA" | "DataLink";

/**
 * The service that SERVICE means: a short name of the user's or of ours, or a base URL.
 * @throws CommandError for what is neither, naming short names that are near
 */
export function resolveService(text: string, { presets }: Config, protocol: Protocol = "TAP"): ServiceAddress {
  const given = text.trim();
  if (/^https?:\/\//i.test(given)) return { url: checkedUrl(given, protocol), label: given };
  if (/^ivo:\/\//i.test(given)) {
    throw usageError(
      `"${given}" is an identifier, and a base URL or a short name is due here.`,
      "armillary services show tells the addresses of what it stands for.",
    );
  }
  const name = given.toLowerCase();
  const own = presets.find((each) => each.name === name);
  if (own !== undefined) return { url: own.url, label: own.name };
  if (protocol !== "TAP") throw unknownService(given, protocol, presets);
  const preset = findTapPreset(name);
  if (preset !== undefined) return { url: preset.url, label: preset.name };
  const names = [...new Set([...presets, ...TAP_PRESETS].map((each) => each.name))];
  throw usageError(
    `"${given}" is no service that is known here: a short name, or a base URL that begins with https://, is due.`,
    `Short names: ${names.join(", ")}.`,
  );
}

function unknownService(given: string, protocol: Protocol, presets: Config["presets"]): CommandError {
  const what = findTapPreset(given) === undefined ? "no service that is known here" : "a service of TAP";
  const own = presets.length === 0 ? "" : ` Names of config.json: ${presets.map(({ name }) => name).join(", ")}.`;
  return usageError(
    `"${given}" is ${what}: the base URL of a service of ${protocol}, which begins with https://, is due.`,
    `armillary query asks services of TAP by short name.${own}`,
  );
}

function checkedUrl(text: string, protocol: Protocol): string {
  if (!URL.canParse(text)) throw usageError(`"${text}" is not a URL.`);
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw usageError(
      `A URL must not hold a password: ${url.origin}${url.pathname} is asked for without.`,
      "--user NAME asks for the password, and sends it to this service alone.",
    );
  }
  // As copied from a browser, or a registry's list of endpoints. Elsewhere it may be the service: ALMA's `datalink/sync`.
  if (protocol === "TAP")
    url.pathname = url.pathname.replace(/\/(?:sync|async|capabilities|tables|examples|availability)\/*$/, "");
  url.hash = "";
  return url.href;
}
