/** One file of a HATS catalogue: all rows in one cell of HEALPix. */
export interface HatsPartition {
  readonly order: number;
  /** NESTED index of the cell. */
  readonly pixel: number;
  readonly rows: number;
}

/** The order of `_healpix_29`. */
export const INDEX_ORDER = 29;
/** The finest cells that partitions may be, 3.4 arcminutes wide; rows are counted by them. */
export const FINEST_ORDER = 10;

/** Counts the rows of a table by cells of HEALPix, and parts them: in memory that does not grow with the rows, 50 MB. */
export class PartitionCounter {
  readonly #counts = new Uint32Array(12 * 4 ** FINEST_ORDER);

  /** Rows of each cell of the finest order. */
  get counts(): Uint32Array {
    return this.#counts;
  }

  add(index: bigint): void {
    const cell = finestCell(index);
    this.#counts[cell] = (this.#counts[cell] as number) + 1;
  }

  /**
   * The largest cells that have no more than so many rows, those without rows left out: coarse ones first, each order's by
   * their numbers. Cells of the finest order may have more.
   * @param mostRows - at least 1
   */
  partitions(mostRows: number): readonly HatsPartition[] {
    const sums: (Uint32Array | Float64Array)[] = [];
    sums[FINEST_ORDER] = this.#counts;
    for (let order = FINEST_ORDER - 1; order >= 0; order--) sums[order] = summed(sums[order + 1] as Uint32Array);
    const found: HatsPartition[] = [];
    const visit = (order: number, pixel: number): void => {
      const rows = sums[order]?.[pixel] ?? 0;
      if (rows === 0) return;
      if (rows <= mostRows || order === FINEST_ORDER) {
        found.push({ order, pixel, rows });
        return;
      }
      for (let child = 0; child < 4; child++) visit(order + 1, 4 * pixel + child);
    };
    for (let base = 0; base < 12; base++) visit(0, base);
    return found.sort((a, b) => a.order - b.order || a.pixel - b.pixel);
  }
}

/** Tells of each row in which partition it is. */
export class PartitionFinder {
  readonly #firstCells: Float64Array;
  readonly #places: readonly number[];

  constructor(partitions: readonly HatsPartition[]) {
    const cells = partitions.map(({ order, pixel }, place) => ({ cell: pixel * 4 ** (FINEST_ORDER - order), place }));
    cells.sort((a, b) => a.cell - b.cell);
    this.#firstCells = Float64Array.from(cells, ({ cell }) => cell);
    this.#places = cells.map(({ place }) => place);
  }

  /** Its place among the partitions. */
  find(index: bigint): number {
    const cell = finestCell(index);
    let [low, high] = [0, this.#firstCells.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#firstCells[middle] as number) <= cell) low = middle;
      else high = middle;
    }
    return this.#places[low] as number;
  }
}

const FINEST_SHIFT = BigInt(2 * (INDEX_ORDER - FINEST_ORDER));

function finestCell(index: bigint): number {
  return Number(index >> FINEST_SHIFT);
}

function summed(counts: Uint32Array | Float64Array): Float64Array {
  const parents = new Float64Array(counts.length / 4);
  for (let cell = 0; cell < counts.length; cell++) {
    const parent = cell >> 2;
    parents[parent] = (parents[parent] as number) + (counts[cell] as number);
  }
  return parents;
}

/**
 * Where its file is, from the dataset's folder. Folders of at most 10 000 files each.
 * @param suffix - behind the number of the cell (`hats_npix_suffix`)
 */
export function partitionPath(
  { order, pixel }: Pick<HatsPartition, "order" | "pixel">,
  suffix: string = ".parquet",
): string {
  return `Norder=${order}/Dir=${Math.floor(pixel / 10_000) * 10_000}/Npix=${pixel}${suffix}`;
}

/** `partition_info.csv` */
export function printPartitionInfo(partitions: readonly HatsPartition[]): string {
  return `Norder,Npix\n${partitions.map(({ order, pixel }) => `${order},${pixel}\n`).join("")}`;
}

/** The part of the sky that the partitions' cells cover. */
export function skyFraction(partitions: readonly HatsPartition[]): number {
  return partitions.reduce((sum, { order }) => sum + 1 / (12 * 4 ** order), 0);
}
