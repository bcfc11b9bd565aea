import { DEGREES_PER_RADIAN, normalizeRaDeg, type Position, RADIANS_PER_DEGREE } from "../sphere/position.ts";

// HEALPix parts the sphere into 12 base cells (0 to 3 around the north pole, 4 to 7 on the equator, 8 to 11 around the south
// pole) and each into side × side cells, with x counted to the north-east and y to the north-west from its southern corner.
// See Gorski et al. 2005, section 4. Both numberings, NESTED and RING, are two ways to count these cells.

/** One cell; x and y are whole numbers from 0 to side - 1. */
export interface Cell {
  readonly face: number;
  readonly x: number;
  readonly y: number;
}

/** The cell that a position is in, of finite coordinates. Declinations beyond the poles count as the poles. */
export function cellAt(side: number, raDeg: number, decDeg: number): Cell {
  // A quarter of the circle is one base cell wide.
  const quarters = normalizeRaDeg(raDeg) / 90;
  const z = Math.sin(decDeg * RADIANS_PER_DEGREE);
  return Math.abs(z) <= 2 / 3 ? equatorialCell(side, quarters, z) : polarCell(side, quarters, decDeg);
}

function equatorialCell(side: number, quarters: number, z: number): Cell {
  const along = side * (0.5 + quarters);
  const across = side * z * 0.75;
  return cellOfLines(side, Math.floor(along + across), Math.floor(along - across));
}

/** The cell between the caps that lies behind so many lines that run to the north-west, and so many that run to the north-east. */
export function cellOfLines(side: number, ascending: number, descending: number): Cell {
  const faceDescending = Math.floor(descending / side);
  const faceAscending = Math.floor(ascending / side);
  const face =
    faceDescending === faceAscending
      ? (faceDescending % 4) + 4
      : faceDescending < faceAscending
        ? faceDescending % 4
        : (faceAscending % 4) + 8;
  return { face, x: ascending - faceAscending * side, y: side - 1 - (descending - faceDescending * side) };
}

function polarCell(side: number, quarters: number, decDeg: number): Cell {
  const quarter = Math.min(3, Math.floor(quarters));
  const within = quarters - quarter;
  // √(3 (1 - |z|)), by the angle to the pole: 1 - |z| has no digits left where the pole is near.
  const toPoleDeg = Math.max(0, 90 - Math.abs(decDeg));
  const rings = side * Math.sqrt(6) * Math.sin((toPoleDeg / 2) * RADIANS_PER_DEGREE);
  const east = Math.min(side - 1, Math.floor(within * rings));
  const west = Math.min(side - 1, Math.floor((1 - within) * rings));
  return decDeg >= 0
    ? { face: quarter, x: side - 1 - west, y: side - 1 - east }
    : { face: quarter + 8, x: east, y: west };
}

/** How far the southern corner of a base cell is from the north pole, in base cells, and from right ascension 0, in halves of one. */
const FACE_ROW = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4] as const;
const FACE_COLUMN = [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7] as const;

/** The row of a base cell's southern corner: 2, 3 or 4. */
export function faceRow(face: number): number {
  return FACE_ROW[face] as number;
}

/** The column of a base cell's middle, 0 to 7. */
export function faceColumn(face: number): number {
  return FACE_COLUMN[face] as number;
}

/**
 * The position of a point of a base cell.
 * @param x - and y: 0 to 1, from the southern corner; a cell's centre is at half a cell
 */
export function positionIn(face: number, x: number, y: number): Position {
  const row = faceRow(face) - x - y;
  const column = faceColumn(face);
  if (row < 1) return polarPosition(row, column * row + x - y, 1);
  if (row > 3) return polarPosition(4 - row, column * (4 - row) + x - y, -1);
  const decDeg = Math.asin(((2 - row) * 2) / 3) * DEGREES_PER_RADIAN;
  return { raDeg: normalizeRaDeg(45 * (column + x - y)), decDeg };
}

function polarPosition(rows: number, columns: number, sign: 1 | -1): Position {
  // Next to the pole right ascension is what rounding left of it.
  const raDeg = rows < 1e-15 ? 0 : normalizeRaDeg((45 * columns) / rows);
  return { raDeg, decDeg: sign * (90 - 2 * Math.asin(rows / Math.sqrt(6)) * DEGREES_PER_RADIAN) };
}
