import type { Positions } from "./positions.ts";
import type { SkyIndex } from "./sky-index.ts";

/** Matched rows: pair `i` is row `left[i]` and row `right[i]`, `separationDeg[i]` apart. */
export interface MatchedPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly separationDeg: Float64Array;
  /** How good each match is, 0 being best: the separation, in a match by errors as a part of what the errors allow (0 to 1). */
  readonly score: Float64Array;
}

/**
 * Every pair of the rows of one table with those of the index, by rows of the first; the best of a row's comes first, of
 * equally good ones the one with the lower row.
 */
export function allPairs(positions: Positions, index: SkyIndex): MatchedPairs {
  const pairs = new PairList();
  const { raDeg, decDeg, errorDeg } = positions;
  const found: { row: number; separation: number; score: number }[] = [];
  const visit = (row: number, separation: number, score: number): void => {
    found.push({ row, separation, score });
  };
  for (let row = 0; row < raDeg.length; row++) {
    index.visitMatches(raDeg[row] as number, decDeg[row] as number, errorDeg?.[row], visit);
    if (found.length > 1) found.sort((a, b) => a.score - b.score || a.row - b.row);
    for (const match of found) pairs.push(row, match.row, match.separation, match.score);
    found.length = 0;
  }
  return pairs.take();
}

/** The best row of the index for each row that has any; of equally good ones the first. */
export function bestPairs(positions: Positions, index: SkyIndex): MatchedPairs {
  const pairs = new PairList();
  const { raDeg, decDeg, errorDeg } = positions;
  let best = -1;
  let bestScore = Number.POSITIVE_INFINITY;
  let separationOfBest = 0;
  const visit = (row: number, separation: number, score: number): void => {
    if (score > bestScore || (score === bestScore && row > best)) return;
    best = row;
    bestScore = score;
    separationOfBest = separation;
  };
  for (let row = 0; row < raDeg.length; row++) {
    best = -1;
    bestScore = Number.POSITIVE_INFINITY;
    index.visitMatches(raDeg[row] as number, decDeg[row] as number, errorDeg?.[row], visit);
    if (best >= 0) pairs.push(row, best, separationOfBest, bestScore);
  }
  return pairs.take();
}

/** Those of the pairs for whose rows `keep` says so. */
export function filterPairs(pairs: MatchedPairs, keep: (left: number, right: number) => boolean): MatchedPairs {
  const kept = new PairList();
  for (let pair = 0; pair < pairs.left.length; pair++) {
    const [left, right] = [pairs.left[pair] as number, pairs.right[pair] as number];
    if (keep(left, right)) kept.push(left, right, pairs.separationDeg[pair] as number, pairs.score[pair] as number);
  }
  return kept.take();
}

/**
 * The pairs with left and right exchanged, by rows of what is left then; of one row's the best first, of equally good ones
 * the one with the lower row.
 * @param rows - of the table that is on the left then
 */
export function turnPairs(pairs: MatchedPairs, rows: number): MatchedPairs {
  const starts = new Int32Array(rows + 1);
  for (const row of pairs.right) starts[row + 1] = (starts[row + 1] as number) + 1;
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] as number) + (starts[row] as number);
  const next = starts.slice();
  const order = new Int32Array(pairs.right.length);
  for (const [pair, row] of pairs.right.entries()) {
    const at = next[row] as number;
    order[at] = pair;
    next[row] = at + 1;
  }
  const { left, separationDeg, score } = pairs;
  for (let row = 0; row < rows; row++) {
    const own = order.subarray(starts[row], starts[row + 1]);
    if (own.length > 1) own.sort((a, b) => (score[a] as number) - (score[b] as number) || a - b);
  }
  const turned = new PairList();
  for (const pair of order) {
    turned.push(
      pairs.right[pair] as number,
      left[pair] as number,
      separationDeg[pair] as number,
      score[pair] as number,
    );
  }
  return turned.take();
}

/** Pairs as they are found, in arrays that grow. */
class PairList {
  #length = 0;
  #left = new Int32Array(1024);
  #right = new Int32Array(1024);
  #separationDeg = new Float64Array(1024);
  #score = new Float64Array(1024);

  push(left: number, right: number, separationDeg: number, score: number): void {
    if (this.#length === this.#left.length) this.#grow();
    this.#left[this.#length] = left;
    this.#right[this.#length] = right;
    this.#separationDeg[this.#length] = separationDeg;
    this.#score[this.#length] = score;
    this.#length++;
  }

  take(): MatchedPairs {
    const length = this.#length;
    return {
      left: this.#left.slice(0, length),
      right: this.#right.slice(0, length),
      separationDeg: this.#separationDeg.slice(0, length),
      score: this.#score.slice(0, length),
    };
  }

  #grow(): void {
    const capacity = this.#length * 2;
    const [left, right] = [new Int32Array(capacity), new Int32Array(capacity)];
    const [separationDeg, score] = [new Float64Array(capacity), new Float64Array(capacity)];
    left.set(this.#left);
    right.set(this.#right);
    separationDeg.set(this.#separationDeg);
    score.set(this.#score);
    this.#left = left;
    this.#right = right;
    this.#separationDeg = separationDeg;
    this.#score = score;
  }
}
