import type { OperationOptions, Transport } from "@armillary/dali";
import { RegistryError } from "./errors.ts";

/** A vocabulary of the IVOA: terms with what is wider and narrower (Vocabularies in the VO 2.0, section 3.2.1). */
export interface Vocabulary {
  readonly uri: string;
  readonly terms: ReadonlyMap<string, VocabularyTerm>;
}

export interface VocabularyTerm {
  readonly label: string;
  readonly wider: readonly string[];
  readonly narrower: readonly string[];
}

export interface TermExpansion {
  /** Steps; infinity for all. */
  readonly narrower?: number;
  readonly wider?: number;
}

/** Where a vocabulary is: `uat`, `messenger`, … */
export function vocabularyUrl(name: string): string {
  return `https://www.ivoa.net/rdf/${encodeURIComponent(name)}`;
}

/**
 * Fetches a vocabulary as desise, the IVOA's JSON. `RegistryClient.vocabulary` keeps it, too.
 * @throws DalError; RegistryError code REG_VOCABULARY for an answer that is none
 */
export async function fetchVocabulary(
  transport: Transport,
  name: string,
  options: OperationOptions = {},
): Promise<string> {
  const url = vocabularyUrl(name);
  // It is one way of several to a better search: not worth many tries.
  const response = await transport.request({ url, accept: "application/x-desise+json", retries: 1, ...options });
  const text = await response.text();
  parseVocabulary(text);
  return text;
}

/**
 * Reads a vocabulary in desise.
 * @throws RegistryError code REG_VOCABULARY
 */
export function parseVocabulary(text: string): Vocabulary {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new RegistryError("REG_VOCABULARY", "What came for the vocabulary is no JSON.", { cause });
  }
  const { uri, terms } = members(document);
  if (typeof uri !== "string" || typeof terms !== "object" || terms === null) {
    throw new RegistryError(
      "REG_VOCABULARY",
      "What came for the vocabulary is not desise: it has no uri, or no terms.",
    );
  }
  const read = Object.entries(terms).map(([term, value]): readonly [string, VocabularyTerm] => {
    const { label, wider, narrower } = members(value);
    return [
      term,
      { label: typeof label === "string" ? label : term, wider: strings(wider), narrower: strings(narrower) },
    ];
  });
  return { uri, terms: new Map(read) };
}

/**
 * A term with those around it.
 * @param text - an identifier (`x-ray-transient-sources`), or a label in letters of any case
 * @throws RegistryError code REG_VOCABULARY, naming terms that are near
 */
export function expandTerm(vocabulary: Vocabulary, text: string, expansion: TermExpansion = {}): ReadonlySet<string> {
  const { narrower = 0, wider = 0 } = expansion;
  const start = termOf(vocabulary, text);
  return new Set([
    start,
    ...reach(vocabulary, start, "narrower", narrower),
    ...reach(vocabulary, start, "wider", wider),
  ]);
}

function termOf({ terms, uri }: Vocabulary, text: string): string {
  if (terms.has(text)) return text;
  const wanted = text.trim().toLowerCase();
  const dashed = wanted.replace(/[\s_]+/g, "-");
  if (terms.has(dashed)) return dashed;
  for (const [term, { label }] of terms) if (label.toLowerCase() === wanted) return term;
  const near = [...terms.keys()].filter((term) => term.includes(dashed)).slice(0, 8);
  const hint = near.length === 0 ? "" : ` There are: ${near.join(", ")}.`;
  throw new RegistryError("REG_VOCABULARY", `${uri} has no term "${text}".${hint}`);
}

/** Breadth first, so that circles end. */
function reach(
  { terms }: Vocabulary,
  start: string,
  direction: "narrower" | "wider",
  steps: number,
): ReadonlySet<string> {
  const found = new Set<string>();
  let edge: readonly string[] = [start];
  for (let step = 0; step < steps && edge.length > 0; step += 1) {
    edge = edge
      .flatMap((term) => terms.get(term)?.[direction] ?? [])
      .filter((term) => term !== start && !found.has(term));
    for (const term of edge) found.add(term);
  }
  return found;
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
