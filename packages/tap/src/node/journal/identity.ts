import { createHash } from "node:crypto";
import { parse, print } from "@armillary/adql";
import { cleanBaseUrl, redactUrl } from "@armillary/dali";
import type { JobIdentity, JournalUpload } from "./entry.ts";

/** What is kept of an identity: nothing that a credential could hide in. */
export function withoutSecrets({
  service,
  query,
  maxrec,
  uploads = [],
}: JobIdentity): Required<Omit<JobIdentity, "maxrec">> & Pick<JobIdentity, "maxrec"> {
  return {
    service: safeUrl(service).replace(/\/+$/, ""),
    query,
    uploads: uploads.map((upload) => (upload.url === undefined ? upload : { ...upload, url: safeUrl(upload.url) })),
    ...(maxrec === undefined ? {} : { maxrec }),
  };
}

/** A URL as it may be kept. */
export function safeUrl(url: string): string {
  return redactUrl(cleanBaseUrl(url));
}

/**
 * The digest of an identity: equal for queries that differ in layout, comments, the case of keywords and the order of
 * uploads alone.
 */
export function keyOf(identity: JobIdentity): string {
  const { service, query, maxrec, uploads } = withoutSecrets(identity);
  const sorted = uploads
    .map(({ name, sha256, url }: JournalUpload) => [name.toLowerCase(), sha256 ?? "", url ?? ""])
    .sort((a, b) => a.join("\n").localeCompare(b.join("\n"), "en"));
  return digest(JSON.stringify([service, normalQuery(query), maxrec ?? null, sorted]));
}

/** Text that no parser of ours reads may hold anything: it stays as it is. */
function normalQuery(text: string): string {
  const { query, problems } = parse(text);
  const isRead = query !== undefined && problems.every(({ severity }) => severity !== "error");
  return isRead ? print(query) : text.trim();
}

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
