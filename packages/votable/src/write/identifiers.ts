const START =
  "A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f";
const ID = new RegExp(`^[${START}][${START}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040]*$`);

/**
 * The IDs of a document being written. XML wants each to be a name, to occur once, and every reference to have its
 * target: an ID that is no name or was given before is left out, and so is a reference to what is not there.
 */
export class Identifiers {
  /** What was left out so far, with the reason: `ref="frame", which is the ID of nothing`. */
  readonly leftOut: string[] = [];
  readonly #taken = new Set<string>();
  readonly #targets: Set<string>;

  /** @param wanted - every ID that will be asked for */
  constructor(wanted: Iterable<string | undefined>) {
    this.#targets = new Set();
    this.expect(wanted);
  }

  /** More IDs that will be asked for, known only now: what is written before cannot refer to them. */
  expect(wanted: Iterable<string | undefined>): void {
    for (const id of wanted) if (id !== undefined && isId(id)) this.#targets.add(id);
  }

  /** Whether there is, or will be, something to refer to. */
  has(id: string): boolean {
    return this.#targets.has(id);
  }

  /** The ID to write, the first time it is asked for. */
  define(id: string | undefined): string | undefined {
    if (id === undefined) return undefined;
    if (!isId(id) || this.#taken.has(id)) {
      this.leftOut.push(`ID="${id}", which ${isId(id) ? "another element has" : "is no name of XML"}`);
      return undefined;
    }
    this.#taken.add(id);
    return id;
  }

  /** An ID to write where the schema wants one: the own one, or a new one. */
  require(id: string | undefined, stem: string): string {
    const own = this.define(id);
    if (own !== undefined) return own;
    let number = 1;
    while (this.#taken.has(`${stem}-${number}`) || this.#targets.has(`${stem}-${number}`)) number++;
    this.#taken.add(`${stem}-${number}`);
    return `${stem}-${number}`;
  }

  /** The reference to write. */
  refer(ref: string | undefined): string | undefined {
    if (ref === undefined || this.#targets.has(ref)) return ref;
    this.leftOut.push(`ref="${ref}", which is the ID of nothing`);
    return undefined;
  }
}

function isId(id: string): boolean {
  return ID.test(id);
}
