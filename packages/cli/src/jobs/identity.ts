import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { JobIdentity, JournalUpload } from "@armillary/tap/node";
import { failureIn } from "../failure.ts";

/** A table of `--upload`. */
export interface UploadArgument {
  readonly name: string;
  /** A file, or the http URL of a table that the service fetches by itself. */
  readonly place: string;
}

export function isUrl(place: string): boolean {
  return /^https?:\/\//i.test(place);
}

/** What makes a query the same as another: its uploads by what is in them. */
export async function identityOf(
  service: string,
  query: string,
  maxrec: number | undefined,
  uploads: readonly UploadArgument[],
): Promise<JobIdentity> {
  return {
    service,
    query,
    ...(maxrec === undefined ? {} : { maxrec }),
    uploads: await Promise.all(uploads.map(digestOf)),
  };
}

async function digestOf({ name, place }: UploadArgument): Promise<JournalUpload> {
  if (isUrl(place)) return { name, url: place };
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(place)) hash.update(chunk as Uint8Array);
  } catch (failure) {
    throw failureIn(place, failure);
  }
  return { name, sha256: hash.digest("hex") };
}
