import type { Location } from "../bytes/window.ts";
import type { Reports } from "./reports.ts";

/** The only elements that the `ref` of some may name, with the section that says so. */
const TARGETS: Readonly<Record<string, readonly [target: string, section: string]>> = {
  FIELDref: ["FIELD", "4.9"],
  PARAMref: ["PARAM", "4.9"],
  TABLE: ["TABLE", "3.8"],
  VALUES: ["VALUES", "4.7"],
};

/** Elements that must stand before those that refer to them: of a TABLE and a VALUES only those of their own kind. */
const MUST_PRECEDE: Readonly<Record<string, readonly string[]>> = {
  TIMESYS: ["FIELD", "PARAM", "GROUP", "INFO"],
  TABLE: ["TABLE"],
  VALUES: ["VALUES"],
};

interface Pending {
  readonly ref: string;
  readonly from: string;
  readonly place: Location;
}

/** Keeps the IDs of a document and what refers to them, and reports what does not fit. */
export class References {
  readonly #reports: Reports;
  /** Names of elements by ID. */
  readonly #targets = new Map<string, string>();
  /** Attributes of each TIMESYS by ID. */
  readonly #timesys = new Map<string, ReadonlyMap<string, string>>();
  readonly #pending: Pending[] = [];

  constructor(reports: Reports) {
    this.#reports = reports;
  }

  /** Takes a start tag. A reference to what has been read is judged at once, the others by `finish`. */
  take(local: string, attributes: ReadonlyMap<string, string>): void {
    const ID = attributes.get("ID");
    if (ID !== undefined) {
      if (this.#targets.has(ID)) this.#reports.warn("W-DUPLICATE-ID", ID, `The ID "${ID}" stands on two elements`);
      else this.#targets.set(ID, local);
      if (local === "TIMESYS") this.#timesys.set(ID, attributes);
    }
    const ref = attributes.get("ref");
    if (ref === undefined || ref === "") return;
    const target = this.#targets.get(ref);
    if (target === undefined) this.#pending.push({ ref, from: local, place: this.#reports.mark() });
    else this.#checkKind(local, ref, target);
  }

  /** The attributes of a TIMESYS that has been read. */
  timesys(ID: string): ReadonlyMap<string, string> | undefined {
    return this.#timesys.get(ID);
  }

  /** The document has ended: what is not there now will not come. */
  finish(version: string | undefined): void {
    for (const { ref, from, place } of this.#pending) {
      this.#reports.return(place);
      const target = this.#targets.get(ref);
      if (target === undefined) {
        this.#reports.warn("W-REF", ref, `${from} refers to the ID "${ref}", which no element has`);
        continue;
      }
      this.#checkKind(from, ref, target);
      const order = `${from} refers to ${target} "${ref}", which stands behind it`;
      if (MUST_PRECEDE[target]?.includes(from) === true) this.#reports.warn("W-REF-ORDER", ref, order);
      else if (target === "COOSYS" && version !== undefined && version >= "1.5") {
        this.#reports.warn("N-REF-ORDER", ref, order);
      }
    }
  }

  #checkKind(from: string, ref: string, target: string): void {
    const [due, section] = TARGETS[from] ?? [target, ""];
    if (due === target) return;
    this.#reports.warn(
      "W-REF-KIND",
      ref,
      `${from} refers to ${target} "${ref}", where a ${due} is due (section ${section})`,
    );
  }
}
