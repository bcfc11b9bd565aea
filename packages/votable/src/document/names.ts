/** Namespaces of the standard: `http://www.ivoa.net/xml/VOTable/v1.3` and its older and odder spellings. */
const VOTABLE_NAMESPACE = /ivoa\.net\/xml\/votable|^http:\/\/(?:www\.)?us-vo\.org|VOTable[^/]*\.xsd/i;

/**
 * Tells the elements of VOTable from those of other namespaces that have the same names. Documents declare any
 * namespace, none, or use prefixes that they do not declare: what is clearly of another vocabulary is foreign, no more.
 */
export class Namespaces {
  readonly #scopes: Map<string, string>[] = [];
  #root: string | undefined;

  /** Takes the declarations of a start tag; every `enter` needs a `leave`. */
  enter(attributes: ReadonlyMap<string, string>): void {
    let scope = this.#scopes.at(-1);
    for (const [key, value] of attributes) {
      if (key !== "xmlns" && !key.startsWith("xmlns:")) continue;
      if (scope === this.#scopes.at(-1)) scope = new Map(scope);
      scope?.set(key === "xmlns" ? "" : key.slice(6), value);
    }
    this.#scopes.push(scope ?? new Map());
  }

  leave(): void {
    this.#scopes.pop();
  }

  /** The name without its prefix, and whether it may be an element of VOTable. */
  resolve(name: string): { readonly local: string; readonly ours: boolean } {
    const colon = name.indexOf(":");
    const prefix = colon < 0 ? "" : name.slice(0, colon);
    const local = colon < 0 ? name : name.slice(colon + 1);
    const uri = this.#scopes.at(-1)?.get(prefix);
    this.#root ??= uri ?? "";
    return { local, ours: uri === undefined || uri === "" || uri === this.#root || VOTABLE_NAMESPACE.test(uri) };
  }

  /** The namespace that a prefix stands for here. */
  uriOf(prefix: string): string | undefined {
    return this.#scopes.at(-1)?.get(prefix);
  }

  /** The namespace that the root element is in. */
  get root(): string {
    return this.#root ?? "";
  }
}
