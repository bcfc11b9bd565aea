import type { Span } from "../language/ast.ts";
import type { AdqlVersion } from "../language/keywords.ts";
import type { Catalog } from "../schema/catalog.ts";
import type { ServiceMetadata } from "../schema/metadata.ts";
import { aliasDrafts, columnDrafts } from "./candidates/columns.ts";
import { functionDrafts } from "./candidates/functions.ts";
import { joinDrafts, usingDrafts } from "./candidates/joins.ts";
import { keywordDrafts } from "./candidates/keywords.ts";
import { literalDrafts, typeDrafts, wantsLiteral } from "./candidates/literals.ts";
import { resultDrafts } from "./candidates/results.ts";
import { tableDrafts } from "./candidates/tables.ts";
import { catalogOf } from "./catalog-of.ts";
import type { CompleteOptions, Completion } from "./completion.ts";
import { expectationAt, type Slot } from "./expectation.ts";
import { GrammarState } from "./grammar-state.ts";
import { type Place, placeAt } from "./place.ts";
import type { Draft, Request } from "./request.ts";
import { surroundingsOf } from "./surroundings.ts";

const DEFAULT_LIMIT = 200;

/**
 * What could stand at an offset of a text that is being written, the best first.
 *
 * Keywords by the grammar; tables; columns of the tables in scope, qualified where they must be; conditions for ON by
 * foreign keys; functions with their parameters; units, coordinate systems and types where these stand. The rest of the
 * text may be broken or missing. In comments, in numbers and in strings that may be anything there is nothing.
 *
 * @param offset - in UTF-16 units, from 0; beyond the text it is its end
 * @param service - a catalogue of createCatalog is quicker than metadata only the first time: catalogues are kept
 */
export function complete(
  text: string,
  offset: number,
  service?: ServiceMetadata | Catalog,
  options: CompleteOptions = {},
): readonly Completion[] {
  const { limit = DEFAULT_LIMIT } = options;
  const catalog = catalogOf(service);
  const version = options.version ?? versionOf(catalog);
  const place = placeAt(text, offset);
  if (place.inside === "number" || place.inside === "comment") return [];
  const request = requestAt(place, catalog, version);
  return ranked(candidatesAt(request, limit), request.place);
}

/** Services without 2.1 say so by listing what they have. */
function versionOf({ service: { versions = [] } }: Catalog): AdqlVersion {
  const known = versions.map((version) => version.replace(/^v/i, ""));
  return known.length > 0 && known.every((version) => version.startsWith("2.0") || version.startsWith("1"))
    ? "2.0"
    : "2.1";
}

function requestAt(place: Place, catalog: Catalog, version: AdqlVersion): Request {
  const piece = unquotedTable(place);
  if (piece !== undefined) {
    const state = new GrammarState().read(piece.before);
    const expectation = expectationAt(state, piece.before.at(-1), version);
    if (expectation.slot === "table") {
      return {
        place: piece,
        state,
        expectation,
        catalog,
        version,
        around: surroundingsOf(piece, state, "table", catalog),
      };
    }
  }
  const state = new GrammarState().read(place.before);
  const expectation = expectationAt(state, place.before.at(-1), version);
  return {
    place,
    state,
    expectation,
    catalog,
    version,
    around: surroundingsOf(place, state, expectation.slot, catalog),
  };
}

/** `J/A+A/5` where a table must stand: the name of a table that will need quotes, and has none. */
function unquotedTable(place: Place): Place | undefined {
  if (place.inside === "string" || place.quoted) return undefined;
  const { text, offset } = place;
  const [start, end] = pieceAround(text, offset);
  const piece = text.slice(start, offset);
  if (!/^[A-Za-z0-9_.]+[/+-]/.test(piece)) return undefined;
  const before = placeAt(text, start).before.filter((token) => token.end <= start);
  const span = { start, end };
  const after = place.after.filter((token) => token.start >= span.end);
  return { ...place, inside: "code", before, qualifier: [], typed: piece, span, after };
}

/** Longer names are none. */
const LONGEST_PIECE = 200;

/** The characters around an offset up to white space or what separates names. */
function pieceAround(text: string, offset: number): readonly [start: number, end: number] {
  let [start, end] = [offset, offset];
  while (start > 0 && offset - start < LONGEST_PIECE && !/[\s,()'";]/.test(text.charAt(start - 1))) start--;
  while (end < text.length && end - offset < LONGEST_PIECE && !/[\s,()'";]/.test(text.charAt(end))) end++;
  return [start, end];
}

/** Which candidates there are for what may stand at a place. */
const CANDIDATES: Readonly<Record<Slot, (request: Request, most: number) => readonly Draft[]>> = {
  value(request, most) {
    if (wantsLiteral(request)) return literalDrafts(request);
    const others = [
      ...joinDrafts(request),
      ...resultDrafts(request),
      ...literalDrafts(request),
      ...aliasDrafts(request),
      ...functionDrafts(request),
      ...keywordDrafts(request),
    ];
    const results = new Set(others.map(({ insertText }) => insertText));
    const columns = columnDrafts(request, most).filter(({ insertText }) => !results.has(insertText));
    return [...others, ...fewest(columns, most)];
  },
  table: (request, most) => [...keywordDrafts(request), ...fewest(tableDrafts(request, most), most)],
  using: (request, most) => usingDrafts(request, most),
  type: (request) => typeDrafts(request),
  none: (request) => keywordDrafts(request),
};

function candidatesAt(request: Request, most: number): readonly Draft[] {
  return request.place.inside === "string"
    ? literalDrafts(request)
    : CANDIDATES[request.expectation.slot](request, most);
}

function fewest(drafts: readonly Draft[], most: number): readonly Draft[] {
  return drafts.length <= most ? drafts : [...drafts].sort((a, b) => a.score - b.score).slice(0, most);
}

function ranked(drafts: readonly Draft[], { span }: Place): readonly Completion[] {
  return [...drafts].sort((a, b) => a.score - b.score).map((draft, rank) => completionOf(draft, span, rank));
}

/** The documentation is made when it is asked for: of a list one is read, if any. */
function completionOf(draft: Draft, span: Span, rank: number): Completion {
  const { label, kind, insertText, snippet, detail, filterText } = draft;
  return {
    label,
    kind,
    span,
    insertText,
    ...(snippet === undefined ? {} : { snippet }),
    ...(detail === undefined || detail === "" ? {} : { detail }),
    rank,
    filterText,
    get documentation() {
      return draft.document?.();
    },
  };
}
