import { parseHttpUrl } from "../auth/origin.ts";
import { DalError } from "../errors.ts";

/** URLs that begin with `from` go to `to` instead. */
export interface Rewrite {
  readonly from: string;
  readonly to: string;
}

/**
 * Reads the text of ARMILLARY_REWRITE: `FROM=TO` pairs of URL prefixes between commas. The first `=` that is followed by
 * `http://` or `https://` parts the two, so that FROM may have a query.
 * @throws DalError code DAL_USAGE for a pair that is none
 */
export function parseRewrites(text: string): Rewrite[] {
  const pairs = text.split(",").map((pair) => pair.trim());
  return pairs.filter((pair) => pair !== "").map(parsePair);
}

function parsePair(pair: string): Rewrite {
  const { from, to } = /^(?<from>https?:\/\/.+?)=(?<to>https?:\/\/.+)$/i.exec(pair)?.groups ?? {};
  if (from === undefined || to === undefined) {
    throw new DalError(
      "DAL_USAGE",
      `"${pair}" is not a rewriting of URLs: FROM=TO is due, e.g. https://mast.stsci.edu=http://127.0.0.1:9001.`,
    );
  }
  return checkRewrite({ from, to });
}

/**
 * A rewriting with the scheme and host of both sides spelt as URLs are.
 * @throws DalError code DAL_USAGE for prefixes that are no URLs, or hold userinfo
 */
export function checkRewrite({ from, to }: Rewrite): Rewrite {
  return { from: normalPrefix(from), to: normalPrefix(to) };
}

function normalPrefix(prefix: string): string {
  const url = parseHttpUrl(prefix);
  if (url.username !== "" || url.password !== "") {
    throw new DalError("DAL_USAGE", `A rewriting of URLs cannot hold a password: that of ${url.origin} does.`);
  }
  // A prefix without a path is the whole origin, however it was written.
  return url.pathname === "/" && url.search === "" && !prefix.endsWith("/") ? url.origin : url.href;
}

/** Where a URL leads: by the longest prefix that it begins with, once; the URL itself where there is none. */
export function rewriteUrl(url: string, rewrites: readonly Rewrite[]): { readonly url: string; readonly by?: Rewrite } {
  if (rewrites.length === 0) return { url };
  const fitting = rewrites.filter(({ from }) => beginsWith(url, from));
  const by = fitting.reduce<Rewrite | undefined>(
    (longest, one) => (longest === undefined || one.from.length > longest.from.length ? one : longest),
    undefined,
  );
  return by === undefined ? { url } : { url: join(by.to, url.slice(by.from.length)), by };
}

/**
 * The URL that a rewriting would have led to `url` from: a service behind one speaks of itself by the address it has there.
 * Undefined where `url` does not begin with `to`.
 */
export function restoreUrl(url: string, { from, to }: Rewrite): string | undefined {
  return beginsWith(url, to) ? join(from, url.slice(to.length)) : undefined;
}

/** Never within a host, port or segment: `https://a.org` is no prefix of `https://a.org.evil.example`. */
function beginsWith(url: string, prefix: string): boolean {
  if (!url.startsWith(prefix)) return false;
  return url.length === prefix.length || /[/?#&=]$/.test(prefix) || /^[/?#&]/.test(url.slice(prefix.length));
}

function join(prefix: string, rest: string): string {
  if (prefix.endsWith("/") && rest.startsWith("/")) return prefix + rest.slice(1);
  if (rest === "" || /^[/?#&]/.test(rest) || /[/?#&=]$/.test(prefix)) return prefix + rest;
  return `${prefix}/${rest}`;
}
