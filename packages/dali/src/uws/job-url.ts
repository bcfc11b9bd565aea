import { isLoopback, isSameOrigin } from "../auth/origin.ts";
import { isPrivateHost } from "../transport/private-host.ts";
import { childUrl } from "../url/base-url.ts";
import type { UwsJob } from "./job.ts";

/** The URL of a job without the slash at its end, and without a fragment: resources of the job are put behind it. */
export function cleanJobUrl(url: string): string {
  const clean = new URL(url);
  clean.hash = "";
  clean.pathname = clean.pathname.replace(/\/+$/, "");
  return clean.href;
}

/** The URL of a job in a list: its href, or its id below the list. */
export function jobUrlOf(listUrl: string, { jobId, href }: { readonly jobId: string; readonly href?: string }): string {
  const below = childUrl(listUrl, encodeURIComponent(jobId));
  const [url] = href === undefined ? [] : hrefUrls(href, below);
  return cleanJobUrl(url ?? below);
}

/**
 * Where the result of a job may be, the likeliest first; whoever fetches it goes on to the next when there is nothing.
 *
 * Of several results it is the one whose id is asked for; else the one whose address ends in `results/result`, as TAP 1.0
 * has it, else the one called `result`, else the first. `…/results/result` below the job comes last: services list results
 * under addresses that only their own network has, or none.
 */
export function resultUrls(job: UwsJob, jobUrl: string, id?: string): string[] {
  const clean = cleanJobUrl(jobUrl);
  const byId = job.results.filter((result) => result.id?.toLowerCase() === (id ?? "result").toLowerCase());
  const byAddress = job.results.filter(({ href }) => /(^|\/)results\/result\/?([?#].*)?$/.test(href ?? ""));
  const ordered = id === undefined ? [...byAddress, ...byId, ...job.results] : byId;
  const urls: string[] = [];
  const first = ordered.find(({ href }) => href !== undefined);
  if (first?.href !== undefined) urls.push(...hrefUrls(first.href, clean));
  urls.push(childUrl(clean, `results/${encodeURIComponent(id ?? first?.id ?? "result")}`));
  if (id === undefined) urls.push(childUrl(clean, "results/result"));
  return [...new Set(urls)];
}

/**
 * The URLs that an href in the description of a job may mean, the likeliest first.
 *
 * A host that is this machine's own name (`localhost`), or http and the port 443 where the job was reached with https, is
 * what a service behind a proxy knows of itself: it means the host and scheme of the job. Relative addresses are meant from
 * the job (`results/result`), from its list (`17/results/result`) or from further up (`async/17/results/result`).
 */
export function hrefUrls(href: string, jobUrl: string): string[] {
  const base = new URL(cleanJobUrl(jobUrl));
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith("//")) {
    if (!URL.canParse(href, base)) return [];
    const url = new URL(href, base);
    if (!/^https?:$/.test(url.protocol)) return [];
    const reached = mended(url, base);
    // What lies in the network of whoever asks is not for a public service to point at.
    return isPrivateHost(reached.hostname) && !isPrivateHost(base.hostname) ? [] : [reached.href];
  }
  if (href.startsWith("/")) return URL.canParse(href, base) ? [new URL(href, base).href] : [];
  const below = new URL(base);
  below.pathname += "/";
  below.search = "";
  const first = href.replace(/^\.\//, "").split(/[/?#]/)[0] ?? "";
  const at = first === "" || first === ".." ? -1 : `${base.pathname}/`.lastIndexOf(`/${first}/`);
  const urls: string[] = [];
  if (at >= 0) {
    const above = new URL(base);
    above.pathname = base.pathname.slice(0, at + 1);
    above.search = "";
    urls.push(new URL(href, above).href);
  }
  urls.push(new URL(href, below).href);
  return urls;
}

/** The URL as it is reached from here. */
function mended(url: URL, base: URL): URL {
  if (isSameOrigin(url.href, base.href)) return url;
  if (isLoopback(url) && !isLoopback(base)) {
    const moved = new URL(url);
    moved.protocol = base.protocol;
    moved.hostname = base.hostname;
    moved.port = base.port;
    return moved;
  }
  const isPlain = url.protocol === "http:" && base.protocol === "https:" && url.hostname === base.hostname;
  if (!isPlain || !["", "80", "443"].includes(url.port)) return url;
  const secured = new URL(url);
  secured.protocol = "https:";
  secured.port = base.port;
  return secured;
}
