import { type Alias, type Document, isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from "yaml";
import { EcsvError } from "./errors.ts";

/** A scalar: what YAML makes of it, and its text as written (quotes and escapes undone; empty for a null). */
export class YamlScalar {
  readonly value: unknown;
  readonly text: string;

  constructor(value: unknown, text: string) {
    this.value = value;
    this.text = text;
  }
}
export type YamlMap = ReadonlyMap<string, YamlTree>;
export type YamlTree = YamlScalar | YamlMap | readonly YamlTree[];

/** More nodes than the header of any table has; aliases inside aliases grow to as many as they please. */
const MOST_NODES = 500_000;

/**
 * Parses the YAML of a header into maps, lists and scalars. Ordered maps are maps; other tags are looked through; integers
 * are exact.
 * @throws EcsvError code ECSV_HEADER where it is no YAML, ECSV_LIMIT
 */
export function parseYaml(text: string, firstLine: number): YamlTree {
  // YAML 1.2, although astropy writes 1.1: there a column called `y` would be a truth value, which astropy leaves bare.
  const document = parseDocument(text, { version: "1.2", customTags: ["omap"], intAsBigInt: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = firstLine + (error.linePos?.[0].line ?? 1) - 1;
    const [what = "not YAML"] = error.message.split("\n");
    throw new EcsvError("ECSV_HEADER", `The header is no YAML in line ${line}: ${what}`, { line }, { cause: error });
  }
  return new TreeBuilder(document).tree(document.contents);
}

class TreeBuilder {
  readonly #document: Document.Parsed;
  readonly #targets = new Map<Alias, unknown>();
  #nodes = 0;

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  tree(node: unknown): YamlTree {
    if (++this.#nodes > MOST_NODES) {
      throw new EcsvError("ECSV_LIMIT", `The header has more than ${MOST_NODES} values.`);
    }
    if (isAlias(node)) return this.tree(this.#target(node));
    if (isMap(node)) return new Map(node.items.map(({ key, value }) => [this.#key(key), this.tree(value)]));
    if (isSeq(node)) {
      // An ordered map is a list of pairs.
      const pairs = node.items.filter((item) => isPair(item));
      if (pairs.length > 0) return new Map(pairs.map(({ key, value }) => [this.#key(key), this.tree(value)]));
      return node.items.map((item) => this.tree(item));
    }
    if (!isScalar(node)) return new YamlScalar(null, "");
    const { value, source } = node;
    if (value === null) return new YamlScalar(null, "");
    return new YamlScalar(value, typeof value === "string" ? value : (source ?? String(value)));
  }

  /** What an alias stands for; found once, as the library looks through the whole document for it. */
  #target(alias: Alias): unknown {
    if (!this.#targets.has(alias)) this.#targets.set(alias, alias.resolve(this.#document));
    return this.#targets.get(alias);
  }

  #key(key: unknown): string {
    const tree = this.tree(key);
    return tree instanceof YamlScalar ? tree.text : String(key);
  }
}

/** The map in `tree`, where it is one. */
export function mapIn(tree: YamlTree | undefined): YamlMap | undefined {
  return tree instanceof Map ? tree : undefined;
}

/** The list in `tree`; empty where it is none. */
export function listIn(tree: YamlTree | undefined): readonly YamlTree[] {
  return Array.isArray(tree) ? tree : [];
}

/** The text of a scalar that is not null. */
export function textIn(tree: YamlTree | undefined): string | undefined {
  return tree instanceof YamlScalar && tree.value !== null ? tree.text : undefined;
}

/** The tree as JSON: integers in all their digits, what JSON has no number for as text. */
export function jsonOf(tree: YamlTree): string {
  if (tree instanceof YamlScalar) {
    const { value, text } = tree;
    if (value === null || typeof value === "boolean") return String(value);
    if (typeof value === "bigint") return String(value);
    return typeof value === "number" && Number.isFinite(value) ? JSON.stringify(value) : JSON.stringify(text);
  }
  if (!(tree instanceof Map)) return `[${(tree as readonly YamlTree[]).map(jsonOf).join(",")}]`;
  return `{${Array.from(tree, ([key, value]) => `${JSON.stringify(key)}:${jsonOf(value)}`).join(",")}}`;
}
