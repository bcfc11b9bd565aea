import type { FunctionMetadata } from "../metadata.ts";
import { closest } from "../suggest.ts";
import type { FunctionDefinition } from "./function.ts";
import { IVOA_FUNCTIONS } from "./ivoa-functions.ts";
import { parseSignature } from "./signature.ts";
import { STANDARD_FUNCTIONS } from "./standard-functions.ts";

/** Where a function comes from: the standard, the service's declarations, or the IVOA's catalogue. */
export type FunctionOrigin = "standard" | "declared" | "ivoa";

export interface KnownFunction {
  readonly definition: FunctionDefinition;
  readonly origin: FunctionOrigin;
}

export interface FunctionCatalog {
  /** Whether the service declares functions: only then can one be unknown. */
  readonly declares: boolean;
  /** By name, without case; of a qualified name the last part counts where the whole is not declared. */
  find(name: string): KnownFunction | undefined;
  /** All that can be called: those of the standard and those declared. */
  all(): readonly FunctionDefinition[];
  /** Names somebody may have meant, nearest first, at most three. */
  suggest(name: string): readonly string[];
}

const STANDARD = byName(STANDARD_FUNCTIONS);
let ivoa: ReadonlyMap<string, FunctionDefinition> | undefined;

/** @param declared - as capabilities have them; undefined where they are not known */
export function createFunctionCatalog(declared: readonly FunctionMetadata[] | undefined): FunctionCatalog {
  const own = byName((declared ?? []).map(parseSignature).filter((definition) => definition !== undefined));
  ivoa ??= byName(IVOA_FUNCTIONS.map(parseSignature).filter((definition) => definition !== undefined));
  const catalogued = ivoa;
  return {
    declares: own.size > 0,
    find(name) {
      const key = name.toLowerCase();
      const last = key.slice(key.lastIndexOf(".") + 1);
      const standard = STANDARD.get(key);
      const mine = own.get(key) ?? own.get(last);
      // A service may give a function of the standard more forms: VizieR has LOG of two arguments.
      if (standard !== undefined)
        return { definition: mine === undefined ? standard : withForms(standard, mine), origin: "standard" };
      if (mine !== undefined) return { definition: described(mine, catalogued.get(last)), origin: "declared" };
      const known = catalogued.get(last);
      return known === undefined ? undefined : { definition: known, origin: "ivoa" };
    },
    all: () => [...STANDARD.values(), ...own.values()],
    suggest(name) {
      const candidates = [...STANDARD.values(), ...own.values()];
      return closest(name, candidates, (definition) => definition.name).map((definition) => definition.name);
    },
  };
}

/** Definitions by name in lower case; those of one name become one with all their forms. */
function byName(definitions: readonly FunctionDefinition[]): ReadonlyMap<string, FunctionDefinition> {
  const index = new Map<string, FunctionDefinition>();
  for (const definition of definitions) {
    const key = definition.name.toLowerCase();
    const before = index.get(key);
    index.set(key, before === undefined ? definition : withForms(before, definition));
  }
  return index;
}

function withForms(first: FunctionDefinition, second: FunctionDefinition): FunctionDefinition {
  return { ...first, forms: [...first.forms, ...second.forms] };
}

/** What the IVOA says of a function that a service declares without words of its own. */
function described(mine: FunctionDefinition, known: FunctionDefinition | undefined): FunctionDefinition {
  if (known === undefined) return mine;
  return {
    ...mine,
    ...(mine.description === undefined && known.description !== undefined ? { description: known.description } : {}),
    ...(known.aggregate === true ? { aggregate: true as const } : {}),
  };
}
