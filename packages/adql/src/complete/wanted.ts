import { resolveColumn } from "../check/resolve.ts";
import type { Scope, ScopeColumn } from "../check/scope.ts";
import type { Identifier } from "../language/ast.ts";
import type { Token } from "../language/token.ts";
import type { TypeFamily } from "../schema/datatype.ts";
import { ucdFitsName } from "../schema/ucd-hints.ts";
import { argumentWanted } from "./argument.ts";
import { identifierOf } from "./place.ts";
import type { Request } from "./request.ts";

/** What the place says of the value that should stand there. */
export interface Wanted {
  /** Whether a column with this UCD is what is meant. */
  readonly ucd?: (ucd: string) => boolean;
  readonly family?: TypeFamily;
  /** The other side of a comparison, which is not compared with itself. */
  readonly except?: ScopeColumn;
}

/** Names for the first and second coordinate, in any system. */
const COORDINATES: Readonly<Record<string, readonly string[]>> = {
  lon: ["ra", "glon"],
  lat: ["dec", "glat"],
};

/** The other side of a comparison has the same UCD; an argument what its parameter is named for. */
export function wantedAt(request: Request): Wanted {
  const { top } = request.state;
  const scope = request.around.scope;
  if (top.phase === "comparand" && scope !== undefined) return fromComparison(request, scope);
  const wanted = argumentWanted(request);
  if (wanted === undefined) return {};
  const { name, type } = wanted.parameter;
  if (type === "geometry" || type === "point") return { family: "geometry" };
  const bare = name.toLowerCase().replace(/\d+$/, "");
  const names = COORDINATES[bare] ?? [bare];
  return { ucd: (ucd) => names.some((candidate) => ucdFitsName(ucd, candidate)) };
}

function fromComparison({ place }: Request, scope: Scope): Wanted {
  const parts = nameBeforeOperator(place.text, place.before);
  if (parts.length === 0) return {};
  const resolution = resolveColumn({ kind: "QualifiedName", parts }, scope);
  if (resolution.kind !== "column") return {};
  const { column } = resolution;
  const own = ucdKey(column.value.ucd ?? "");
  return { except: column, ...(own === "" ? {} : { ucd: (ucd) => ucdKey(ucd) === own }) };
}

/** `a . b` of `a.b =`. */
function nameBeforeOperator(text: string, tokens: readonly Token[]): readonly Identifier[] {
  const parts: Identifier[] = [];
  for (let at = tokens.length - 2; at >= 0; at -= 2) {
    const name = tokens[at];
    if (name === undefined || (name.kind !== "word" && name.kind !== "delimited")) break;
    parts.push(identifierOf(text, name));
    const before = tokens[at - 1];
    if (before?.kind !== "symbol" || before.text !== ".") break;
  }
  return parts.reverse();
}

/** UCDs without what tells the main one of several apart, and without case. */
function ucdKey(ucd: string): string {
  return ucd
    .toLowerCase()
    .split(";")
    .map((word) => word.trim())
    .filter((word) => word !== "meta.main")
    .join(";");
}
