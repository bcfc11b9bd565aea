import { VotableError } from "./errors.ts";

/** Bytes that are looked at to tell what else a document may be. */
export const SNIFF_BYTES = 4096;

/**
 * Tells what a document is that does not begin as XML: undefined for what does.
 * JSON, plain text and HTML come from services in place of a VOTable, with their message inside.
 */
export function whyNotXml(head: Uint8Array): VotableError | undefined {
  const text = new TextDecoder().decode(head);
  const begin = text.replace(/^\ufeff/, "").trimStart();
  if (begin === "" || begin.startsWith("<")) return undefined;
  const words = excerpt(text);
  if (begin.startsWith("{") || begin.startsWith("[")) {
    return notVotable("JSON", words);
  }
  if (/<\?xml|<(?:\w+:)?VOTABLE[\s>]/.test(begin)) {
    return new VotableError("VOT_SYNTAX", `Text stands before the XML begins: "${words.slice(0, 60)}".`, {
      line: 1,
      column: 1,
      byteOffset: 0,
    });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: their presence is what tells binary data
  if (/[\u0000-\u0008\ufffd]/.test(begin)) return notVotable("binary data", undefined);
  return notVotable("plain text", words);
}

/** The error for a well-formed document of another kind, by its root element. */
export function wrongRoot(root: string, words: string): VotableError {
  const local = root.replace(/^.*:/, "");
  if (/^html$/i.test(local)) return notVotable("an HTML page", words);
  if (local === "job") return notVotable("a UWS job", words);
  if (/^votable$/i.test(local))
    return notVotable(`a document whose root is <${root}>: XML is case-sensitive`, undefined);
  return notVotable(`an XML document whose root is <${root}>`, words);
}

function notVotable(what: string, words: string | undefined): VotableError {
  const said = words === undefined || words === "" ? "" : ` It says: "${words}"`;
  return new VotableError("VOT_NOT_VOTABLE", `This is ${what}, not a VOTable.${said}`, {
    line: 1,
    column: 1,
    byteOffset: 0,
    ...(words === undefined || words === "" ? {} : { serviceMessage: words }),
  });
}

/** The words a person would read of a page or message. */
export function excerpt(markup: string): string {
  return markup
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}
