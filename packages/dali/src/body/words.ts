import { decodeText } from "../transport/response.ts";
import type { BodyKind } from "./kind.ts";

/** The longest that is quoted. */
const MOST_CHARACTERS = 4000;

/** What a service says in a body that is no table, for people: its words, without markup. Undefined where it says nothing. */
export async function readWords(
  kind: BodyKind,
  start: Uint8Array,
  contentType: string | null,
): Promise<string | undefined> {
  const text = decodeText(start, contentType);
  const words = await wordsOf(kind, text, start);
  return words === undefined || words.trim() === "" ? undefined : cut(words.trim());
}

async function wordsOf(kind: BodyKind, text: string, start: Uint8Array): Promise<string | undefined> {
  switch (kind) {
    case "votable":
    case "votable-error":
      return votableWords(text, start);
    case "html":
      return htmlWords(text);
    case "json":
      return jsonWords(text);
    case "text":
      return text;
    case "uws-job":
    case "uws-jobs":
    case "vosi-availability":
    case "vosi-capabilities":
    case "vosi-tables":
      return faultOf(text);
    case "xml":
      return faultOf(text) ?? clean(text.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>/gi, " "));
    case "fits":
    case "parquet":
    case "arrow":
    case "zip":
    case "binary":
    case "empty":
      return undefined;
  }
}

/** Whether a VOTable, of which at least the head is there, reports an error, and how; see `Summary.status` of votable. */
export async function readVotableError(
  text: string,
  start: Uint8Array,
): Promise<{ readonly message?: string } | undefined> {
  const { openVotable, VotableError } = await import("@armillary/votable");
  try {
    const reader = await openVotable(start, { lenient: true, kernel: "off" });
    const { status, message } = await reader.summary;
    return status === "ERROR" ? { ...(message === undefined ? {} : { message }) } : undefined;
  } catch (thrown) {
    const message = thrown instanceof VotableError ? thrown.place.serviceMessage : undefined;
    return message === undefined ? findStatusError(text) : { message };
  }
}

/** In a document that is cut off, or not well-formed. */
function findStatusError(text: string): { readonly message?: string } | undefined {
  const info =
    /<(?:\w+:)?INFO\b(?=[^>]*\bname\s*=\s*["']QUERY_STATUS["'])(?=[^>]*\bvalue\s*=\s*["']ERROR["'])[^>]*>([^<]*)/i;
  const message = info.exec(text)?.[1];
  return message === undefined ? undefined : { message: decodeEntities(message) };
}

async function votableWords(text: string, start: Uint8Array): Promise<string | undefined> {
  const error = await readVotableError(text, start);
  return error?.message;
}

/** Title and visible text of a page: what a person would read of it. */
export function htmlWords(text: string): string {
  const title = clean(/<title\b[^>]*>([\s\S]*?)<\/title\s*>/i.exec(text)?.[1] ?? "");
  const visible = clean(
    text
      .replace(/<!--[\s\S]*?(?:-->|$)|<\?[^>]*>/g, " ")
      .replace(/<(script|style|head|noscript|svg|nav|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, " "),
  );
  if (title === "" || visible.startsWith(title)) return visible;
  return visible === "" ? title : `${title}: ${visible}`;
}

/** What stands in the fault elements of UWS, VOSI, OWS, S3 and SOAP. */
function faultOf(text: string): string | undefined {
  const fault =
    /<(?:[\w.-]+:)?(message|ExceptionText|faultstring|errorMessage|note)\b[^>]*>([\s\S]*?)<\/(?:[\w.-]+:)?\1\s*>/i.exec(
      text,
    )?.[2];
  return fault === undefined ? undefined : clean(fault);
}

/** Keys under which services put what they have to say, the most telling first. */
const TELLING_KEYS = [
  "message",
  "msg",
  "error_description",
  "errorMessage",
  "detail",
  "error",
  "errors",
  "title",
  "reason",
  "description",
];

function jsonWords(text: string): string {
  try {
    return findWords(JSON.parse(text), 0) ?? text;
  } catch {
    return text;
  }
}

function findWords(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (depth > 4 || typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) {
    const all = value.slice(0, 10).map((item) => findWords(item, depth + 1));
    const told = all.filter((item) => item !== undefined);
    return told.length === 0 ? undefined : told.join("; ");
  }
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of TELLING_KEYS) {
    const own = Object.keys(record).find((name) => name.toLowerCase() === key.toLowerCase());
    const words = own === undefined ? undefined : findWords(record[own], depth + 1);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** Tags that leave no gap in a line of text. */
const INLINE = /<\/?(?:a|abbr|acronym|b|big|code|em|font|i|kbd|s|small|span|strong|sub|sup|tt|u|var)\b[^>]*>/gi;

/** Text without tags, its entities read, its white space single. */
function clean(markup: string): string {
  const text = markup
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, "$1")
    .replace(INLINE, "")
    .replace(/<\/?[a-z!][^>]*>/gi, " ");
  return decodeEntities(text).replace(/\s+/g, " ").trim();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
