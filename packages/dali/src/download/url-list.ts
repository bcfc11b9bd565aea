import type { DownloadItem } from "./item.ts";

/** Whether a text begins like a list of URLs: comments and empty lines, then a line that is a URL, with or without a path behind it. */
export function looksLikeUrlList(start: string): boolean {
  return /^\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*https?:\/\/[^\s"<>]+[ \t]*(?:[ \t][^\n]*)?(?:\n|$)/i.test(start);
}

/**
 * The items of a list: a URL a line, and behind a blank, if wanted, the path that it goes to; `#` begins a comment line.
 * @param lines - the lines, without their ends
 */
export async function* itemsOfUrlList(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<DownloadItem, void, undefined> {
  for await (const line of lines) {
    const text = line.replace(/^\ufeff/, "").trim();
    if (text === "" || text.startsWith("#")) continue;
    const [, url = "", path] = /^(\S+)(?:\s+(.+))?$/.exec(text) ?? [];
    yield { url, ...(path === undefined ? {} : { path }) };
  }
}
