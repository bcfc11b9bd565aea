import type { Position, SkyPolygon, Vector } from "@armillary/sky";
import type { RowExtents } from "../physical.ts";
import { doubleList, doubleLiteral } from "../sql.ts";
import type { SqlValue } from "../value.ts";

/** Components of a unit vector, as SQL. */
export type SqlVector = readonly [x: string, y: string, z: string];

/** A direction. `raDeg`, `decDeg` are SQL. */
export interface PointShape {
  readonly kind: "point";
  readonly raDeg: string;
  readonly decDeg: string;
  readonly vector: SqlVector;
  /** Where it is known before the query runs. */
  readonly constant?: { readonly position: Position; readonly vector: Vector };
  /** The vector is stored with the row: bounds of its components find rows without reading others. */
  readonly indexed: boolean;
  /** Where the rows of such a table lie, and their numbers, as SQL. */
  readonly rows?: { readonly number: string; readonly extents: RowExtents };
  /** The HEALPix cell of the row, as SQL, and its order. */
  readonly cell?: { readonly sql: string; readonly order: number };
  /** The declination is a column by itself: bounds of it may be found in the statistics of a file. */
  readonly isColumn: boolean;
}

/** `radius` is in degrees. */
export interface CircleShape {
  readonly kind: "circle";
  readonly centre: PointShape;
  readonly radius: string;
  readonly constantRadiusDeg?: number;
}

/** A circle around a shape that only the rows know, stored with them. */
export interface CapShape {
  readonly vector: SqlVector;
  /** SQL. */
  readonly radiusDeg: string;
  /** Of the largest in the column; of a circle of the query its own. */
  readonly largestDeg?: number;
}

/** `sql` is a LIST of degrees. */
export interface PolygonShape {
  readonly kind: "polygon";
  readonly sql: string;
  readonly cap?: CapShape;
  readonly constant?: SkyPolygon;
}

/** Several shapes, or one of a kind that only the rows know: a LIST of LISTs of degrees. */
export interface RegionShape {
  readonly kind: "region";
  readonly sql: string;
  readonly cap?: CapShape;
}

export type Shape = PointShape | CircleShape | PolygonShape | RegionShape;

/** A shape as a value of a column. */
export function shapeValue(shape: Shape): SqlValue {
  const sql = shapeList(shape);
  switch (shape.kind) {
    case "point":
      return { sql, form: "point", type: { name: "POINT" } };
    case "circle":
      return { sql, form: "circle", type: { name: "CIRCLE" } };
    case "polygon":
      return { sql, form: "polygon", type: { name: "POLYGON" } };
    case "region":
      return { sql, form: "region", type: { name: "REGION" } };
  }
}

/** The LIST that a shape is; of a region the LIST of its shapes. */
export function shapeList(shape: Shape): string {
  switch (shape.kind) {
    case "point": {
      const { constant } = shape;
      if (constant !== undefined) return doubleList([constant.position.raDeg, constant.position.decDeg]);
      return `sky_point(${shape.raDeg}, ${shape.decDeg})`;
    }
    case "circle": {
      const { centre, radius, constantRadiusDeg } = shape;
      if (centre.constant !== undefined && constantRadiusDeg !== undefined) {
        const { raDeg, decDeg } = centre.constant.position;
        return doubleList([raDeg, decDeg, constantRadiusDeg]);
      }
      return `sky_circle(${centre.raDeg}, ${centre.decDeg}, ${radius})`;
    }
    case "polygon":
    case "region":
      return shape.sql;
  }
}

/** The LIST of the shapes that a shape is the union of. */
export function shapeRegion(shape: Shape): string {
  return shape.kind === "region" ? shape.sql : `sky_region_of(${shapeList(shape)})`;
}

export function vectorSql([x, y, z]: Vector): SqlVector {
  return [doubleLiteral(x), doubleLiteral(y), doubleLiteral(z)];
}
