import type { ByteWindow } from "../bytes/window.ts";
import { excerpt, SNIFF_BYTES, whyNotXml, wrongRoot } from "../not-votable.ts";
import type { XmlEvent, XmlTokenizer } from "../xml/tokenizer.ts";

/** Pages have long heads before their words. */
const MOST_WORDS_BYTES = 16 * SNIFF_BYTES;

/**
 * Reads up to and with the start tag of the root, handing on each event: it decides whether this is a VOTable at all.
 * Another document's words are an error's message.
 * @throws VotableError code VOT_NOT_VOTABLE, and what the tokenizer throws
 */
export async function readRoot(tokenizer: XmlTokenizer, take: (event: XmlEvent) => void): Promise<void> {
  const { window } = tokenizer;
  while (window.end - window.start < SNIFF_BYTES && (await window.fill()));
  // What is said of a document must not depend on the chunks that it came in.
  const head = window.bytes.slice(window.start, Math.min(window.end, window.start + SNIFF_BYTES));
  const wrong = whyNotXml(head);
  if (wrong !== undefined) throw wrong;
  for (;;) {
    let event: XmlEvent;
    try {
      event = await tokenizer.read();
    } catch (failure) {
      const words = new TextDecoder().decode(head);
      throw isHtml(words) ? wrongRoot("html", excerpt(words)) : failure;
    }
    if (event.type === "doctype" && /^<!DOCTYPE\s+html/i.test(event.text)) {
      throw wrongRoot("html", await wordsThatFollow(window));
    }
    if (event.type === "start" && event.name.replace(/^.*:/, "") !== "VOTABLE") {
      throw wrongRoot(event.name, await wordsThatFollow(window));
    }
    take(event);
    if (event.type === "start") return;
  }
}

function isHtml(words: string): boolean {
  return /<(?:!DOCTYPE\s+)?html[\s>]/i.test(words) && !/<(?:\w+:)?VOTABLE/.test(words);
}

/** Of a document that is read no further. A source that breaks off has said what it had to say. */
async function wordsThatFollow(window: ByteWindow): Promise<string> {
  try {
    while (window.end - window.start < MOST_WORDS_BYTES && (await window.fill()));
  } catch {
    // The document is another in any case.
  }
  const end = Math.min(window.end, window.start + MOST_WORDS_BYTES);
  return excerpt(new TextDecoder().decode(window.bytes.subarray(window.start, end)));
}
