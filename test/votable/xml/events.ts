import type { ByteSource } from "@armillary/votable";
import { openChunks } from "../../../packages/votable/src/bytes/source.ts";
import { ByteWindow } from "../../../packages/votable/src/bytes/window.ts";
import { type TokenizerLimits, type XmlEvent, XmlTokenizer } from "../../../packages/votable/src/xml/tokenizer.ts";

export const LIMITS: TokenizerLimits = { maxDepth: 200, maxAttributes: 10_000, maxMarkupBytes: 1 << 24 };

export function tokenizerOf(source: ByteSource, limits: Partial<TokenizerLimits> = {}): XmlTokenizer {
  return new XmlTokenizer(new ByteWindow(openChunks(source)), { ...LIMITS, ...limits });
}

/** Events up to the end of the document, its parts of text joined. */
export async function eventsOf(source: ByteSource, limits: Partial<TokenizerLimits> = {}): Promise<XmlEvent[]> {
  const tokenizer = tokenizerOf(source, limits);
  const events: XmlEvent[] = [];
  for (;;) {
    const event = await tokenizer.read();
    events.push(event);
    if (event.type === "eof") return joined(events);
  }
}

/** Where one text ends and the next begins is an accident of the chunks. */
function joined(events: readonly XmlEvent[]): XmlEvent[] {
  const whole: XmlEvent[] = [];
  for (const event of events) {
    const last = whole.at(-1);
    if (event.type === "text" && last?.type === "text" && !event.cdata && !last.cdata) {
      whole[whole.length - 1] = { ...last, text: last.text + event.text };
    } else whole.push(event);
  }
  return whole;
}

/** An event in one line: `<a b="1">`, `</a>`, `"text"`, `[cdata]`, `!comment`, `?instruction`, `%doctype`, `.`. */
export function printed(event: XmlEvent): string {
  switch (event.type) {
    case "start":
      return `<${event.name}${[...event.attributes].map(([key, value]) => ` ${key}=${JSON.stringify(value)}`).join("")}>`;
    case "end":
      return `</${event.name}>`;
    case "text":
      return event.cdata ? `[${event.text}]` : JSON.stringify(event.text);
    case "comment":
      return `!${event.text}`;
    case "instruction":
      return `?${event.text}`;
    case "doctype":
      return `%${event.text}`;
    case "eof":
      return ".";
  }
}
