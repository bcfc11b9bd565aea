import { type ColumnBatch, type Field, takeRows } from "@armillary/columns";
import type { SkyPosition } from "@armillary/dali";
import { separationDeg } from "@armillary/sky";
import { type ConeColumns, findConeColumns } from "../columns.ts";
import { readPositions } from "../positions.ts";
import type { ConeResult } from "../result.ts";
import type { Find } from "./outcome.ts";
import type { NumberedTarget } from "./target.ts";

/** One question to the service, for the targets that it is asked for. */
export interface Ask extends SkyPosition {
  readonly radiusDeg: number;
  /** At least one. */
  readonly targets: readonly NumberedTarget[];
  /** The questions that this one stands for, with their targets in the same order. */
  readonly parts?: readonly Ask[];
}

/** What a question brought for one target. */
export interface Found {
  /** Rows that are taken, in the order of the answer. */
  readonly batches: readonly ColumnBatch[];
  /** Of each of those rows; NaN where it has no position. */
  readonly separationsDeg: readonly Float64Array[];
  /** Rows within the radius. */
  readonly found: number;
  readonly outside: number;
}

/** The answer to a question. */
export interface Answer {
  readonly fields: readonly Field[];
  readonly status: "OK" | "OVERFLOW";
  readonly url: string;
  readonly elapsedMs: number;
  readonly bytesRead: number;
  /** Rows that came. */
  readonly rows: number;
  /** In the order of the targets of the question. */
  readonly found: readonly Found[];
  readonly metadata: ConeResult["metadata"];
}

/** Rows that are kept of it. */
export function rowsOf({ batches }: Found): number {
  return batches.reduce((sum, { rows }) => sum + rows, 0);
}

/** Longer than rounding makes a separation, and much shorter than any radius: 0.0004 arcsec. */
const SLACK_DEG = 1e-7;

/**
 * Asks, and keeps of the answer what its targets want: rows beyond the radius are not theirs, which services may send
 * (Simple Cone Search 1.03, section 2.2), and do.
 * @param search - asks the service
 * @param maxRows - where more come, the answer is left, and said to be of status OVERFLOW
 */
export async function askCone(
  ask: Ask,
  find: Find,
  search: (query: SkyPosition & { readonly radiusDeg: number }) => Promise<ConeResult>,
  maxRows: number = Number.POSITIVE_INFINITY,
): Promise<Answer> {
  const { raDeg, decDeg, radiusDeg, targets } = ask;
  const result = await search({ raDeg, decDeg, radiusDeg });
  const columns = findConeColumns(result.fields);
  const kept = targets.map(() => new Kept(find));
  let rows = 0;
  for await (const batch of result.batches()) {
    rows += batch.rows;
    targets.forEach((target, place) => {
      kept[place]?.add(batch, columns, target);
    });
    if (rows > maxRows) break;
  }
  const { status, url, elapsedMs, bytesRead } = await result.summary;
  return {
    fields: result.fields,
    metadata: result.metadata,
    status: status === "OVERFLOW" || rows > maxRows ? "OVERFLOW" : "OK",
    url,
    elapsedMs,
    bytesRead,
    rows,
    found: kept.map((each) => each.take(rows)),
  };
}

/** Rows of an answer that are kept for a target. */
class Kept {
  readonly #find: Find;
  #batches: ColumnBatch[] = [];
  #separations: Float64Array[] = [];
  #found = 0;
  #nearestDeg = Number.POSITIVE_INFINITY;

  constructor(find: Find) {
    this.#find = find;
  }

  add(batch: ColumnBatch, columns: ConeColumns, target: NumberedTarget): void {
    // Nothing can be said of rows in a table without positions, but that the service takes them for the cone's.
    const isBlind = columns.ra === undefined || columns.dec === undefined;
    const { raDeg, decDeg } = readPositions(batch, columns);
    const limit = target.radiusDeg + SLACK_DEG;
    let taken: number[] = [];
    const separations: number[] = [];
    for (let row = 0; row < batch.rows; row++) {
      const dec = decDeg[row] as number;
      // Most rows of a cone for several targets are far from each.
      const isNear = isBlind || Math.abs(dec - target.decDeg) <= limit;
      const separation = isNear ? separationDeg(target.raDeg, target.decDeg, raDeg[row] as number, dec) : Number.NaN;
      if (!isBlind && !(separation <= limit)) continue;
      this.#found++;
      if (this.#find === "all") taken.push(row);
      else if (separation < this.#nearestDeg || (isBlind && this.#found === 1)) {
        this.#nearestDeg = separation;
        this.#batches = [];
        this.#separations = [];
        taken = [row];
        separations.length = 0;
      } else continue;
      separations.push(separation);
    }
    if (taken.length === 0) return;
    this.#batches.push(takeRows(batch, Int32Array.from(taken)));
    this.#separations.push(Float64Array.from(separations));
  }

  take(rows: number): Found {
    const found = this.#found;
    return { batches: this.#batches, separationsDeg: this.#separations, found, outside: rows - found };
  }
}
