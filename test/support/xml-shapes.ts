import type { XmlElement } from "../../packages/dali/src/xml/element.ts";
import { openXmlEvents } from "../../packages/votable/src/xml.ts";

/** Start tags with attributes and places, text and end tags, of our tree of fast-xml-parser's nodes. */
export function flatTree(element: XmlElement): string[] {
  const attributes = element.attributes.map(({ name, value }) => `${name}=${value}`).sort();
  const inside = element.children.flatMap((child) => (typeof child === "string" ? [child] : flatTree(child)));
  return [
    `<${element.name} ${attributes.join(" ")} ${element.line}:${element.column}>`,
    ...inside,
    `</${element.name}>`,
  ];
}

/** The same, of the events of votable's tokenizer. */
export async function flatEvents(bytes: Uint8Array): Promise<string[]> {
  const events = await openXmlEvents(bytes, { tolerantProlog: true });
  const seen: string[] = [];
  let isText = false;
  for (;;) {
    const event = events.next();
    if (event === undefined) {
      await events.fill();
      continue;
    }
    if (event.type === "eof") return seen;
    if (event.type === "start") {
      const attributes = [...event.attributes].map(([name, value]) => `${name}=${value}`).sort();
      const { line, column } = events.locate(event.offset);
      seen.push(`<${event.name} ${attributes.join(" ")} ${line}:${column}>`);
    } else if (event.type === "end") seen.push(`</${event.name}>`);
    else if (event.type === "text" && event.text !== "") {
      if (isText) seen[seen.length - 1] += event.text;
      else seen.push(event.text);
    }
    // Comments and instructions do not part a text.
    if (event.type === "start" || event.type === "end") isText = false;
    else if (event.type === "text" && event.text !== "") isText = true;
  }
}
