import { healpixIndex, healpixNeighbours, separationDeg } from "@armillary/sky";
import type { SearchKind } from "../archives/profile.ts";
import type { CommonRow } from "./common-row.ts";

/** Sources of other archives that are nearer are the same. */
export const SAME_SOURCE_ARCSEC = 1;

/** Cells of 1.6 arcsec: what is within an arcsecond is in the same, or a next one. */
const ORDER = 17;

interface Seen {
  readonly rowNumber: number;
  readonly service: number;
  readonly raDeg: number;
  readonly decDeg: number;
}

/**
 * Remembers rows, and tells of each new one whether another service gave the same before: of sources by position, of images
 * and spectra by the address of the file, or the publisher's identifier. Takes some 100 bytes a row.
 */
export class Duplicates {
  readonly #kind: SearchKind;
  readonly #byCell = new Map<number, Seen[]>();
  readonly #byKey = new Map<string, { readonly rowNumber: number; readonly service: number }>();

  constructor(kind: SearchKind) {
    this.#kind = kind;
  }

  /** @returns the number of an earlier row that is the same */
  add(rowNumber: number, service: number, row: CommonRow): number | undefined {
    return this.#kind === "cone" ? this.#addSource(rowNumber, service, row) : this.#addFile(rowNumber, service, row);
  }

  #addSource(rowNumber: number, service: number, { raDeg, decDeg }: CommonRow): number | undefined {
    if (raDeg === undefined || decDeg === undefined) return undefined;
    const cell = healpixIndex(ORDER, raDeg, decDeg);
    let best: Seen | undefined;
    let bestDeg = SAME_SOURCE_ARCSEC / 3600;
    for (const near of [cell, ...healpixNeighbours(ORDER, cell)]) {
      for (const seen of (near === undefined ? undefined : this.#byCell.get(near)) ?? []) {
        if (seen.service === service) continue;
        const apartDeg = separationDeg(raDeg, decDeg, seen.raDeg, seen.decDeg);
        if (apartDeg > bestDeg || (apartDeg === bestDeg && best !== undefined)) continue;
        best = seen;
        bestDeg = apartDeg;
      }
    }
    const here = { rowNumber, service, raDeg, decDeg };
    const others = this.#byCell.get(cell);
    if (others === undefined) this.#byCell.set(cell, [here]);
    else others.push(here);
    return best?.rowNumber;
  }

  #addFile(rowNumber: number, service: number, { accessUrl, id }: CommonRow): number | undefined {
    const keys = [accessUrl, id?.startsWith("ivo://") ? id : undefined].filter((key) => key !== undefined);
    const known = keys
      .map((key) => this.#byKey.get(key))
      .find((seen) => seen !== undefined && seen.service !== service);
    for (const key of keys) if (!this.#byKey.has(key)) this.#byKey.set(key, { rowNumber, service });
    return known?.rowNumber;
  }
}
