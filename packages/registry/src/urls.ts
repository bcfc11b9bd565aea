import { cleanBaseUrl } from "@armillary/dali";
import type { ProtocolName } from "./protocols.ts";

/** A URL put right, or why none can be made of it. */
export type CleanUrl = { readonly url: string; readonly repairs: readonly string[] } | { readonly problem: string };

/** Resources below a TAP service that some records have for the service itself. */
const TAP_RESOURCE = /\/(?:sync|async|capabilities|tables|availability|examples)\/*$/;

/**
 * An access URL of the registry, as a client can use it: blanks and `&amp;` read, one that was pasted twice taken once, and
 * for TAP without `/sync`. Such URLs are in the registry today.
 */
export function cleanAccessUrl(text: string, protocol?: ProtocolName): CleanUrl {
  const given = text.trim();
  const repairs: string[] = [];
  const once = halfOf(given);
  if (once !== given) repairs.push(`the URL stands there twice (${given})`);
  if (/&amp;/i.test(once)) repairs.push("it has &amp; for &");
  if (!/^https?:\/\//i.test(once))
    return { problem: `${JSON.stringify(given)} is no whole URL: it says not at which host` };
  let url: string;
  try {
    url = cleanBaseUrl(once);
  } catch {
    return { problem: `${JSON.stringify(given)} is no URL` };
  }
  if (protocol !== "tap") return { url, repairs };
  const { origin, pathname, search } = new URL(url);
  const path = pathname.replace(TAP_RESOURCE, "").replace(/\/+$/, "");
  if (TAP_RESOURCE.test(pathname)) repairs.push(`it is the address of one resource of the service (${given})`);
  return { url: `${origin}${path}${search === "?" ? "" : search}`, repairs };
}

/** Two equal halves are one URL. */
function halfOf(text: string): string {
  const half = text.length / 2;
  return Number.isInteger(half) && /^https?:/i.test(text) && text.slice(0, half) === text.slice(half)
    ? text.slice(0, half)
    : text;
}
