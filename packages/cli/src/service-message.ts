import type { ByteSource } from "@armillary/votable";

/** A message is short; what is longer is a page that nobody wants on a terminal. */
const MOST_BYTES = 64 * 1024;

/**
 * The words of a service that answers with an error status: the message of its error VOTable (DALI 1.1, section 4.2),
 * plain text as it is, of an HTML page the title.
 */
export async function readServiceMessage(response: Response): Promise<string | undefined> {
  const bytes = await readStart(response);
  if (bytes.length === 0) return undefined;
  const text = new TextDecoder().decode(bytes);
  if (/<(?:\w+:)?VOTABLE\b/.test(text)) {
    const message = await messageOfVotable(bytes);
    if (message !== undefined) return message;
  }
  if (/^\s*<(?:!doctype html|html)/i.test(text)) return /<title[^>]*>\s*([^<]+?)\s*<\/title>/i.exec(text)?.[1];
  return text.trim() === "" ? undefined : text.trim();
}

async function readStart(response: Response): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    while (reader !== undefined && length < MOST_BYTES) {
      const { value, done } = await reader.read();
      if (done) break;
      parts.push(value);
      length += value.length;
    }
  } catch {
    // The status has been said; that its explanation breaks off is of no interest.
  }
  await reader?.cancel().catch(() => undefined);
  return Buffer.concat(parts).subarray(0, MOST_BYTES);
}

async function messageOfVotable(bytes: ByteSource): Promise<string | undefined> {
  const { openVotable } = await import("@armillary/votable");
  try {
    const reader = await openVotable(bytes, { lenient: true });
    const { message } = await reader.summary;
    return message;
  } catch {
    return undefined;
  }
}
