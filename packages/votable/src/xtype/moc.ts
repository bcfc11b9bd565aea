/** A part of the sky as HEALPix cells in nested numbering (MOC 2.0, section 4.3.2). */
export interface Moc {
  /** The deepest order named, which is the resolution of the whole; it may have no cell of its own. */
  readonly order: number;
  /** Runs of cells, both ends included, as they were written. */
  readonly cells: readonly MocCells[];
}

export interface MocCells {
  readonly order: number;
  /** Up to 12 × 4^29: beyond what a number holds exactly. */
  readonly first: bigint;
  readonly last: bigint;
}

const DEEPEST_ORDER = 29;

/** Parses an ASCII spatial MOC, `1/1,2,4 2/12-14,21 5/`; undefined when it is none. */
export function parseMoc(text: string): Moc | undefined {
  const cells: MocCells[] = [];
  let order: number | undefined;
  let deepest = -1;
  const tokens =
    text
      .replace(/^s(?=\d)/, "")
      .replace(/\s*([-/])\s*/g, "$1 ")
      .match(/[^\s,]+/g) ?? [];
  let first: string | undefined;
  for (const token of tokens) {
    if (/^\d{1,2}\/$/.test(token) && first === undefined) {
      order = Number(token.slice(0, -1));
      if (order > DEEPEST_ORDER) return undefined;
      deepest = Math.max(deepest, order);
      continue;
    }
    if (order === undefined || !/^\d{1,20}-?$/.test(token)) return undefined;
    if (token.endsWith("-")) {
      if (first !== undefined) return undefined;
      first = token.slice(0, -1);
      continue;
    }
    const run = { order, first: BigInt(first ?? token), last: BigInt(token) };
    first = undefined;
    if (run.first > run.last || run.last >= 12n * 4n ** BigInt(order)) return undefined;
    cells.push(run);
  }
  return deepest < 0 || first !== undefined ? undefined : { order: deepest, cells };
}
