import type { Credential } from "../auth/credential.ts";
import { mayUse } from "../auth/credentials.ts";
import { headersOf, prepareRequest } from "./prepare.ts";
import { isSecretParameter, REDACTED } from "./redact.ts";
import { rewriteUrl } from "./rewrite.ts";
import type { Settings } from "./settings.ts";
import type { DalRequest, Part } from "./types.ts";

/**
 * The curl command that sends a request as the transport would, for a POSIX shell. Secrets are environment variables
 * (`$ARMILLARY_PASSWORD`, `$ARMILLARY_TOKEN`, `$ARMILLARY_COOKIE`, `$ARMILLARY_CERTIFICATE` and `$ARMILLARY_KEY`, which name
 * files), parts that stream are files of the part's name in the current folder.
 */
export function curlOf(request: DalRequest, settings: Settings): string {
  const prepared = prepareRequest(request, settings);
  const { hop, body, credentials } = prepared;
  const { headers } = headersOf(request, prepared, hop, settings);
  const words = ["curl", "--silent", "--show-error", ...(request.decode === false ? [] : ["--compressed"])];
  if (request.redirect !== "manual") words.push("--location", "--max-redirs", String(settings.maxRedirects));
  if (hop.method === "HEAD") words.push("--head");
  else if (hop.method === "DELETE") words.push("--request", "DELETE");
  for (const [name, value] of headers) {
    if (/^(?:authorization|cookie|content-type|accept-encoding)$/i.test(name)) continue;
    words.push("--header", quote(isSecretHeader(name) ? `${name}: ${REDACTED}` : `${name}: ${value}`));
  }
  const usable = credentials.filter((credential) => mayUse(credential, hop.url));
  words.push(...usable.flatMap(credentialWords));
  if (hop.hasBody && body !== undefined) words.push(...bodyWords(request));
  words.push(quote(hideSecrets(rewriteUrl(hop.url, settings.rules.rewrites).url)));
  return words.join(" ");
}

function isSecretHeader(name: string): boolean {
  return /key|token|auth|secret/i.test(name);
}

function credentialWords(credential: Credential): string[] {
  switch (credential.kind) {
    case "basic":
      return ["--user", `${quote(`${credential.user}:`)}"$ARMILLARY_PASSWORD"`];
    case "bearer":
      return ["--header", '"Authorization: Bearer $ARMILLARY_TOKEN"'];
    case "token":
      return ["--header", '"Authorization: token $ARMILLARY_TOKEN"'];
    case "cookie":
      return ["--cookie", `${quote(`${credential.name}=`)}"$ARMILLARY_COOKIE"`];
    case "certificate":
      return ["--cert", '"$ARMILLARY_CERTIFICATE"', "--key", '"$ARMILLARY_KEY"'];
  }
}

function bodyWords({ parameters = [], multipart, json }: DalRequest): string[] {
  if (json !== undefined) return ["--header", quote("Content-Type: application/json"), "--data-raw", quote(json)];
  const fields = [...parameters].map(([name, value]) => [name, isSecretParameter(name) ? REDACTED : value] as const);
  if (multipart !== undefined) {
    return [
      ...fields.flatMap(([name, value]) => ["--form-string", quote(`${name}=${value}`)]),
      ...multipart.flatMap(partWords),
    ];
  }
  // curl takes the name as it is and encodes the value.
  const items = fields.map(([name, value]) => quote(`${encodeURIComponent(name)}=${value}`));
  return items.length === 0 ? ["--data", "''"] : items.flatMap((item) => ["--data-urlencode", item]);
}

function partWords({ name, filename, contentType, body }: Part): string[] {
  if (typeof body === "string" && filename === undefined && contentType === undefined) {
    return ["--form-string", quote(`${name}=${body}`)];
  }
  const type = contentType === undefined ? "" : `;type=${contentType}`;
  const asFile = filename === undefined ? "" : `;filename="${filename.replaceAll(/["\\]/g, "\\$&")}"`;
  return ["--form", quote(`${name}=@${name}${type}${asFile}`)];
}

/** In the URL that goes to curl, which is not for reading but for running: only what is secret is taken out. */
function hideSecrets(url: string): string {
  return url.replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, separator: string, name: string) =>
    isSecretParameter(name) ? `${separator}${name}=${REDACTED}` : whole,
  );
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
