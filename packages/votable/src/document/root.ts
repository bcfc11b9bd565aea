import type { ByteWindow } from "../bytes/window.ts";
import { excerpt, SNIFF_BYTES, whyNotXml, wrongRoot } from "../not-votable.ts";
import type { XmlEvent, XmlTokenizer } from "../xml/tokenizer.ts";

/**
 * Reads up to and with the start tag of the root, handing on each event: it decides whether this is a VOTable at all.
 * Another document's words are an error's message.
 * @throws VotableError code VOT_NOT_VOTABLE, and what the tokenizer throws
 */
export async function readRoot(tokenizer: XmlTokenizer, take: (event: XmlEvent) => void): Promise<void> {
  const { window } = tokenizer;
  while (window.end - window.start < SNIFF_BYTES && (await window.fill()));
  const wrong = whyNotXml(window.bytes.subarray(window.start, Math.min(window.end, SNIFF_BYTES)));
  if (wrong !== undefined) throw wrong;
  for (;;) {
    let event: XmlEvent;
    try {
      event = await tokenizer.read();
    } catch (failure) {
      throw isHtml(window) ? wrongRoot("html", excerpt(textOf(window))) : failure;
    }
    if (event.type === "doctype" && /^<!DOCTYPE\s+html/i.test(event.text)) {
      throw wrongRoot("html", excerpt(textOf(window)));
    }
    if (event.type === "start" && event.name.replace(/^.*:/, "") !== "VOTABLE") {
      throw wrongRoot(event.name, excerpt(textOf(window)));
    }
    take(event);
    if (event.type === "start") return;
  }
}

function isHtml(window: ByteWindow): boolean {
  const words = textOf(window);
  return /<(?:!DOCTYPE\s+)?html[\s>]/i.test(words) && !/<(?:\w+:)?VOTABLE/.test(words);
}

function textOf({ bytes, end }: ByteWindow): string {
  return new TextDecoder().decode(bytes.subarray(0, Math.min(end, 16 * SNIFF_BYTES)));
}
