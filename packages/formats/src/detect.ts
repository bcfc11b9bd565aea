import { type FormatName, formatOfFileName } from "./format.ts";

/** What input can turn out to be beside the formats: things to unpack first, and things that hold no table. */
export const OTHER_KINDS = [
  "gzip",
  "zip",
  "bzip2",
  "xz",
  "zstd",
  "compress",
  "html",
  "json",
  "xml",
  "pdf",
  "png",
  "empty",
  "unknown",
] as const;
export type InputKind = FormatName | (typeof OTHER_KINDS)[number];

export interface Detection {
  readonly kind: InputKind;
  /** `content`: a signature says so; `name`: the file name; `guess`: lines that look like it. */
  readonly by: "content" | "name" | "guess";
}

/** Bytes at the beginning of the input that are enough for `detectFormat`; fewer are fine at the end of short ones. */
export const DETECTION_BYTES = 65_536;

/**
 * Tells what input is: by its content where that is plain, else by its name, else as CSV or TSV by how its first lines
 * look. `gzip` is for the caller to inflate; then ask again with the inflated bytes and the same name.
 * @param firstBytes - the beginning of the input; `DETECTION_BYTES` at best
 * @param name - file name or URL path
 */
export function detectFormat(firstBytes: Uint8Array, name?: string): Detection {
  if (firstBytes.length === 0) return { kind: "empty", by: "content" };
  const signature = SIGNATURES.find(({ bytes }) => bytes.every((byte, index) => firstBytes[index] === byte));
  if (signature !== undefined) return { kind: signature.kind, by: "content" };
  if (isArrowStream(firstBytes)) return { kind: "arrows", by: "content" };

  const text = decodeStart(firstBytes);
  const markup = text === undefined ? undefined : kindOfMarkup(text);
  if (markup !== undefined) return { kind: markup, by: "content" };

  const named = name === undefined ? undefined : formatOfFileName(name);
  const delimited = named === "csv" || named === "tsv";
  if (text !== undefined && !delimited) {
    const json = kindOfJson(text);
    if (json !== undefined) return { kind: json, by: "content" };
    if (IPAC_HEADER.test(text)) return { kind: "ipac", by: "content" };
  }
  // A binary format announces itself: its name alone, over other bytes, is a mistake that its reader explains best.
  if (named !== undefined && named !== "text") return { kind: named, by: "name" };
  if (text === undefined) return { kind: "unknown", by: "content" };
  return { kind: kindOfLines(text) ?? "unknown", by: "guess" };
}

const DESCRIPTIONS: Readonly<Partial<Record<InputKind, string>>> = {
  votable: "a VOTable",
  fits: "a FITS file",
  csv: "CSV",
  ecsv: "ECSV",
  ipac: "an IPAC table",
  tsv: "TSV",
  arrow: "an Arrow IPC file",
  arrows: "an Arrow IPC stream",
  parquet: "a Parquet file",
  ndjson: "JSON, one object a line",
  text: "a text table",
  html: "an HTML page",
  json: "JSON",
  xml: "an XML document other than a VOTable",
  pdf: "a PDF document",
  png: "a PNG image",
  empty: "empty",
  unknown: "of no known format",
};

/** Says what input is, to go behind "is": `an HTML page`. */
export function describeKind(kind: InputKind): string {
  return DESCRIPTIONS[kind] ?? `compressed with ${kind}`;
}

const SIGNATURES: readonly { readonly kind: InputKind; readonly bytes: readonly number[] }[] = [
  { kind: "arrow", bytes: ascii("ARROW1") },
  { kind: "parquet", bytes: ascii("PAR1") },
  { kind: "parquet", bytes: ascii("PARE") }, // encrypted footer
  { kind: "fits", bytes: ascii("SIMPLE  =") },
  { kind: "gzip", bytes: [0x1f, 0x8b] },
  { kind: "compress", bytes: [0x1f, 0x9d] },
  { kind: "zip", bytes: ascii("PK\x03\x04") },
  { kind: "bzip2", bytes: ascii("BZh") },
  { kind: "xz", bytes: [0xfd, ...ascii("7zXZ"), 0] },
  { kind: "zstd", bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { kind: "ecsv", bytes: ascii("# %ECSV ") },
  { kind: "pdf", bytes: ascii("%PDF-") },
  { kind: "png", bytes: [0x89, ...ascii("PNG")] },
];

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

const MOST_METADATA_BYTES = 1 << 28;

/** Arrow IPC encapsulated message: 0xFFFFFFFF, the length of the metadata, then a flatbuffer with its root's offset. */
function isArrowStream(bytes: Uint8Array): boolean {
  if (bytes.length < 12) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0xffffffff) return false;
  const metadataBytes = view.getInt32(4, true);
  const root = view.getUint32(8, true);
  return metadataBytes > 8 && metadataBytes < MOST_METADATA_BYTES && metadataBytes % 8 === 0 && root < metadataBytes;
}

/** The beginning as text: UTF-16 by its byte order mark or its first `<`, else any encoding that keeps ASCII. */
function decodeStart(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const encoding =
    (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)
      ? "utf-16le"
      : (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)
        ? "utf-16be"
        : "utf-8";
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, DETECTION_BYTES), { stream: true });
  return text.includes("\0") ? undefined : text;
}

/** `undefined` for what does not begin as XML or HTML does. */
function kindOfMarkup(text: string): InputKind | undefined {
  let at = skipBlanks(text, 0);
  if (text[at] !== "<") return undefined;
  // Past the XML declaration, comments and a document type, to the root element.
  for (let next = skipProlog(text, at); next !== at; next = skipProlog(text, at)) {
    if (next < 0) break;
    at = next;
  }
  if (/^<!doctype\s+html/i.test(text.slice(at, at + 40))) return "html";
  const root = /^<(?:[^\s<>:/?!]+:)?([^\s<>:/?!]+)/.exec(text.slice(at, at + 1000))?.[1];
  if (root === "VOTABLE") return "votable";
  if (root !== undefined) return HTML_ELEMENTS.test(root) ? "html" : "xml";
  // The prolog goes on beyond what was read, or is broken: the VOTable reader sees more, and says what it found.
  return /^<[?!]/.test(text.slice(at, at + 2)) || at === text.length ? "votable" : undefined;
}

const HTML_ELEMENTS = /^(?:html|head|body|title|h[1-6]|p|div|pre|script|meta|center)$/i;

/** Where the text goes on behind the declaration, comment, or document type at `at`; `at` for none, -1 for no end. */
function skipProlog(text: string, at: number): number {
  if (text.startsWith("<?", at)) return behind(text, "?>", at);
  if (text.startsWith("<!--", at)) return behind(text, "-->", at + 4);
  if (!text.startsWith("<!DOCTYPE", at) || /^\s+html/i.test(text.slice(at + 9, at + 40))) return at;
  const subset = text.indexOf("[", at);
  const end = text.indexOf(">", at);
  return subset < 0 || end < subset ? behind(text, ">", at) : behind(text, "]>", subset);
}

function behind(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? -1 : skipBlanks(text, at + end.length);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

function kindOfJson(text: string): InputKind | undefined {
  const body = text.trimStart();
  if (/^\{[^\n]*\}\r?\n\{/.test(body)) return "ndjson";
  return /^(?:\{\s*(?:["}]|$)|\[\s*(?:["{[\]\dtfn-]|$))/.test(body) ? "json" : undefined;
}

/** Lines that begin with a backslash, perhaps none, then names between bars. */
const IPAC_HEADER = /^(?:\\[^\n]*\n|[ \t]*\r?\n)*\|[^|\n]*[A-Za-z][^\n]*\|[ \t]*\r?(?:\n|$)/;

const LINES_LOOKED_AT = 20;

/** CSV or TSV when every line looked at has as many delimiters, outside quotes, as the first, and that is not none. */
function kindOfLines(text: string): "csv" | "tsv" | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what makes bytes no text
  if (/[\x01-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return undefined;
  const counts = { "\t": countPerLine(text, "\t"), ",": countPerLine(text, ",") };
  for (const [delimiter, kind] of [
    ["\t", "tsv"],
    [",", "csv"],
  ] as const) {
    const [first = 0, ...others] = counts[delimiter];
    if (first > 0 && others.every((count) => count === first)) return kind;
  }
  return undefined;
}

/** Delimiters of each line, blank lines and the last, perhaps unfinished one left out (unless it is the only one). */
function countPerLine(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let count = 0;
  let quoted = false;
  let lineStart = 0;
  for (let index = 0; index < text.length && counts.length < LINES_LOOKED_AT; index++) {
    const character = text[index];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === delimiter) count++;
    else if (character === "\n") {
      if (text.slice(lineStart, index).trim() !== "") counts.push(count);
      lineStart = index + 1;
      count = 0;
    }
  }
  return counts.length === 0 ? [count] : counts;
}
