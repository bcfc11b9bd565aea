import { DalError } from "../errors.ts";

/**
 * Scheme, host and port of a URL in one spelling: letters of the host small, IDN as punycode, default port left out. A
 * host with a trailing dot is another host.
 * @throws DalError code DAL_USAGE for what is no http or https URL
 */
export function originOf(url: string | URL): string {
  return parseHttpUrl(url).origin;
}

/** Whether two URLs have scheme, host and port in common. False where one of them is no http or https URL. */
export function isSameOrigin(a: string | URL, b: string | URL): boolean {
  const [here, there] = [parseAny(a), parseAny(b)];
  return here !== undefined && there !== undefined && isHttp(here) && isHttp(there) && here.origin === there.origin;
}

/** Whether a URL leads to this machine by its name alone: `localhost`, 127.0.0.0/8, `::1`. */
export function isLoopback(url: string | URL): boolean {
  const host = new URL(url).hostname;
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(?:\.\d+){3}$/.test(host);
}

/** @throws DalError code DAL_USAGE for what is no http or https URL; the message holds no secret of it */
export function parseHttpUrl(url: string | URL): URL {
  const parsed = parseAny(url);
  if (parsed === undefined || !isHttp(parsed)) {
    const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(String(url))?.[0];
    throw new DalError(
      "DAL_USAGE",
      scheme === undefined || /^https?$/i.test(scheme)
        ? `"${withoutUserinfo(String(url))}" is not a URL: an absolute one, beginning with https:// or http://, is due.`
        : `A service cannot be asked by ${scheme}: "${withoutUserinfo(String(url))}" should begin with https:// or http://.`,
    );
  }
  return parsed;
}

function parseAny(url: string | URL): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

function isHttp({ protocol }: URL): boolean {
  return protocol === "https:" || protocol === "http:";
}

/** Also of text that does not parse. */
function withoutUserinfo(text: string): string {
  return text.replace(/^([^/?#]*\/\/)[^/?#]*@/, "$1");
}
