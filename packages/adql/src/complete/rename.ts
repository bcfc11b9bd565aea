import type { Identifier, Span } from "../language/ast.ts";
import { quoteIdentifier } from "../language/keywords.ts";
import { parse } from "../language/parse.ts";
import type { TextEdit } from "../problem.ts";
import type { Catalog } from "../schema/catalog.ts";
import type { ServiceMetadata } from "../schema/metadata.ts";
import { fitOf, parseWrittenColumn } from "../schema/names.ts";
import { catalogOf } from "./catalog-of.ts";
import { spansOf } from "./definition.ts";
import { type Mention, mentionsIn } from "./named-thing.ts";

/** Edits that rename something everywhere, or why it cannot be renamed. */
export type Rename =
  | { readonly edits: readonly TextEdit[]; readonly refused?: undefined }
  | { readonly edits?: undefined /** A sentence. */; readonly refused: string };

/** The name at an offset, where it can be renamed. */
export type Renamable =
  | { readonly span: Span; readonly name: string; readonly refused?: undefined }
  | { readonly refused: string };

/**
 * Gives the alias of a table, or a table of WITH, another name, in all places where it is meant.
 *
 * Refused for all else, for names that are taken already, and while the text has errors: places could be missed.
 * @param newName - quotes are put around it where it needs them
 */
export function rename(text: string, offset: number, newName: string, service?: ServiceMetadata | Catalog): Rename {
  const found = renamableAt(text, offset, service);
  if ("refused" in found) return found;
  const { mentions, mention } = found;
  if (newName.trim() === "") return { refused: "A name cannot be empty." };
  const name = parseWrittenColumn(newName);
  const written = name.delimited ? `"${name.name.replaceAll('"', '""')}"` : quoteIdentifier(name.name);
  const wanted: Identifier = { ...name, delimited: written.startsWith('"') };
  const start = mention.thing?.name.span?.start;
  const taken = mentions.find(
    ({ identifier, thing }) => thing?.name.span?.start !== start && fitOf(wanted, identifier) !== undefined,
  );
  if (taken !== undefined) return { refused: `The query uses the name ${written} already.` };
  return { edits: spansOf(mentions, mention).map((span) => ({ span, text: written })) };
}

/** Whether the name at an offset can be renamed, and what it is. */
export function prepareRename(text: string, offset: number, service?: ServiceMetadata | Catalog): Renamable {
  const found = renamableAt(text, offset, service);
  if ("refused" in found) return found;
  const { identifier } = found.mention;
  const span = identifier.span ?? { start: offset, end: offset };
  return { span, name: text.slice(span.start, span.end) };
}

interface Found {
  readonly mentions: readonly Mention[];
  readonly mention: Mention;
}

function renamableAt(
  text: string,
  offset: number,
  service: ServiceMetadata | Catalog | undefined,
): Found | { readonly refused: string } {
  const { query, problems } = parse(text, { extensions: "allow" });
  if (query === undefined || problems.some(({ severity }) => severity === "error")) {
    return { refused: "The query has errors. Put them right first, so that no place is missed." };
  }
  const mentions = mentionsIn(query, catalogOf(service));
  const mention = mentions.find(
    ({ identifier: { span } }) => span !== undefined && span.start <= offset && offset <= span.end,
  );
  const kind = mention?.thing?.kind;
  if (mention === undefined || (kind !== "alias" && kind !== "common-table")) {
    return { refused: "Only aliases of tables and tables of WITH can be renamed." };
  }
  return { mentions, mention };
}
