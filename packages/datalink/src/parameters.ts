import { DalError, fixedParameters } from "@armillary/dali";
import type { LinksFacts } from "./facts.ts";
import type { LinksOptions } from "./query.ts";

/** A question for links, as it is sent. */
export interface LinksParameters {
  readonly method: "GET" | "POST";
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** Longer URLs are refused by some servers. */
const URL_CHARACTERS = 2000;

/**
 * The parameters of a question (DataLink 1.1, section 2.1): ID, as often as there are some, RESPONSEFORMAT, the caller's own,
 * and those that are known to help, unless the base URL has them. What fits into a URL goes by GET, which may be cached.
 * @throws DalError DAL_USAGE for an ID that is empty
 */
export function linksParameters(
  url: string,
  ids: readonly string[],
  { parameters = {}, responseFormat }: Pick<LinksOptions, "parameters" | "responseFormat"> = {},
  facts?: LinksFacts,
): LinksParameters {
  if (ids.some((id) => id.trim() === "")) {
    throw new DalError(
      "DAL_USAGE",
      "An identifier is empty: links are asked for by the ID that a discovery service gave.",
    );
  }
  const fixed = fixedParameters(url).map(([name]) => name.toLowerCase());
  const own = Object.keys(parameters).map((name) => name.toLowerCase());
  const helpful = Object.entries(facts?.parameters?.value ?? {}).filter(
    ([name]) => !fixed.includes(name.toLowerCase()) && !own.includes(name.toLowerCase()),
  );
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((each) => [name, each] as const),
  );
  const all = [
    ...ids.map((id) => ["ID", id] as const),
    ...(responseFormat === undefined ? [] : [["RESPONSEFORMAT", responseFormat] as const]),
    ...helpful,
    ...given,
  ];
  const characters = all.reduce((sum, [name, value]) => sum + name.length + 2 + encodeURIComponent(value).length, 0);
  const isLong = url.length + characters > (facts?.urlCharacters?.value ?? URL_CHARACTERS);
  return { method: isLong ? "POST" : "GET", parameters: all };
}
