import { DalError } from "../errors.ts";
import type { Credential } from "./credential.ts";
import { isLoopback, originOf, parseHttpUrl } from "./origin.ts";

/** A client certificate among the credentials. */
export type CertificateCredential = Extract<Credential, { kind: "certificate" }>;

/** What a request to one URL carries. */
export interface Authorization {
  readonly headers: readonly (readonly [name: "Authorization" | "Cookie", value: string])[];
  readonly certificate?: CertificateCredential;
}

/**
 * Whether a credential may be used at a URL: its origin is that URL's (scheme, host and port compared after parsing, never
 * as prefixes of text), its path that URL's or above it. A cookie with a `domain` also goes to hosts below that domain, by
 * the same scheme and port. URLs are judged before they are rewritten.
 */
export function mayUse(credential: Credential, url: string | URL): boolean {
  const target = parseHttpUrl(url);
  return isAtHost(credential, target) && isBelow(target.pathname, credential.path);
}

function isAtHost(credential: Credential, target: URL): boolean {
  const home = new URL(credential.origin);
  if (target.origin === home.origin) return true;
  if (credential.kind !== "cookie" || credential.domain === undefined) return false;
  return (
    target.protocol === home.protocol && target.port === home.port && isInDomain(target.hostname, credential.domain)
  );
}

function isInDomain(host: string, domain: string): boolean {
  const bare = domain.replace(/^\./, "").toLowerCase();
  return host === bare || host.endsWith(`.${bare}`);
}

/** `/a` is above `/a` and `/a/b`, not above `/ab`. What a server could decode into dots leads out of the path. */
function isBelow(path: string, prefix = "/"): boolean {
  const top = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
  if (top === "") return true;
  if (/%2e|%2f|%5c|\\/i.test(path)) return false;
  return path === top || path.startsWith(`${top}/`);
}

/**
 * Checks a credential as it is given: a full origin, and no secret for clear text.
 * @throws DalError code DAL_USAGE
 */
export function checkCredential(credential: Credential): Credential {
  const url = parseHttpUrl(credential.origin);
  if (url.username !== "" || url.password !== "" || url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new DalError(
      "DAL_USAGE",
      `A credential is bound to an origin, such as ${url.origin}; what follows the host goes into "path".`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url) && credential.allowCleartext !== true) {
    throw new DalError(
      "DAL_USAGE",
      `A credential for ${url.origin} would be sent in clear text. Use the service's https address, or set allowCleartext.`,
    );
  }
  if (credential.kind === "cookie") checkCookie(credential, url);
  if (credential.kind === "basic" && credential.user.includes(":")) {
    throw new DalError("DAL_USAGE", `A user name with a colon cannot be sent (RFC 7617), for ${url.origin}.`);
  }
  for (const [, value] of authorizationOf([credential]).headers) {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new DalError("DAL_USAGE", `A credential for ${url.origin} holds characters that a header cannot.`);
    }
  }
  return { ...credential, origin: url.origin };
}

function checkCookie({ name, value, domain }: Extract<Credential, { kind: "cookie" }>, home: URL): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[;,"\\\s]/.test(value)) {
    throw new DalError("DAL_USAGE", `A cookie for ${home.origin} holds characters that a cookie cannot (RFC 6265).`);
  }
  if (domain === undefined) return;
  const labels = domain.replace(/^\./, "").split(".").filter(Boolean).length;
  const isAddress = home.hostname.startsWith("[") || /^[\d.]+$/.test(home.hostname);
  if (labels < 2 || isAddress || !isInDomain(home.hostname, domain)) {
    throw new DalError(
      "DAL_USAGE",
      `"${domain}" is not a domain that a cookie of ${home.origin} may have: its host, or a domain above it of two labels or more, is.`,
    );
  }
}

/** What goes along to a URL. Of several credentials for it the one with the longest path is used; cookies go together. */
export function authorizationFor(credentials: readonly Credential[], url: string): Authorization {
  const usable = credentials.filter((credential) => mayUse(credential, url));
  const inOrder = usable.sort((a, b) => (b.path ?? "").length - (a.path ?? "").length);
  return authorizationOf(inOrder);
}

function authorizationOf(credentials: readonly Credential[]): Authorization {
  const headers: [name: "Authorization" | "Cookie", value: string][] = [];
  const authorization = credentials.map(authorizationHeader).find((value) => value !== undefined);
  if (authorization !== undefined) headers.push(["Authorization", authorization]);
  const cookies = credentials.flatMap((one) => (one.kind === "cookie" ? [`${one.name}=${one.value}`] : []));
  if (cookies.length > 0) headers.push(["Cookie", cookies.join("; ")]);
  const certificate = credentials.find((credential) => credential.kind === "certificate");
  return { headers, ...(certificate === undefined ? {} : { certificate }) };
}

function authorizationHeader(credential: Credential): string | undefined {
  switch (credential.kind) {
    case "basic":
      return `Basic ${base64(`${credential.user}:${credential.password}`)}`;
    case "bearer":
      return `Bearer ${credential.token}`;
    case "token":
      return `token ${credential.token}`;
    case "cookie":
    case "certificate":
      return undefined;
  }
}

/** Of the text's UTF-8 (RFC 7617, section 2.1). */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/**
 * Takes `user:password@` out of a URL.
 * @returns the URL without, and a credential for its origin where there was one
 * @throws DalError code DAL_USAGE where the credential would go in clear text to another machine
 */
export function takeUserinfo(url: string): { readonly url: string; readonly credential?: Credential } {
  const parsed = parseHttpUrl(url);
  if (parsed.username === "" && parsed.password === "") return { url: parsed.href };
  const [user, password] = [decode(parsed.username), decode(parsed.password)];
  parsed.username = "";
  parsed.password = "";
  return { url: parsed.href, credential: checkCredential({ kind: "basic", origin: originOf(parsed), user, password }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Every spelling in which the secrets of credentials could turn up in a text: as given, in base64, percent-encoded. */
export function secretsOf(credentials: readonly Credential[]): readonly string[] {
  const spellings = credentials
    .flatMap(plainSecrets)
    .flatMap((secret) => [secret, encodeURIComponent(secret), base64(secret)]);
  return [...new Set(spellings)].filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
}

function plainSecrets(credential: Credential): string[] {
  switch (credential.kind) {
    case "basic":
      return [credential.password, base64(`${credential.user}:${credential.password}`)];
    case "bearer":
    case "token":
      return [credential.token];
    case "cookie":
      return [credential.value];
    case "certificate":
      return [credential.key, ...(credential.passphrase === undefined ? [] : [credential.passphrase])];
  }
}
