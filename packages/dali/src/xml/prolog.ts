import { placeAt, type XmlOptions, xmlError } from "./options.ts";

/**
 * A document's text with blanks for what stands before its root and must not reach the parser: a document type, whose
 * entities are never read, and XML declarations. Places stay where they were.
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
    let isKept = true;
    if (clean.startsWith("<?", at)) {
      end = endOf(clean, at, "?>", "an instruction", options);
      isKept = !/^<\?xml[ \t\r\n?]/i.test(clean.slice(at, at + 6));
    } else if (clean.startsWith("<!--", at)) {
      end = endOf(clean, at + 4, "-->", "a comment", options);
    } else if (clean.startsWith("<!DOCTYPE", at)) {
      if (hasDoctype) throw xmlError("DAL_FORMAT", "it has two document types.", options, placeAt(text, at));
      hasDoctype = true;
      end = endOfDoctype(clean, at, options);
      isKept = false;
    } else return { text: clean, rootAt: at };
    if (!isKept) clean = clean.slice(0, at) + clean.slice(at, end).replace(/[^\n]/g, " ") + clean.slice(end);
    at = end;
  }
}

/**
 * Checks that behind the prolog `<!` begins comments and CDATA alone, and that these and instructions end: what the
 * parser takes for an element, or reads over, is an error with its place.
 */
export function checkDeclarations(text: string, from: number, options: XmlOptions): void {
  const opening = /<[!?]/g;
  opening.lastIndex = from;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const at = match.index;
    if (text.startsWith("<!--", at)) opening.lastIndex = endOf(text, at + 4, "-->", "a comment", options);
    else if (text.startsWith("<![CDATA[", at)) opening.lastIndex = endOf(text, at, "]]>", "a CDATA section", options);
    else if (text.startsWith("<?", at)) opening.lastIndex = endOf(text, at, "?>", "an instruction", options);
    else throw xmlError("DAL_FORMAT", `"${text.slice(at, at + 12)}" is not XML.`, options, placeAt(text, at));
  }
}

function endOf(text: string, at: number, terminator: string, what: string, options: XmlOptions): number {
  const end = text.indexOf(terminator, at);
  if (end >= 0) return end + terminator.length;
  throw xmlError("DAL_FORMAT", `${what} has no end.`, options, placeAt(text, at));
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
