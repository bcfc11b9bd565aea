import type { Encoding } from "../bytes/transcode.ts";
import type { XmlEvent } from "../xml/tokenizer.ts";

/**
 * The XML declaration as it has to be where the document comes out in another encoding than it says: in UTF-8. Undefined
 * where it stays, and for other instructions.
 *
 * @param isChanging - whether new text may come in: what calls itself ASCII then may be that no longer
 */
export function encodingChange(
  { text }: Extract<XmlEvent, { readonly text: string }>,
  { kind }: Encoding,
  isChanging: boolean,
): string | undefined {
  const declared = /^xml[ \t\r\n][\s\S]*?[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*["']([^"']*)["']/.exec(text);
  const name = declared?.[1];
  if (declared === null || name === undefined || /^utf-?8$/i.test(name)) return undefined;
  if (kind === "utf-8" && !isChanging) return undefined;
  const end = declared[0].length - 1;
  return `<?${text.slice(0, end - name.length)}UTF-8${text.slice(end)}?>`;
}
