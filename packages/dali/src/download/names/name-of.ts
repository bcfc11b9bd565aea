import { fileNameOf } from "./disposition.ts";
import { endingOf, safeName, safePath } from "./safe-name.ts";

/** Endings for files that come without. */
const ENDINGS: readonly (readonly [type: RegExp, ending: string])[] = [
  [/^(?:application|image)\/(?:x-)?fits\b/, ".fits"],
  [/^application\/x-votable\+xml\b/, ".vot"],
  [/^text\/csv\b/, ".csv"],
  [/^text\/tab-separated-values\b/, ".tsv"],
  [/^text\/plain\b/, ".txt"],
  [/^image\/png\b/, ".png"],
  [/^image\/jpe?g\b/, ".jpg"],
  [/^application\/pdf\b/, ".pdf"],
  [/^application\/x-tar\b/, ".tar"],
  [/^application\/(?:x-)?gzip\b/, ".gz"],
  [/^application\/zip\b/, ".zip"],
];

/** What an answer says of its file's name. */
export interface AnswerNames {
  /** Where it was at last, behind all redirects. */
  readonly url: string;
  readonly disposition: string | null;
  readonly contentType: string | null;
}

/**
 * Where a file goes: the path that was asked for, or the name in Content-Disposition, or the one in its URL (or where that leads), each made safe; the last
 * with an ending by its type where it has none.
 * @param answer - without it, as far as can be told before the server is asked
 */
export function nameOf(item: { readonly url: string; readonly path?: string }, answer?: AnswerNames): string {
  const asked = item.path === undefined ? undefined : safePath(item.path);
  if (asked !== undefined) return asked;
  const said = safeName(fileNameOf(answer?.disposition ?? null) ?? "");
  if (said !== undefined) return said;
  const inUrl = [item.url, ...(answer === undefined ? [] : [answer.url])].flatMap(
    (url) => safeName(nameInUrl(url) ?? "") ?? [],
  );
  const name = inUrl.find((each) => endingOf(each) !== "") ?? inUrl[0] ?? "download";
  if (endingOf(name) !== "" || answer === undefined) return name;
  const type = (answer.contentType ?? "").trim().toLowerCase();
  return `${name}${ENDINGS.find(([pattern]) => pattern.test(type))?.[1] ?? ""}`;
}

/** Endings of what makes files, not of files. */
const PROGRAM = /\.(?:php|jsp|aspx?|cgi|pl|py|do|html?|xml)$/i;

/**
 * The name in a URL: the last part of the path, or where that has no ending of a file, of a parameter's value that has one
 * (`file?uri=mast:HST/product/u9o40504m_c3m.fits`). Not made safe.
 */
function nameInUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { pathname, searchParams } = new URL(text);
  const last = decode(pathname.split("/").filter(Boolean).at(-1));
  if (last !== undefined && endingOf(last) !== "" && !PROGRAM.test(last)) return last;
  for (const value of [...searchParams.values()].reverse()) {
    const name = value.split(/[/\\:]/).at(-1) ?? "";
    if (/^\S+\.(?:[A-Za-z][A-Za-z0-9]{0,7}|7z)$/.test(name)) return name;
  }
  return last;
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}
