import type { HeldRows } from "./asker.ts";
import { CompletenessError } from "./completeness-error.ts";
import type { Part } from "./divider.ts";
import type { PlannedPart } from "./plan.ts";
import type { Advance, Session } from "./session.ts";

/** The next part of the stream: its rows, or, of one that was done before, the record of it. */
export type Arrived =
  | { readonly part: PlannedPart; readonly held: HeldRows }
  | { readonly part: PlannedPart; readonly held?: undefined };

type Item =
  | { readonly done: PlannedPart }
  | { readonly done?: undefined; readonly part: Part; work?: Promise<Advance> };

/**
 * Parts in the order of the stream. The first is worked on, and a few behind it; one that turns out to be too large is replaced by
 * those it is divided into.
 */
export class PartQueue {
  readonly #session: Session;
  readonly #concurrency: number;
  readonly #maxParts: number;
  readonly #items: Item[];
  #taken = 0;

  constructor(session: Session, concurrency: number, maxParts: number, parts: readonly (Part | PlannedPart)[]) {
    this.#session = session;
    this.#concurrency = concurrency;
    this.#maxParts = maxParts;
    this.#items = parts.map((part) => ("counted" in part ? itemOf(part) : { part }));
  }

  /** Parts that are still to come, as a plan has them. */
  get rest(): readonly PlannedPart[] {
    return this.#items.map((item) =>
      item.done === undefined ? { ranges: item.part.ranges, counted: item.part.rows } : item.done,
    );
  }

  /** The next part; undefined after the last. */
  async next(): Promise<Arrived | undefined> {
    for (;;) {
      const [item] = this.#items;
      if (item === undefined) return undefined;
      if (item.done !== undefined) {
        this.#items.shift();
        this.#taken++;
        return { part: item.done };
      }
      this.#start(item);
      const { held, parts } = await (item.work as Promise<Advance>);
      if (held !== undefined) {
        this.#items.shift();
        this.#taken++;
        return { part: { ranges: item.part.ranges, counted: held.rows, received: held.rows }, held };
      }
      this.#items.splice(0, 1, ...parts.map((part) => ({ part })));
      const most = this.#maxParts;
      if (this.#taken + this.#items.length > most) {
        throw new CompletenessError(
          "TAP_TOO_MANY_PARTS",
          `With ${this.#session.target} rows at once, the result takes more than ${most} queries (maxParts): ask for less, or allow more.`,
        );
      }
    }
  }

  /** Lets the first part be worked on, and others behind it while there are places. */
  #start(first: Item): void {
    let busy = this.#items.filter((item) => item.done === undefined && item.work !== undefined).length;
    for (const item of this.#items) {
      if (item.done !== undefined || item.work !== undefined) continue;
      if (item !== first && busy >= this.#concurrency) return;
      item.work = this.#session.advance(item.part);
      // Thrown when its turn comes.
      item.work.catch(() => undefined);
      busy++;
    }
  }
}

/** A part of a plan that is handed in again. */
function itemOf(part: PlannedPart): Item {
  if (part.received !== undefined) return { done: part };
  return { part: { ranges: part.ranges, rows: part.counted, spent: new Set(), isCrowd: false, depth: 0 } };
}
