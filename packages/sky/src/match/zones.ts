import { coneHalfWidthDeg } from "../sphere/cone.ts";
import { cosOfDec, normalizeRaDeg, RADIANS_PER_DEGREE, raDifferenceDeg } from "../sphere/position.ts";
import { separationDeg } from "../sphere/separation.ts";
import { isPosition, type Positions } from "./positions.ts";
import { sortedByKey } from "./radix-sort.ts";

// Positions in zones of declination, sorted by right ascension in each. A cone is in few zones, and in each of them between
// two right ascensions: a binary search. Unlike cells of one size, zones do as well for a crowd on a square degree as for the
// whole sky, for there are as many as there are positions, between the least and the greatest declination.

/** Right ascension as whole numbers that fill 32 bits: 0.3 mas each. */
const KEYS = 2 ** 32;
const KEYS_PER_DEGREE = KEYS / 360;
/** A cone is looked for a hair wider than it is: which position is in it, the separation decides. */
const SLACK_DEG = 1e-12;

/** Is told of each position in a cone. The score says how good it is, 0 being best: here the separation itself. */
export type Visit = (row: number, separationDeg: number, score: number) => void;

/** What is known of a cone before any zone is looked at. */
interface Cone {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
  readonly cosDec: number;
  /** Haversine of the radius, a hair more. */
  readonly mostHaversine: number;
}

export class Zones {
  readonly #minDecDeg: number;
  readonly #zonesPerDegree: number;
  /** Where each zone begins, and where the last one ends. */
  readonly #starts: Int32Array;
  readonly #keys: Uint32Array;
  readonly #raDeg: Float64Array;
  readonly #decDeg: Float64Array;
  readonly #rows: Int32Array;

  /**
   * @param rows - those of `positions` that are to be found; what is no position is left out
   * @param radiusDeg - of the cones that will be asked for, roughly: zones are no thinner
   */
  constructor(positions: Positions, rows: Int32Array, radiusDeg: number) {
    const kept = rowsWithPosition(positions, rows);
    const { minDecDeg, maxDecDeg } = decRange(positions, kept);
    const heightDeg = Math.max(radiusDeg, (maxDecDeg - minDecDeg) / kept.length, 1e-9);
    this.#minDecDeg = minDecDeg;
    this.#zonesPerDegree = 1 / heightDeg;
    const byRa = sortedByKey(kept, keysOf(positions, kept));
    const zoneOf = new Int32Array(byRa.length);
    for (let index = 0; index < byRa.length; index++) {
      zoneOf[index] = this.#zoneOf(positions.decDeg[byRa[index] as number] as number);
    }
    const zones = kept.length === 0 ? 0 : this.#zoneOf(maxDecDeg) + 1;
    const { starts, sorted } = sortedByZone(byRa, zoneOf, zones);
    this.#starts = starts;
    this.#rows = sorted;
    this.#keys = keysOf(positions, sorted);
    this.#raDeg = taken(positions.raDeg, sorted);
    this.#decDeg = taken(positions.decDeg, sorted);
  }

  /** Visits the positions of a cone, its border included, in no order that means anything. */
  visitCone(raDeg: number, decDeg: number, radiusDeg: number, visit: Visit): void {
    const from = Math.max(0, this.#zoneOf(decDeg - radiusDeg - SLACK_DEG));
    const to = Math.min(this.#starts.length - 2, this.#zoneOf(decDeg + radiusDeg + SLACK_DEG));
    if (from > to) return;
    const ra = normalizeRaDeg(raDeg);
    const sine = Math.sin(radiusDeg * 0.5 * RADIANS_PER_DEGREE);
    const cone: Cone = {
      raDeg: ra,
      decDeg,
      radiusDeg,
      cosDec: cosOfDec(decDeg),
      mostHaversine: sine * sine * (1 + 1e-12) + 1e-300,
    };
    const halfWidthDeg = coneHalfWidthDeg(decDeg, radiusDeg);
    const least = Math.floor((ra - halfWidthDeg) * KEYS_PER_DEGREE) - 1;
    const most = Math.floor((ra + halfWidthDeg) * KEYS_PER_DEGREE) + 1;
    const isAround = most - least >= KEYS;
    for (let zone = from; zone <= to; zone++) {
      const start = this.#starts[zone] as number;
      const end = this.#starts[zone + 1] as number;
      if (start === end) continue;
      if (isAround) {
        this.#scan(start, end, KEYS, cone, visit);
        continue;
      }
      this.#scan(this.#firstFrom(start, end, least), end, most, cone, visit);
      if (least < 0) this.#scan(this.#firstFrom(start, end, least + KEYS), end, KEYS, cone, visit);
      if (most >= KEYS) this.#scan(start, end, most - KEYS, cone, visit);
    }
  }

  /** Visits what is in the cone from one place on, as far as keys go up to `most`. */
  #scan(start: number, end: number, most: number, cone: Cone, visit: Visit): void {
    for (let index = start; index < end; index++) {
      if ((this.#keys[index] as number) > most) return;
      const dec = this.#decDeg[index] as number;
      const difference = dec - cone.decDeg;
      if (difference > cone.radiusDeg + SLACK_DEG || difference < -cone.radiusDeg - SLACK_DEG) continue;
      const ra = this.#raDeg[index] as number;
      const sine = Math.sin(difference * 0.5 * RADIANS_PER_DEGREE);
      const sineOfRa = Math.sin(raDifferenceDeg(cone.raDeg, ra) * 0.5 * RADIANS_PER_DEGREE);
      const cosines = cone.cosDec * cosOfDec(dec);
      if (sine * sine + cosines * sineOfRa * sineOfRa > cone.mostHaversine) continue;
      const separation = separationDeg(cone.raDeg, cone.decDeg, ra, dec);
      if (separation <= cone.radiusDeg) visit(this.#rows[index] as number, separation, separation);
    }
  }

  /** The first place of a zone whose key is not less. */
  #firstFrom(start: number, end: number, least: number): number {
    let [low, high] = [start, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] as number) < least) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #zoneOf(decDeg: number): number {
    return Math.floor((decDeg - this.#minDecDeg) * this.#zonesPerDegree);
  }
}

function rowsWithPosition({ raDeg, decDeg }: Positions, rows: Int32Array): Int32Array {
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    if (isPosition(raDeg[row] as number, decDeg[row] as number)) kept[count++] = row;
  }
  return kept.subarray(0, count);
}

function decRange({ decDeg }: Positions, rows: Int32Array): { readonly minDecDeg: number; readonly maxDecDeg: number } {
  let [minDecDeg, maxDecDeg] = [90, -90];
  for (let index = 0; index < rows.length; index++) {
    const dec = decDeg[rows[index] as number] as number;
    if (dec < minDecDeg) minDecDeg = dec;
    if (dec > maxDecDeg) maxDecDeg = dec;
  }
  return { minDecDeg, maxDecDeg };
}

/** The rows by zones, in the order in which they come within each, and where each zone starts. */
function sortedByZone(
  rows: Int32Array,
  zoneOf: Int32Array,
  zones: number,
): { readonly starts: Int32Array; readonly sorted: Int32Array } {
  const starts = new Int32Array(zones + 1);
  for (let index = 0; index < zoneOf.length; index++) {
    const next = (zoneOf[index] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let zone = 0; zone < zones; zone++) starts[zone + 1] = (starts[zone + 1] as number) + (starts[zone] as number);
  const free = starts.slice();
  const sorted = new Int32Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const zone = zoneOf[index] as number;
    const at = free[zone] as number;
    sorted[at] = rows[index] as number;
    free[zone] = at + 1;
  }
  return { starts, sorted };
}

function taken(values: Float64Array, rows: Int32Array): Float64Array {
  const result = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) result[index] = values[rows[index] as number] as number;
  return result;
}

function keysOf({ raDeg }: Positions, rows: Int32Array): Uint32Array {
  const keys = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    keys[index] = Math.floor(normalizeRaDeg(raDeg[rows[index] as number] as number) * KEYS_PER_DEGREE);
  }
  return keys;
}
