import type { Span } from "../language/ast.ts";
import { parse } from "../language/parse.ts";
import type { Catalog } from "../schema/catalog.ts";
import type { ServiceMetadata } from "../schema/metadata.ts";
import { catalogOf } from "./catalog-of.ts";
import { type Mention, mentionAt, mentionsIn } from "./named-thing.ts";

export interface Definition {
  /** The name that was asked about. */
  readonly span: Span;
  /** The name where the text gives it. */
  readonly target: Span;
}

/**
 * Where the text gives the name at an offset: the alias of a table, a table of WITH, an alias of a SELECT list.
 * @returns undefined for names that the text does not give, such as tables of the service
 */
export function definition(text: string, offset: number, service?: ServiceMetadata | Catalog): Definition | undefined {
  const { query } = parse(text, { extensions: "allow" });
  const mention = query === undefined ? undefined : mentionAt(query, offset, catalogOf(service));
  const { span } = mention?.identifier ?? {};
  const target = mention?.thing?.name.span;
  return span === undefined || target === undefined ? undefined : { span, target };
}

/** All places where what the text names at an offset is meant, the one that names it among them, in order. */
export function references(text: string, offset: number, service?: ServiceMetadata | Catalog): readonly Span[] {
  const { query } = parse(text, { extensions: "allow" });
  if (query === undefined) return [];
  const mentions = mentionsIn(query, catalogOf(service));
  const asked = mentions.find(
    ({ identifier: { span } }) => span !== undefined && span.start <= offset && offset <= span.end,
  );
  return asked?.thing === undefined ? [] : spansOf(mentions, asked);
}

/** Things are the same when they are named in the same place. */
export function spansOf(mentions: readonly Mention[], { thing: wanted }: Mention): readonly Span[] {
  const start = wanted?.name.span?.start;
  const spans = mentions.flatMap(({ identifier, thing }) =>
    thing?.name.span?.start === start && start !== undefined && identifier.span !== undefined ? [identifier.span] : [],
  );
  return spans.filter((span, index) => span.start !== spans[index - 1]?.start);
}
