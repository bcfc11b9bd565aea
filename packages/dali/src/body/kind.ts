/** What a body turns out to be. */
export const BODY_KINDS = [
  "votable",
  "votable-error", // a VOTable that reports an error, and has no table
  "uws-job",
  "uws-jobs", // a list of jobs
  "vosi-capabilities",
  "vosi-availability",
  "vosi-tables",
  "xml", // another XML document
  "html",
  "json",
  "text", // CSV among it
  "fits",
  "parquet",
  "arrow",
  "zip",
  "binary", // something else that is no text
  "empty", // nothing, or white space alone
] as const;
export type BodyKind = (typeof BODY_KINDS)[number];

/** A verdict on the first bytes of a body. */
export interface Verdict {
  readonly kind: BodyKind | "gzip";
  /** False while further bytes could make it another. */
  readonly isSure: boolean;
}

const MAGIC: readonly (readonly [kind: Verdict["kind"], bytes: string])[] = [
  ["gzip", "\x1f\x8b"],
  ["fits", "SIMPLE  ="],
  ["parquet", "PAR1"],
  ["arrow", "ARROW1"],
  ["zip", "PK\x03\x04"],
];

/** By root elements, without prefix: services have them in every namespace, and in none. */
const ROOTS: Readonly<Record<string, BodyKind>> = {
  VOTABLE: "votable",
  job: "uws-job",
  jobs: "uws-jobs",
  jobList: "uws-jobs",
  capabilities: "vosi-capabilities",
  availability: "vosi-availability",
  tableset: "vosi-tables",
  tables: "vosi-tables",
  table: "vosi-tables",
};

/** Elements with which web pages begin that have lost theirs. */
const HTML = /^(?:html|head|body|title|h[1-6]|p|br|hr|div|span|center|pre|table|b|font|meta|link|script|style|ul)$/i;

/** From here on text is text. */
const TELLING_BYTES = 512;

/**
 * Judges the first bytes of a body. What it holds counts; its Content-Type decides only where that leaves it open.
 * @param isWhole - whether these are all
 */
export function judgeStart(start: Uint8Array, contentType: string | null, isWhole: boolean): Verdict {
  const latin = String.fromCharCode(...start.subarray(0, 9));
  for (const [kind, magic] of MAGIC) {
    if (latin.startsWith(magic)) return { kind, isSure: true };
    if (!isWhole && magic.startsWith(latin)) return { kind: "binary", isSure: false };
  }
  const text = decodeStart(start);
  const shown = text.trimStart();
  if (shown === "") return { kind: "empty", isSure: isWhole };
  if (shown.startsWith("<")) return judgeMarkup(shown, contentType, isWhole);
  const isSure = isWhole || start.length >= TELLING_BYTES;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what has them is no text
  if (/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return { kind: "binary", isSure: true };
  if (/^\{\s*["}]/.test(shown) || (/^[[{]/.test(shown) && /[/+]json\b/.test(contentType ?? ""))) {
    return { kind: "json", isSure: true };
  }
  return { kind: isWhole && isJson(shown) ? "json" : "text", isSure };
}

/** The start of a text in UTF-8, or in what a byte order mark says; a character that is cut is left out. */
export function decodeStart(start: Uint8Array): string {
  const [a, b] = start;
  const label = a === 0xff && b === 0xfe ? "utf-16le" : a === 0xfe && b === 0xff ? "utf-16be" : "utf-8";
  if (label !== "utf-8") return new TextDecoder(label).decode(start, { stream: true });
  const text = utf8.decode(start, { stream: true });
  // What was begun is forgotten.
  utf8.decode();
  return text;
}

/** Kept: to make one takes longer than to decode the start of an answer. */
const utf8 = new TextDecoder();

/** What may stand before a root element; a second XML declaration too, which some services write. */
const PROLOG = /^(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE\s+(?!html)(?:[^[>]|\[[^\]]*\])*>)/i;

function judgeMarkup(text: string, contentType: string | null, isWhole: boolean): Verdict {
  let rest = text;
  for (let skipped = PROLOG.exec(rest); skipped !== null; skipped = PROLOG.exec(rest)) {
    rest = rest.slice(skipped[0].length);
  }
  if (/^<!DOCTYPE\s+html/i.test(rest)) return { kind: "html", isSure: true };
  const [, , name] = /^<((?:[\w.-]+:)?)([\w.-]+)(?=[\s/>])/.exec(rest) ?? [];
  if (name === undefined)
    return { kind: /html/.test(contentType ?? "") ? "html" : isWhole && rest !== "" ? "text" : "xml", isSure: isWhole };
  const kind = ROOTS[name];
  // A page may be a table and nothing else; those of VOSI have a namespace, or an XML declaration.
  const isPage = HTML.test(name) && !/xmlns|^\s*<\?xml/.test(text.slice(0, TELLING_BYTES));
  if (kind === "votable") return { kind, isSure: isWhole || hasEnoughOfVotable(rest) };
  const isSure = isWhole || rest.includes(">");
  if (isPage || /^html$/i.test(name)) return { kind: "html", isSure };
  return { kind: kind ?? "xml", isSure };
}

/** Whether a VOTable's table is there, or its end: an error that it reports instead stands before either. */
function hasEnoughOfVotable(text: string): boolean {
  return /<(?:\w+:)?(?:TABLE|FIELD|DATA)[\s>/]|<\/(?:\w+:)?VOTABLE\s*>/.test(text);
}

function isJson(text: string): boolean {
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
