/** Schemes under which nothing lies that belongs to a dataset, and programs do in browsers. */
const SCRIPTS = /^(?:javascript|data|vbscript|blob|about):$/;

/**
 * A URL as a document has it, made absolute from where the document came from; undefined where that cannot be, or where it
 * would be a program. Doubled slashes in it stay: they belong to it (HEASARC has them).
 */
export function absoluteUrl(text: string | undefined, base: string | undefined): string | undefined {
  const given = text?.trim() ?? "";
  if (given === "" || !URL.canParse(given, base)) return undefined;
  const url = new URL(given, base);
  return SCRIPTS.test(url.protocol) ? undefined : url.href;
}
