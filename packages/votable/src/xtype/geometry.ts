/**
 * The shapes of DALI 1.2, sections 3.7 to 3.10. Longitude comes first; the frame is that of the column's COOSYS. In a
 * spherical frame, which nearly all are, the numbers are degrees; they are not brought into any range.
 */
export interface Point {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
}

export interface Circle extends Point {
  readonly radiusDeg: number;
}

/** A box along the coordinates. A lower longitude above the upper one: the box spans longitude 0. */
export interface Range {
  readonly longitudeDeg: { readonly lower: number; readonly upper: number };
  readonly latitudeDeg: { readonly lower: number; readonly upper: number };
}

/** At least three vertices, counter-clockwise as seen from the origin, closed from the last to the first. */
export interface Polygon {
  readonly vertices: readonly Point[];
}

/** A point of two numbers; undefined for another count. */
export function point(numbers: readonly number[]): Point | undefined {
  const [longitudeDeg, latitudeDeg] = numbers;
  if (numbers.length !== 2 || longitudeDeg === undefined || latitudeDeg === undefined) return undefined;
  return { longitudeDeg, latitudeDeg };
}

/** A circle of three numbers, centre and radius; undefined for another count or a radius below 0. */
export function circle(numbers: readonly number[]): Circle | undefined {
  const centre = point(numbers.slice(0, 2));
  const [, , radiusDeg] = numbers;
  if (numbers.length !== 3 || centre === undefined || radiusDeg === undefined || radiusDeg < 0) return undefined;
  return { ...centre, radiusDeg };
}

/** A range of four numbers, the longitudes before the latitudes; undefined for another count. */
export function range(numbers: readonly number[]): Range | undefined {
  const [west, east, south, north] = numbers;
  if (numbers.length !== 4 || west === undefined || east === undefined) return undefined;
  if (south === undefined || north === undefined || south > north) return undefined;
  return { longitudeDeg: { lower: west, upper: east }, latitudeDeg: { lower: south, upper: north } };
}

/** A polygon of an even count of numbers, six or more; undefined for another count. */
export function polygon(numbers: readonly number[]): Polygon | undefined {
  if (numbers.length < 6 || numbers.length % 2 !== 0) return undefined;
  const vertices: Point[] = [];
  for (let index = 0; index < numbers.length; index += 2) {
    const vertex = point(numbers.slice(index, index + 2));
    if (vertex !== undefined) vertices.push(vertex);
  }
  return { vertices };
}
