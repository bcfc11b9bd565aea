import {
  bitBytes,
  type Column,
  type ColumnBatch,
  concatenateColumns,
  createColumnWriter,
  type Field,
  setBit,
  valueAt,
} from "@armillary/columns";
import { createSkyIndex, separationDeg } from "@armillary/sky";

/** What is sent with each row; names that no catalogue has. */
export const UPLOADED = { row: "armillary_row", ra: "armillary_ra", dec: "armillary_dec" } as const;

/** What the rows of a chunk were sent with. */
export interface ChunkSent {
  /** Rows of the chunk that were sent. */
  readonly sent: readonly number[];
  /** Of all rows of the chunk. */
  readonly raDeg: Float64Array;
  readonly decDeg: Float64Array;
  readonly radiusDeg: number;
}

/** How rows of the chunk and of the answer stand side by side, -1 for none. */
export interface SideBySide {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly separation: Column;
  readonly matchedRows: number;
  readonly pairs: number;
  readonly unassigned: number;
}

/** What services call the position of a match: TIC `MatchDEC`, Gaia and HSC `MatchDec`, CAOM `s_dec`. */
const POSITIONS: readonly (readonly [ra: string, dec: string])[] = [
  ["matchra", "matchdec"],
  ["ra", "dec"],
  ["s_ra", "s_dec"],
];
const IDENTIFIERS = ["matchid", "id", "objid", "source_id", "obsid"];
/** What a service rounds may lie beyond the radius by this. */
const SLACK_DEG = 1e-7;

/** The matches of a chunk of a local table. */
export class ChunkMatches {
  /** The catalogue's own. */
  readonly fields: readonly Field[];
  readonly columns: readonly Column[];
  readonly #rows: number;
  /** Row of the chunk by row of the answer, -1 where that cannot be told. */
  readonly #rowOf: Int32Array;
  readonly #separationDeg: Float64Array;

  constructor(fields: readonly Field[], batches: readonly ColumnBatch[], sent: ChunkSent) {
    const all = fields.map((field, index) => wholeColumn(field, batches, index));
    this.#rows = batches.reduce((sum, { rows }) => sum + rows, 0);
    const place = (name: string): Column | undefined => {
      const index = fields.findIndex((field) => field.name.toLowerCase() === name);
      return index === -1 ? undefined : all[index];
    };
    const [ra, dec] = POSITIONS.map((names) => names.map(place)).find((pair) => pair.every(isNumbers)) ?? [];
    const matchRa = degreesOf(ra, this.#rows);
    const matchDec = degreesOf(dec, this.#rows);
    const numbers = place(UPLOADED.row);
    const identifier = IDENTIFIERS.map(place).find((column) => column !== undefined);
    this.#rowOf =
      numbers === undefined
        ? byPosition(sent, matchRa, matchDec, identifier)
        : Int32Array.from({ length: this.#rows }, (_, row) => rowNumber(numbers, row, sent));
    this.#separationDeg =
      this.#rowOf.length === 0 ? new Float64Array(0) : separations(this.#rowOf, sent, matchRa, matchDec);
    const own = fields.map(({ name }) => !Object.values<string>(UPLOADED).includes(name.toLowerCase()));
    this.fields = fields.filter((_field, index) => own[index]);
    this.columns = all.filter((_column, index) => own[index]);
  }

  /** No matches at all, in these columns. */
  static none(fields: readonly Field[]): ChunkMatches {
    return new ChunkMatches(fields, [], {
      sent: [],
      raDeg: new Float64Array(0),
      decDeg: new Float64Array(0),
      radiusDeg: 1,
    });
  }

  /** Every row of the chunk in turn, with its matches, the nearest first, or none; what is of no row behind. */
  rowsOf(chunkRows: number, find: "all" | "best"): SideBySide {
    const matches: number[][] = Array.from({ length: chunkRows }, () => []);
    const strays: number[] = [];
    for (let row = 0; row < this.#rows; row++) {
      const list = matches[this.#rowOf[row] as number];
      if (list === undefined) strays.push(row);
      else list.push(row);
    }
    const left: number[] = [];
    const right: number[] = [];
    let matchedRows = 0;
    for (const [row, list] of matches.entries()) {
      // Sorting is stable: where distances are not known the service's order stays.
      list.sort((a, b) => distanceOf(this.#separationDeg[a]) - distanceOf(this.#separationDeg[b]));
      const given = find === "best" ? list.slice(0, 1) : list;
      if (given.length > 0) matchedRows++;
      for (const match of given.length === 0 ? [-1] : given) {
        left.push(row);
        right.push(match);
      }
    }
    const pairs = right.filter((match) => match !== -1).length;
    for (const stray of strays) {
      left.push(-1);
      right.push(stray);
    }
    const separation = separationColumn(right.map((match) => this.#separationDeg[match] ?? Number.NaN));
    return {
      left: Int32Array.from(left),
      right: Int32Array.from(right),
      separation,
      matchedRows,
      pairs,
      unassigned: strays.length,
    };
  }
}

function distanceOf(separation: number | undefined): number {
  return separation === undefined || Number.isNaN(separation) ? Number.MAX_VALUE : separation;
}

function rowNumber(numbers: Column, row: number, { raDeg }: ChunkSent): number {
  const value = Number(valueAt(numbers, row) ?? Number.NaN);
  return Number.isInteger(value) && value >= 0 && value < raDeg.length ? value : -1;
}

/**
 * By where the matches are: each is of the rows within the radius. One that is of several rows comes as often as those are, in their order.
 */
function byPosition(
  { sent, raDeg, decDeg, radiusDeg }: ChunkSent,
  matchRa: Float64Array,
  matchDec: Float64Array,
  identifier: Column | undefined,
): Int32Array {
  const rows = Int32Array.from(sent);
  const index = createSkyIndex(
    {
      raDeg: Float64Array.from(rows, (row) => raDeg[row] as number),
      decDeg: Float64Array.from(rows, (row) => decDeg[row] as number),
    },
    { radiusDeg: Math.min(180, radiusDeg + SLACK_DEG) },
  );
  const seen = new Map<string, number>();
  return Int32Array.from(matchRa, (ra, match) => {
    const dec = matchDec[match] as number;
    const near: number[] = [];
    index.visitMatches(ra, dec, undefined, (place) => near.push(rows[place] as number));
    const key = `${identifier === undefined ? "" : String(valueAt(identifier, match))} ${ra} ${dec}`;
    const turn = seen.get(key) ?? 0;
    seen.set(key, turn + 1);
    return near.sort((a, b) => a - b)[turn] ?? -1;
  });
}

function separations(
  rowOf: Int32Array,
  { raDeg, decDeg }: ChunkSent,
  ra: Float64Array,
  dec: Float64Array,
): Float64Array {
  return Float64Array.from(rowOf, (row, match) => {
    if (row < 0 || Number.isNaN(ra[match])) return Number.NaN;
    return separationDeg(raDeg[row] as number, decDeg[row] as number, ra[match] as number, dec[match] as number);
  });
}

function isNumbers(column: Column | undefined): boolean {
  return column?.kind === "float" || column?.kind === "int";
}

function degreesOf(column: Column | undefined, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    column === undefined ? Number.NaN : Number(valueAt(column, row) ?? Number.NaN),
  );
}

function wholeColumn({ layout }: Field, batches: readonly ColumnBatch[], index: number): Column {
  const parts = batches.flatMap(({ columns }) => columns[index] ?? []);
  return parts.length === 0 ? createColumnWriter(layout).take() : concatenateColumns(parts);
}

function separationColumn(degrees: readonly number[]): Column {
  const validity = new Uint8Array(bitBytes(degrees.length));
  const values = new Float64Array(degrees.length);
  let nulls = 0;
  for (const [row, value] of degrees.entries()) {
    if (Number.isNaN(value)) {
      nulls++;
    } else {
      values[row] = value * 3600;
      setBit(validity, row);
    }
  }
  return { kind: "float", length: degrees.length, nulls, values, ...(nulls === 0 ? {} : { validity }) };
}
