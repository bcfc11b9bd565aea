// What must never be in a log, an error, or a URL that is kept.

/** Stands for a secret. */
export const REDACTED = "REDACTED";

/** Names of query parameters whose values are secrets: tokens, and the signatures of signed URLs (S3, GCS). */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set([
  "access_token",
  "api_key",
  "apikey",
  "auth",
  "auth_token",
  "authorization",
  "client_secret",
  "credential",
  "id_token",
  "jsessionid",
  "mast_token",
  "passwd",
  "password",
  "pwd",
  "refresh_token",
  "secret",
  "sessionid",
  "sig",
  "signature",
  "token",
  "x-amz-credential",
  "x-amz-security-token",
  "x-amz-signature",
  "x-goog-credential",
  "x-goog-signature",
]);

const SECRET_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "proxy-authorization",
  "set-cookie",
  "x-api-key",
  "x-auth-token",
  "x-vo-authenticated", // the user's name
]);

/** Whether a parameter or form field of this name holds a secret. */
export function isSecretParameter(name: string): boolean {
  return SECRET_PARAMETERS.has(name.toLowerCase().replaceAll("-", "_")) || SECRET_PARAMETERS.has(name.toLowerCase());
}

/** A URL without userinfo, and with `REDACTED` for the values of secret parameters and session ids. Else as it was. */
export function redactUrl(url: string): string {
  return url
    .replace(/^([^/?#]*\/\/)[^/?#]*@/, "$1")
    .replace(/;(jsessionid)=[^/?#;]*/gi, `;$1=${REDACTED}`)
    .replace(/([?&#])([^=&#?]+)=([^&#]*)/g, (whole, separator: string, name: string) =>
      isSecretParameter(decodeName(name)) ? `${separator}${name}=${REDACTED}` : whole,
    );
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Headers with `REDACTED` for secret ones (the scheme of an Authorization stays), and URLs in Location made safe. */
export function redactHeaders(headers: Iterable<readonly [string, string]>): readonly (readonly [string, string])[] {
  return [...headers].map(([name, value]) => [name, redactHeader(name.toLowerCase(), value)]);
}

function redactHeader(name: string, value: string): string {
  if (name === "authorization" || name === "proxy-authorization") {
    return value.replace(/^(\S+)(?:\s.*)?$/s, (_whole, scheme: string) => `${scheme} ${REDACTED}`);
  }
  if (name === "cookie" || name === "set-cookie") return value.replace(/(^|;\s*)([^=;]+)=[^;]*/g, `$1$2=${REDACTED}`);
  if (SECRET_HEADERS.has(name)) return REDACTED;
  return name === "location" || name === "content-location" || name === "referer" ? redactUrl(value) : value;
}

/** The shortest secret that is looked for in texts: shorter ones would turn up in any word. */
const SHORTEST_SOUGHT = 4;

/** A text of others without these secrets: a service's page may repeat the headers it was sent. */
export function scrub(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (scrubbed, secret) => (secret.length < SHORTEST_SOUGHT ? scrubbed : scrubbed.replaceAll(secret, REDACTED)),
    text,
  );
}
