/** Marks what was built. `Symbol.for`, so that two copies of this package know each other's; JSON has no symbols. */
const BUILT = Symbol.for("armillary.adql.text");

/**
 * A piece of ADQL that was built, and may stand in a query as it is: what the template `adql` gives and takes.
 *
 * It is not a string, so that a string among the values of a template is always text to be quoted.
 */
export class AdqlText {
  readonly #text: string;

  /** @param text - taken as it is: where any of it comes from others, use the template `adql` instead */
  constructor(text: string) {
    this.#text = text;
    Object.defineProperty(this, BUILT, { value: true });
  }

  /** The piece, as a service reads it. */
  get text(): string {
    return this.#text;
  }

  toString(): string {
    return this.#text;
  }

  toJSON(): string {
    return this.#text;
  }
}

export function isAdqlText(value: unknown): value is AdqlText {
  return typeof value === "object" && value !== null && BUILT in value;
}
