import { analyse } from "../check/analyse.ts";
import type { Facts } from "../check/facts.ts";
import type { CommonSource, Scope, Source } from "../check/scope.ts";
import type { Query, Select } from "../language/ast.ts";
import { parse } from "../language/parse.ts";
import type { Catalog } from "../schema/catalog.ts";
import type { Slot } from "./expectation.ts";
import type { Frame } from "./grammar-frame.ts";
import type { GrammarState } from "./grammar-state.ts";
import type { Place } from "./place.ts";

/** What the rest of the text says of a place: the tables that names there can be of. */
export interface Surroundings {
  readonly facts: Facts | undefined;
  readonly query: Query | undefined;
  /** The SELECT that the place is in; of an ORDER BY over several, the first. */
  readonly select: Select | undefined;
  readonly scope: Scope | undefined;
  /** Tables of WITH that are visible. */
  readonly commons: readonly CommonSource[];
}

/** Stands in the text where the word that is completed will be. */
const STAND_IN = "armillary_cursor";

/**
 * Parses the text with something whole in the place of what is being typed, so that the rest of it is understood as it
 * will be when the word is there.
 */
export function surroundingsOf(place: Place, state: GrammarState, slot: Slot, catalog: Catalog): Surroundings {
  const { query } = parse(completedText(place, slot), { extensions: "allow" });
  if (query === undefined) {
    return { facts: undefined, query, select: undefined, scope: undefined, commons: [] };
  }
  const facts = analyse(query, catalog);
  const [select, scope] = scopeOf(state.query, facts);
  return { facts, query, select, scope, commons: commonsAt(query, facts, place.span.start) };
}

function completedText({ text, span, literal }: Place, slot: Slot): string {
  if (literal !== undefined) return `${text.slice(0, literal.start)}'' ${text.slice(literal.end)}`;
  const word = slot === "none" ? "" : STAND_IN;
  return `${text.slice(0, span.start)} ${word} ${text.slice(span.end)}`;
}

/** Selects are known by where they start, which is before the place, where all is as it stands in the text. */
function scopeOf({ selects }: Frame, facts: Facts): [Select | undefined, Scope | undefined] {
  const [first] = selects;
  const last = selects[selects.length - 1];
  let firstSelect: Select | undefined;
  let scope: Scope | undefined;
  for (const [select, known] of facts.scopes) {
    if (select.span?.start === first) firstSelect = select;
    if (select.span?.start === last) scope = known;
  }
  return [firstSelect, scope];
}

function commonsAt(query: Query, facts: Facts, offset: number): readonly CommonSource[] {
  const tables = facts.commonTables.get(query)?.tables ?? [];
  return tables.filter(({ node }) => (node.span?.end ?? 0) <= offset);
}

/** Whether a table of FROM is but the word that is being completed. */
export function isStandIn({ written }: Source): boolean {
  return written[written.length - 1]?.name === STAND_IN;
}
