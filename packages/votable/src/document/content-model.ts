/** Elements that may stand in one part of a parent, and how often: `one` and `once` say at most once, `one` at least. */
interface Part {
  readonly names: readonly string[];
  readonly times: "one" | "once" | "any";
}

interface Content {
  readonly parts: readonly Part[];
  /** The parts that may come again and again, one round after the other: the first of them and the last. */
  readonly again?: readonly [first: number, last: number];
}

const one = (...names: string[]): Part => ({ names, times: "one" });
const once = (...names: string[]): Part => ({ names, times: "once" });
const any = (...names: string[]): Part => ({ names, times: "any" });

/** Stands for every element of another namespace. */
export const FOREIGN = "*";

const DESCRIBED: Content = { parts: [once("DESCRIPTION"), once("VALUES"), any("LINK")] };
const STREAMED: Content = { parts: [one("STREAM")] };

/**
 * What may stand in each element, in its order: the XML Schema of VOTable 1.5, which differs from those of 1.2 to 1.4
 * in what it has more. LINK in GROUP is in the text alone (section 3.7).
 */
const CONTENT: Readonly<Record<string, Content>> = {
  VOTABLE: {
    parts: [
      once("DESCRIPTION"),
      once("DEFINITIONS"),
      any("COOSYS", "TIMESYS", "GROUP", "PARAM", "INFO"),
      any("RESOURCE"),
      any("INFO"),
    ],
  },
  RESOURCE: {
    parts: [
      once("DESCRIPTION"),
      any("INFO"),
      any("COOSYS", "TIMESYS", "GROUP", "PARAM"),
      any("LINK"),
      one("TABLE", "RESOURCE"),
      any("INFO"),
      any(FOREIGN),
    ],
    again: [3, 5],
  },
  DEFINITIONS: { parts: [any("COOSYS", "TIMESYS", "PARAM")] },
  TABLE: {
    parts: [once("DESCRIPTION"), any("INFO"), any("FIELD", "PARAM", "GROUP"), any("LINK"), once("DATA"), any("INFO")],
  },
  FIELD: DESCRIBED,
  PARAM: DESCRIBED,
  GROUP: { parts: [once("DESCRIPTION"), any("FIELDref", "PARAMref", "PARAM", "GROUP", "LINK")] },
  VALUES: { parts: [once("MIN"), once("MAX"), any("OPTION")] },
  OPTION: { parts: [any("OPTION")] },
  DATA: { parts: [one("TABLEDATA", "BINARY", "BINARY2", "FITS", "PARQUET"), any("INFO")] },
  BINARY: STREAMED,
  BINARY2: STREAMED,
  FITS: STREAMED,
  PARQUET: STREAMED,
};

/** The schema of 1.1 had INFO among the others, and all TABLEs before the first RESOURCE. */
const RESOURCE_1_1: Content = {
  parts: [
    once("DESCRIPTION"),
    any("INFO", "COOSYS", "TIMESYS", "GROUP", "PARAM"),
    any("LINK"),
    any("TABLE"),
    any("RESOURCE"),
    any("INFO"),
    any(FOREIGN),
  ],
};

const NOTHING: Content = { parts: [] };

/** Elements of which a parent needs one at least. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  VOTABLE: ["RESOURCE"],
  TABLE: ["FIELD", "PARAM", "GROUP"],
  DATA: ["TABLEDATA", "BINARY", "BINARY2", "FITS", "PARQUET"],
};

/** Follows the elements inside one element and says of each whether its place is right. */
export class ContentOrder {
  readonly #content: Content;
  readonly #needed: readonly string[];
  readonly #seen = new Set<string>();
  /** The part reached; the first of them may still be empty. */
  #reached = 0;
  #filled = false;

  constructor(parent: string, version?: string) {
    const isOld = parent === "RESOURCE" && version === "1.1";
    this.#content = isOld ? RESOURCE_1_1 : (CONTENT[parent] ?? NOTHING);
    this.#needed = NEEDED[parent] ?? [];
  }

  /** Takes the next element; one that is out of its order leaves the order as it was. */
  take(name: string): "right" | "misplaced" | "repeated" | "disordered" {
    const { parts, again } = this.#content;
    const own = parts.filter(({ names }) => names.includes(name));
    if (own.length === 0) return "misplaced";
    const full = own.every(({ names, times }) => times !== "any" && names.some((other) => this.#seen.has(other)));
    this.#seen.add(name);
    const next =
      this.#find(name, this.#reached, this.#filled) ??
      (again !== undefined && this.#reached <= again[1] ? this.#find(name, again[0], false) : undefined);
    if (next === undefined) return full ? "repeated" : "disordered";
    this.#reached = next;
    this.#filled = true;
    return "right";
  }

  /** What one at least should have been there of and was not, now that the element has ended. */
  get missing(): readonly string[] {
    return this.#needed.some((name) => this.#seen.has(name)) ? [] : this.#needed;
  }

  /** The part from `from` on that has room for the element, with nothing needed before it left out. */
  #find(name: string, from: number, filled: boolean): number | undefined {
    const { parts, again } = this.#content;
    for (let index = from; index < parts.length; index++) {
      const { names, times } = parts[index] as Part;
      const full = filled && index === from && times !== "any";
      if (full) continue;
      if (names.includes(name)) return index;
      if (times !== "one") continue;
      // There need not be a single round.
      if (again === undefined || from > again[0]) return undefined;
      index = again[1];
    }
    return undefined;
  }
}
