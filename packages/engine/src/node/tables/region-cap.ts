import { type Column, valueAt } from "@armillary/columns";
import { boxVertices, unitVector } from "@armillary/sky";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { RegionCap } from "../../physical.ts";
import { quoteName } from "../duckdb/quote.ts";
import { capNames, type StoredColumn } from "./stored-column.ts";

// Around each region of a column a cap of the sky, in which all of it is: most of what a query asks for is far from it, which the cap tells
// in no time. A region that is not understood here has a cap that is the whole sky; DuckDB has the last word about it.

/** Unit vector of the middle, and the radius in degrees. */
interface Cap {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radiusDeg: number;
}

const WHOLE_SKY: Cap = { x: 0, y: 0, z: 1, radiusDeg: 180 };

/** More than borders are wide to DuckDB, around a polygon that is none but a point, too. */
const SLACK_DEG = 1e-4;

const DEGREES = 180 / Math.PI;

/** Columns of a table that is taken in: those with regions get caps. */
export function withCaps(columns: readonly StoredColumn[]): readonly StoredColumn[] {
  return columns.map((column, index) => (hasRegions(column) ? { ...column, cap: namedCap(index) } : column));
}

/** The same, once the rows are there. */
export async function withLargestCaps(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly StoredColumn[],
): Promise<readonly StoredColumn[]> {
  const known: StoredColumn[] = [];
  for (const column of columns) {
    const { cap } = column;
    if (cap === undefined) {
      known.push(column);
      continue;
    }
    const reader = await connection.runAndReadAll(`SELECT max(${cap.radiusDeg}) FROM ${relation}`);
    known.push({ ...column, cap: { ...cap, largestDeg: Number(reader.getRows()[0]?.[0] ?? 0) } });
  }
  return known;
}

/** Texts with regions, and polygons; a circle's own numbers are as good as its cap. */
function hasRegions({ storage, field }: StoredColumn): boolean {
  return storage === "region-text" || (storage === "list" && /^polygon$/i.test(field.xtype?.trim() ?? ""));
}

function namedCap(index: number): RegionCap {
  const [x = "", y = "", z = "", radiusDeg = ""] = capNames(index).map(quoteName);
  return { x, y, z, radiusDeg, largestDeg: 180 };
}

/** Middle (x, y, z) and radius in degrees of the caps of a column's values; null where the value is. */
export function regionCaps(column: Column): readonly Column[] {
  const { length } = column;
  const parts = [0, 1, 2, 3].map(() => new Float64Array(length));
  const [x, y, z, radius] = parts as [Float64Array, Float64Array, Float64Array, Float64Array];
  const validity = new Uint8Array((length + 7) >> 3);
  let nulls = 0;
  for (let row = 0; row < length; row++) {
    const value = valueAt(column, row);
    if (value === null) {
      nulls++;
      continue;
    }
    const cap = capOf(typeof value === "string" ? shapesOfText(value) : shapesOfList(value));
    validity[row >> 3] = (validity[row >> 3] as number) | (1 << (row & 7));
    [x[row], y[row], z[row], radius[row]] = [cap.x, cap.y, cap.z, cap.radiusDeg];
  }
  const slots = nulls === 0 ? { length, nulls } : { length, nulls, validity };
  return parts.map((values): Column => ({ kind: "float", ...slots, values }));
}

/** A shape by its numbers, in degrees: 2 are a point, 3 a circle, from 6 on a polygon. */
type Shape = readonly number[];

function shapesOfList(value: unknown): readonly Shape[] | undefined {
  const numbers = Array.from(value as Iterable<unknown>, Number);
  return numbers.every(Number.isFinite) ? [numbers] : undefined;
}

const WORD = /^(polygon|circle|position|point|box)$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;
/** Frames, reference positions and flavours, which change no coordinate here, and the words around unions. */
const SILENT = /^(union|icrs|fk5|j2000|unknownframe|topocenter|barycenter|geocenter|unknownrefpos|spherical2|or)$/;

function shapesOfText(text: string): readonly Shape[] | undefined {
  const shapes: number[][] = [];
  const kinds: string[] = [];
  for (const word of text.toLowerCase().split(/[\s(),]+/)) {
    if (WORD.test(word)) {
      shapes.push([]);
      kinds.push(word);
    } else if (NUMBER.test(word)) {
      const shape = shapes.at(-1);
      if (shape === undefined) return undefined;
      shape.push(Number(word));
    } else if (word !== "" && !SILENT.test(word)) return undefined;
  }
  const whole = shapes.map((shape, index) => shapeOfKind(kinds[index] ?? "", shape));
  return whole.every((shape) => shape !== undefined) ? whole : undefined;
}

function shapeOfKind(kind: string, numbers: readonly number[]): Shape | undefined {
  const [raDeg = 0, decDeg = 0, widthDeg = 0, heightDeg = 0] = numbers;
  switch (kind) {
    case "circle":
      return numbers.length === 3 ? numbers : undefined;
    case "polygon":
      return numbers.length >= 6 && numbers.length % 2 === 0 ? numbers : undefined;
    case "box":
      if (numbers.length !== 4 || !(widthDeg > 0 && widthDeg < 180 && heightDeg > 0)) return undefined;
      if (Math.abs(decDeg) + heightDeg / 2 > 90) return undefined;
      return boxVertices(raDeg, decDeg, widthDeg, heightDeg).flatMap((vertex) => [vertex.raDeg, vertex.decDeg]);
    default:
      return numbers.length === 2 ? numbers : undefined;
  }
}

function capOf(shapes: readonly Shape[] | undefined): Cap {
  if (shapes === undefined || shapes.length === 0) return WHOLE_SKY;
  const corners = shapes.flatMap(cornersOf);
  const sum = [0, 0, 0];
  for (const { at } of corners) for (let axis = 0; axis < 3; axis++) sum[axis] = (sum[axis] ?? 0) + (at[axis] ?? 0);
  const [sx = 0, sy = 0, sz = 0] = sum;
  const length = Math.hypot(sx, sy, sz);
  if (!(length > 1e-6)) return WHOLE_SKY;
  const [x, y, z] = [sx / length, sy / length, sz / length];
  let radiusDeg = 0;
  for (const { at, radius } of corners) {
    const chord = Math.hypot(at[0] - x, at[1] - y, at[2] - z);
    radiusDeg = Math.max(radiusDeg, 2 * Math.asin(Math.min(1, chord / 2)) * DEGREES + radius);
  }
  // Only a cap that is less than half of the sky has all of a polygon that it has the corners of.
  return radiusDeg < 89 ? { x, y, z, radiusDeg: radiusDeg + SLACK_DEG } : WHOLE_SKY;
}

interface Corner {
  readonly at: readonly [number, number, number];
  readonly radius: number;
}

function cornersOf(shape: Shape): readonly Corner[] {
  const [raDeg = 0, decDeg = 0, radius = 0] = shape;
  if (shape.length <= 3) return [{ at: unitVector(raDeg, decDeg), radius: Math.max(0, radius) }];
  return shape.flatMap((ra, index) =>
    index % 2 === 0 ? [{ at: unitVector(ra, shape[index + 1] ?? Number.NaN), radius: 0 }] : [],
  );
}
