import { isLoopback, originOf, parseHttpUrl } from "../auth/origin.ts";
import { DalError } from "../errors.ts";
import { isPrivateHost } from "./private-host.ts";
import { redactUrl } from "./redact.ts";
import { type Rewrite, restoreUrl, rewriteUrl } from "./rewrite.ts";
import type { DalRequest } from "./types.ts";

export type Method = NonNullable<DalRequest["method"]>;

/** A request on its way: where it is, and how it is sent there. */
export interface Hop {
  /** Before rewriting. */
  readonly url: string;
  readonly method: Method;
  /** Whether the body of the request goes along. */
  readonly hasBody: boolean;
}

export interface RedirectRules {
  readonly rewrites: readonly Rewrite[];
  readonly allowDowngrade: boolean;
  readonly allowPrivateTargets: boolean;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/**
 * Where an answer leads: absolute, without userinfo and fragment, before rewriting. A relative Location is taken from the
 * URL that was asked; one that names the address which that URL was rewritten to becomes what it stands for.
 * @throws DalError code DAL_REDIRECT: no Location, one that is no http or https URL, from https to http on another host, or
 * from a public host to this machine or its network
 */
export function resolveLocation(location: string | null, from: string, rules: RedirectRules): string {
  if (location === null || location.trim() === "") {
    throw refuse(from, "redirects, but does not say where to (no Location)");
  }
  const base = rewriteUrl(from, rules.rewrites);
  if (!URL.canParse(location.trim(), from))
    throw refuse(from, `redirects to "${redactUrl(location)}", which is no URL`);
  const target = new URL(location.trim(), from);
  if (!/^https?:$/.test(target.protocol)) {
    throw refuse(from, `redirects to ${target.protocol}…; only https and http are followed`);
  }
  target.username = "";
  target.password = "";
  target.hash = "";
  const restored = base.by === undefined ? undefined : restoreUrl(target.href, base.by);
  const resolved = upgrade(new URL(restored ?? target), new URL(from)).href;
  // What the user has rewritten may lead anywhere.
  if (rewriteUrl(resolved, rules.rewrites).by === undefined) checkPath(base.url, resolved, from, rules);
  return resolved;
}

/**
 * The request that follows a redirect. 303 asks with GET, and so do 301 and 302 after a POST, as all clients have it, and
 * after a DELETE: some services (ESAC) redirect a deletion to the list of all jobs, which must not be deleted next. 307 and
 * 308 send the same again.
 */
export function followRedirect(hop: Hop, status: number, url: string): Hop {
  if (status === 307 || status === 308) return { ...hop, url };
  return { url, method: hop.method === "HEAD" ? "HEAD" : "GET", hasBody: false };
}

/**
 * Services behind a proxy that speaks TLS for them often name their own host with http: it is asked by https, which it
 * speaks as we know.
 */
function upgrade(target: URL, from: URL): URL {
  if (from.protocol === "https:" && target.protocol === "http:" && target.hostname === from.hostname) {
    if (target.port === "") {
      target.protocol = "https:";
      target.port = from.port;
    }
  }
  return target;
}

/** Judges the way a redirect really takes: from where the request went, after rewriting. */
function checkPath(
  base: string,
  to: string,
  from: string,
  { allowDowngrade, allowPrivateTargets }: RedirectRules,
): void {
  const [here, there] = [parseHttpUrl(base), parseHttpUrl(to)];
  if (here.protocol === "https:" && there.protocol === "http:" && !allowDowngrade && !isLoopback(there)) {
    throw refuse(
      from,
      `redirects to ${redactUrl(to)}, from https to http, where anyone on the way can read and change it. If that is as it should be, ask that address itself, or set allowDowngrade`,
    );
  }
  if (!allowPrivateTargets && isPrivateHost(there.hostname) && !isPrivateHost(here.hostname)) {
    throw refuse(
      from,
      `redirects into the network of this machine (${originOf(there)}), which no public service should. If that is as it should be, ask that address itself, or set allowPrivateTargets`,
    );
  }
}

function refuse(from: string, what: string): DalError {
  const url = redactUrl(from);
  return new DalError("DAL_REDIRECT", `${url} ${what}.`, { url });
}
