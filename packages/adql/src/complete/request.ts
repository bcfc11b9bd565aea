import type { AdqlVersion } from "../language/keywords.ts";
import type { Catalog } from "../schema/catalog.ts";
import type { CompletionKind } from "./completion.ts";
import type { Expectation } from "./expectation.ts";
import type { GrammarState } from "./grammar-state.ts";
import type { Place } from "./place.ts";
import type { Match } from "./prefix-index.ts";
import type { Surroundings } from "./surroundings.ts";

/** All that candidates are chosen by. */
export interface Request {
  readonly place: Place;
  readonly state: GrammarState;
  readonly expectation: Expectation;
  readonly catalog: Catalog;
  readonly around: Surroundings;
  readonly version: AdqlVersion;
}

/** A completion before it has its place in the list. */
export interface Draft {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly insertText: string;
  readonly snippet?: string;
  readonly detail?: string;
  /** Markdown, made for those alone that are shown. */
  readonly document?: () => string;
  readonly filterText: string;
  /** Less is better. */
  readonly score: number;
}

/** What kinds of completions come first, where nothing else tells. */
export const SCORES = {
  join: 0,
  wanted: 20,
  result: 60,
  column: 100,
  alias: 200,
  function: 300,
  keyword: 400,
  last: 500,
} as const;

/** What fits by a word inside it comes behind all that fits by its beginning. */
export function matchPenalty(match: Match): number {
  return match === "whole" ? 0 : 1000;
}
