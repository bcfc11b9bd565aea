import { placeAt, type XmlOptions, xmlError } from "./options.ts";

/**
 * A document's text with blanks for what stands before its root and must not reach the parser: a document type, whose
 * entities are never read, XML declarations and other instructions. Places stay where they were.
 *
 * White space before the declaration and a second declaration, which services send whose servlet and template both
 * write one, are read past.
 */
export function blankProlog(text: string, options: XmlOptions): { readonly text: string; readonly rootAt: number } {
  let clean = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  let at = 0;
  let hasDoctype = false;
  for (;;) {
    const next = /[^ \t\r\n]/g;
    next.lastIndex = at;
    at = next.exec(clean)?.index ?? clean.length;
    let end: number;
    let isKept = false;
    if (clean.startsWith("<?", at)) {
      end = endOf(clean, at + 2, "?>", "an instruction", options);
    } else if (clean.startsWith("<!--", at)) {
      end = endOf(clean, at + 4, "-->", "a comment", options);
      isKept = true;
    } else if (clean.startsWith("<!DOCTYPE", at)) {
      if (hasDoctype) throw xmlError("DAL_FORMAT", "it has two document types.", options, placeAt(text, at));
      hasDoctype = true;
      end = endOfDoctype(clean, at, options);
    } else return { text: clean, rootAt: at };
    if (!isKept) clean = clean.slice(0, at) + clean.slice(at, end).replace(/[^\n]/g, " ") + clean.slice(end);
    at = end;
  }
}

/**
 * The text with instructions emptied, in which fast-xml-parser looks for attributes and quotes that need not be there.
 * Checks that behind the prolog `<!` begins comments and CDATA alone, and that these and instructions end: what the
 * parser takes for an element, or reads over, is an error with its place.
 */
export function cleanMarkup(text: string, from: number, options: XmlOptions): string {
  const opening = /<[!?]/g;
  opening.lastIndex = from;
  let clean = "";
  let done = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const at = match.index;
    if (text.startsWith("<!--", at)) opening.lastIndex = endOf(text, at + 4, "-->", "a comment", options);
    else if (text.startsWith("<![CDATA[", at))
      opening.lastIndex = endOf(text, at + 9, "]]>", "a CDATA section", options);
    else if (text.startsWith("<?", at)) {
      const end = endOf(text, at + 2, "?>", "an instruction", options);
      opening.lastIndex = end;
      if (end === at + "<??>".length) continue;
      const name = text.charAt(at + 2) === "\n" ? "x\n" : "x";
      clean += `${text.slice(done, at)}<?${name}${text.slice(at + 3, end - 2).replace(/[^\n]/g, " ")}`;
      done = end - 2;
    } else throw xmlError("DAL_FORMAT", `"${text.slice(at, at + 12)}" is not XML.`, options, placeAt(text, at));
  }
  return clean + text.slice(done);
}

function endOf(text: string, from: number, terminator: string, what: string, options: XmlOptions): number {
  const end = text.indexOf(terminator, from);
  if (end >= 0) return end + terminator.length;
  throw xmlError("DAL_FORMAT", `${what} has no end.`, options, placeAt(text, text.lastIndexOf("<", from)));
}

function endOfDoctype(text: string, at: number, options: XmlOptions): number {
  let quote = "";
  let brackets = 0;
  for (let index = at; index < text.length; index++) {
    const character = text.charAt(index);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (text.startsWith("<!--", index)) {
      // An apostrophe in a comment begins nothing.
      index = endOf(text, index + 4, "-->", "a comment", options) - 1;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === "[") brackets++;
    else if (character === "]") brackets--;
    else if (character === ">" && brackets <= 0) return index + 1;
  }
  throw xmlError("DAL_FORMAT", "its document type has no end.", options, placeAt(text, at));
}
