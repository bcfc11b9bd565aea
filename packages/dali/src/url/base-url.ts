import { parseHttpUrl } from "../auth/origin.ts";

/**
 * A base URL as registries and people write it, made a URL: blanks around it taken off and inside encoded, `&amp;` that came
 * out of a list unread (astroquery's list of cone searches has it) read, no fragment. The query stays as it is spelt, with
 * parameters that have no value (`showoffsets`, HEASARC).
 * @throws DalError code DAL_USAGE for what is no http or https URL
 */
export function cleanBaseUrl(text: string): string {
  const url = parseHttpUrl(text.trim().replace(/&amp;/gi, "&"));
  url.hash = "";
  return url.href;
}

/**
 * Adds parameters to a base URL, whatever that ends in: `?`, `&`, a query without either, nothing. A parameter of the base that
 * is given again is replaced, not doubled; names are compared without regard to case (DALI 1.1, section 3.1). All others keep
 * their place and spelling. A parameter may be given several times.
 */
export function mergeParameters(base: string, parameters: Iterable<readonly [name: string, value: string]>): string {
  const [place, query] = splitQuery(cleanBaseUrl(base));
  const given = [...parameters];
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const kept = query.filter((item) => !names.has(nameOf(item).toLowerCase()));
  const added = given.map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const merged = [...kept, ...added];
  return merged.length === 0 ? place : `${place}?${merged.join("&")}`;
}

/** Parameters that a base URL has already, decoded, in their order: a client need not send its defaults for them. */
export function fixedParameters(base: string): (readonly [name: string, value: string])[] {
  const [, query] = splitQuery(cleanBaseUrl(base));
  return query.map((item) => {
    const equals = item.indexOf("=");
    return [nameOf(item), equals === -1 ? "" : decode(item.slice(equals + 1))] as const;
  });
}

/**
 * A resource below a base URL, as `sync` or `async/17/phase` below that of a TAP service: before the query, which stays, with
 * one slash in between.
 */
export function childUrl(base: string, path: string): string {
  return withPath(base, (own) => `${own.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`);
}

/** A resource beside a base URL: `capabilities` where some services have it that are registered as `…/scs.xml`. */
export function siblingUrl(base: string, name: string): string {
  return withPath(base, (own) => `${own.replace(/\/+$/, "").replace(/\/[^/]*$/, "")}/${name.replace(/^\/+/, "")}`);
}

function withPath(base: string, change: (path: string) => string): string {
  const [place, query] = splitQuery(cleanBaseUrl(base));
  const url = new URL(place);
  const root = url.href.slice(0, url.href.length - url.pathname.length);
  const changed = root + change(url.pathname);
  return query.length === 0 ? changed : `${changed}?${query.join("&")}`;
}

/** What is before the query, and the query's items, empty ones left out. */
function splitQuery(url: string): readonly [place: string, query: readonly string[]] {
  const mark = url.indexOf("?");
  if (mark === -1) return [url, []];
  // A second question mark was meant to be an ampersand: `…?table=x?` is a base that was completed twice.
  const query = url.slice(mark + 1).replace(/\?+$/, "");
  return [url.slice(0, mark), query.split("&").filter((item) => item !== "")];
}

function nameOf(item: string): string {
  const equals = item.indexOf("=");
  return decode(equals === -1 ? item : item.slice(0, equals));
}

/** Apostrophes too, as URLs have them: ADQL is full of them, and they end a word of a shell. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("'", "%27");
}

function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
