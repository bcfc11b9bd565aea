/** The parts of a `standardID` (VOResource 1.1, section 2.2.2; registered standards name their endpoints in fragments). */
export interface StandardId {
  /** Before the fragment, in lower case, as ivoids are compared: `ivo://ivoa.net/std/tap`. */
  readonly standard: string;
  /** What of the standard, in lower case: `sync` of `#sync-1.1`, `query` of `#query-2.0`, `aux` of `#aux`. */
  readonly key?: string;
  /** `1.1` of `#sync-1.1`. */
  readonly version?: string;
}

/** Takes a `standardID` apart: `ivo://ivoa.net/std/SIA#query-2.0`. */
export function parseStandardId(text: string): StandardId {
  const [standard = "", fragment] = text.trim().split(/#(.*)/s);
  const id = { standard: standard.replace(/\/+$/, "").toLowerCase() };
  if (fragment === undefined || fragment === "") return id;
  const match = /^(.*?)-?v?(\d+(?:\.\d+)*)$/.exec(fragment.toLowerCase());
  if (match === null) return { ...id, key: fragment.toLowerCase() };
  const [, key = "", version = ""] = match;
  return { ...id, ...(key === "" ? {} : { key }), version };
}

/**
 * Whether a `standardID` is of a standard, and of one key of it where that is asked for: `isStandard(id, "TAP")` takes
 * every capability of TAP, `isStandard(id, "VOSI", "tables")` that of `VOSI#tables` and of `VOSI#tables-1.1`.
 * @param standard - the last part of `ivo://ivoa.net/std/…`, or a whole ivoid
 */
export function isStandard(standardID: string | undefined, standard: string, key?: string): boolean {
  if (standardID === undefined) return false;
  const id = parseStandardId(standardID);
  const wanted = standard.includes("://") ? standard : `ivo://ivoa.net/std/${standard}`;
  return id.standard === wanted.toLowerCase() && (key === undefined || id.key === key.toLowerCase());
}
