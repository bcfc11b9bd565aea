import { CORE_VOCABULARY, findTerm, narrowerTerms } from "./vocabulary.ts";

/**
 * Semantics in one spelling: `#preview` for a term of the core vocabulary, however it is written (in full, by https, without
 * the hash, as services of DataLink's drafts do); all else as it is, blanks around it taken off.
 */
export function normalizeSemantics(text: string): string {
  const given = text.trim();
  const [place = "", fragment] = given.split(/#(.*)/s);
  const isCore = place.replace(/^https:/, "http:").replace(/\/$/, "") === CORE_VOCABULARY;
  if (isCore && fragment !== undefined && fragment !== "") return `#${fragment}`;
  return findTerm(given) === undefined ? given : `#${given}`;
}

/** How semantics are compared. */
export interface MatchSemanticsOptions {
  /** Narrower terms match, too: `#preview-plot` where `#preview` is wanted (default true). */
  readonly narrower?: boolean;
}

/**
 * Whether what a row says is among what is wanted. Core terms may be given in any spelling. Of other vocabularies, a URI
 * matches itself, and a fragment alone (`#swift.obs`) any URI that ends in it: HEASARC has a vocabulary of its own, whose
 * URIs nobody knows by heart.
 * @see DataLink 1.1, section 3.2.6 "semantics"
 */
export function matchesSemantics(
  semantics: string,
  wanted: string | readonly string[],
  { narrower = true }: MatchSemanticsOptions = {},
): boolean {
  const found = normalizeSemantics(semantics);
  return (typeof wanted === "string" ? [wanted] : wanted).some((each) => {
    const sought = normalizeSemantics(each);
    if (found === sought) return true;
    const term = sought.startsWith("#") ? findTerm(sought.slice(1)) : undefined;
    if (term === undefined) return /^#./.test(sought) && found.endsWith(sought);
    return narrower && narrowerTerms(term.term).includes(found.slice(1)) && found.startsWith("#");
  });
}
