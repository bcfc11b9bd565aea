import { coneAreaDeg2 } from "./neighbours.ts";

/** What a service rather sends than answer one question more; of DaCHS, a question costs as much as some 700 rows. */
const ROWS_PER_QUESTION = 200;
/** Rows that one question may be expected to bring: below the limits that services are known to have. */
const MOST_ROWS = 1000;
/** An area is larger than the largest that is known by no more than this: density differs from place to place. */
const GROWTH = 16;
/** A step by less is not worth waiting for. */
const LEAST_GROWTH = 2;
const MOST_STEPS = 16;

/** How dense the sources of a catalogue are, as far as answers have told. */
export class Density {
  #rows = 0;
  #areaDeg2 = 0;
  #largestDeg2 = 0;
  #steps = 0;

  /** Takes how many rows came for a cone. */
  learn(radiusDeg: number, rows: number): void {
    const areaDeg2 = coneAreaDeg2(radiusDeg);
    this.#rows += rows;
    this.#areaDeg2 += areaDeg2;
    this.#largestDeg2 = Math.max(this.#largestDeg2, areaDeg2);
  }

  /** The area of the next cone by which to learn more; undefined where enough is known. */
  nextStepDeg2(areaDeg2: number): number | undefined {
    if (this.#largestDeg2 === 0) return areaDeg2;
    const next = Math.min(this.#largestDeg2 * GROWTH, MOST_ROWS / this.#perDeg2);
    if (this.#steps >= MOST_STEPS || next > coneAreaDeg2(90) || next < this.#largestDeg2 * LEAST_GROWTH)
      return undefined;
    this.#steps++;
    return Math.max(areaDeg2, next);
  }

  /** Whether one question about a cone costs the service less than so many. */
  isWorth(count: number, areaDeg2: number): boolean {
    const rows = areaDeg2 * this.#perDeg2;
    return areaDeg2 <= this.#largestDeg2 * GROWTH && rows <= MOST_ROWS && rows <= ROWS_PER_QUESTION * (count - 1);
  }

  /** One row more than came: none came is not none are there. */
  get #perDeg2(): number {
    return (this.#rows + 1) / this.#areaDeg2;
  }
}

/** An answer with so many rows is left: the catalogue is denser there than it was taken for. */
export const TOO_MANY_ROWS: number = 5 * MOST_ROWS;
