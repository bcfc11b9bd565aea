import { findTapPreset, TAP_PRESETS } from "@armillary/tap/presets";
import { usageError } from "../failure.ts";
import type { Config } from "./config.ts";

/** A service that was named on the command line. */
export interface ServiceAddress {
  /** Base URL. */
  readonly url: string;
  /** For messages: the short name, or the URL. */
  readonly label: string;
}

/**
 * The service that SERVICE means: a short name of the user's or of ours, or a base URL.
 * @throws CommandError for what is neither, naming short names that are near
 */
export function resolveService(text: string, { presets }: Config): ServiceAddress {
  const given = text.trim();
  if (/^https?:\/\//i.test(given)) return { url: checkedUrl(given), label: given };
  if (/^ivo:\/\//i.test(given)) {
    throw usageError(
      `"${given}" is an identifier, and a base URL or a short name is due here.`,
      "armillary services show tells the addresses of what it stands for.",
    );
  }
  const name = given.toLowerCase();
  const preset = presets.find((each) => each.name === name) ?? findTapPreset(name);
  if (preset !== undefined) return { url: preset.url, label: preset.name };
  const names = [...new Set([...presets, ...TAP_PRESETS].map((each) => each.name))];
  throw usageError(
    `"${given}" is no service that is known here: a short name, or a base URL that begins with https://, is due.`,
    `Short names: ${names.join(", ")}.`,
  );
}

function checkedUrl(text: string): string {
  if (!URL.canParse(text)) throw usageError(`"${text}" is not a URL.`);
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw usageError(
      `A URL must not hold a password: ${url.origin}${url.pathname} is asked for without.`,
      "--user NAME asks for the password, and sends it to this service alone.",
    );
  }
  // As copied from a browser, or a registry's list of endpoints.
  url.pathname = url.pathname.replace(/\/(?:sync|async|capabilities|tables|examples|availability)\/*$/, "");
  url.hash = "";
  return url.href;
}
