import type { Cell } from "./cell.ts";

/** Where the neighbours of a cell lie, in the order in which they are given. */
export const HEALPIX_DIRECTIONS = ["SW", "W", "NW", "N", "NE", "E", "SE", "S"] as const;

const STEPS: readonly (readonly [x: -1 | 0 | 1, y: -1 | 0 | 1])[] = [
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
];

/**
 * The cells around a cell, in the order of HEALPIX_DIRECTIONS. Where only three base cells meet, one of the corners has no
 * neighbour: undefined.
 */
export function cellsAround(side: number, { face, x, y }: Cell): readonly (Cell | undefined)[] {
  return STEPS.map(([stepX, stepY]) => {
    const target = { face, x: x + stepX, y: y + stepY };
    // Over a corner there are two ways around. They lead to the same cell, or there is none.
    const one = settle(side, target, "x");
    const other = settle(side, target, "y");
    return one.face === other.face && one.x === other.x && one.y === other.y ? one : undefined;
  });
}

/** The cell that is meant by coordinates beyond the borders of a base cell, the border along one axis crossed first. */
function settle(side: number, beyond: Cell, first: "x" | "y"): Cell {
  let cell = first === "x" ? crossX(side, beyond) : crossY(side, beyond);
  cell = first === "x" ? crossY(side, cell) : crossX(side, cell);
  // Around a pole the axes change places on the way.
  return first === "x" ? crossX(side, cell) : crossY(side, cell);
}

/** Over the north-eastern or the south-western border. */
function crossX(side: number, cell: Cell): Cell {
  const { face, x, y } = cell;
  const quarter = face % 4;
  if (x >= side) {
    if (face < 4) return { face: (quarter + 1) % 4, x: y, y: 2 * side - 1 - x };
    return { face: face < 8 ? quarter : 4 + ((quarter + 1) % 4), x: x - side, y };
  }
  if (x >= 0) return cell;
  if (face >= 8) return { face: 8 + ((quarter + 3) % 4), x: y, y: -1 - x };
  return { face: face < 4 ? 4 + quarter : 8 + ((quarter + 3) % 4), x: x + side, y };
}

/** Over the north-western or the south-eastern border. */
function crossY(side: number, cell: Cell): Cell {
  const { face, x, y } = cell;
  const quarter = face % 4;
  if (y >= side) {
    if (face < 4) return { face: (quarter + 3) % 4, x: 2 * side - 1 - y, y: x };
    return { face: face < 8 ? (quarter + 3) % 4 : 4 + quarter, x, y: y - side };
  }
  if (y >= 0) return cell;
  if (face >= 8) return { face: 8 + ((quarter + 1) % 4), x: -1 - y, y: x };
  return { face: face < 4 ? 4 + ((quarter + 1) % 4) : 8 + quarter, x, y: y + side };
}
