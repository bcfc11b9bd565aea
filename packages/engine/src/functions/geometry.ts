import type { FunctionCall } from "@armillary/adql";
import { pointOf, readPoint, readShape } from "../geometry/read-shape.ts";
import { type PointShape, type Shape, shapeList } from "../geometry/shape.ts";
import { relationSql } from "../query/conditions.ts";
import type { Context } from "../query/context.ts";
import { doubleLiteral, textLiteral } from "../sql.ts";
import type { SqlValue } from "../value.ts";

const number = (sql: string): SqlValue => ({ sql, form: "number", type: { name: "DOUBLE PRECISION" } });

/** What ADQL computes of geometries (ADQL 2.1, section 4.2); constructors are read as shapes. Undefined for others. */
export function geometryFunction(name: string, node: FunctionCall, context: Context): SqlValue | undefined {
  const [first, second, third, fourth] = node.arguments;
  if (first === undefined) return undefined;
  switch (name) {
    case "CONTAINS":
    case "INTERSECTS": {
      const relation = relationSql(node, context, false);
      if (relation === undefined) return undefined;
      return { sql: `CAST(${relation} AS INTEGER)`, form: "number", type: { name: "INTEGER" } };
    }
    case "DISTANCE": {
      if (second === undefined) return undefined;
      const ends: readonly [PointShape, PointShape] =
        third === undefined || fourth === undefined
          ? [readPoint(first, context), readPoint(second, context)]
          : [pointOf(first, second, context), pointOf(third, fourth, context)];
      return number(`sky_distance(${ends.map(({ raDeg, decDeg }) => `${raDeg}, ${decDeg}`).join(", ")})`);
    }
    case "COORD1":
      return number(readPoint(first, context).raDeg);
    case "COORD2":
      return number(readPoint(first, context).decDeg);
    case "AREA":
      return number(areaSql(readShape(first, context)));
    case "CENTROID":
      return { sql: centroidSql(readShape(first, context)), form: "point", type: { name: "POINT" } };
    case "COORDSYS":
      readShape(first, context);
      return { sql: textLiteral("ICRS"), form: "text", type: { name: "VARCHAR" } };
    default:
      return undefined;
  }
}

function areaSql(shape: Shape): string {
  if (shape.kind === "polygon" && shape.constant !== undefined) return doubleLiteral(shape.constant.areaDeg2);
  if (shape.kind === "region") return `sky_region_area(${shape.sql})`;
  return `sky_shape_area(${shapeList(shape)})`;
}

function centroidSql(shape: Shape): string {
  if (shape.kind === "point") return shapeList(shape);
  return shape.kind === "region" ? `sky_region_centroid(${shape.sql})` : `sky_shape_centroid(${shapeList(shape)})`;
}
