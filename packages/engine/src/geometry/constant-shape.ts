import { type Position, skyPolygon, unitVector } from "@armillary/sky";
import { doubleList, doubleLiteral } from "../sql.ts";
import { type PointShape, type PolygonShape, vectorSql } from "./shape.ts";

/** A point that is known before the query runs. */
export function constantPoint(position: Position): PointShape {
  const vector = unitVector(position.raDeg, position.decDeg);
  return {
    kind: "point",
    raDeg: doubleLiteral(position.raDeg),
    decDeg: doubleLiteral(position.decDeg),
    vector: vectorSql(vector),
    constant: { position, vector },
    indexed: false,
    isColumn: false,
  };
}

/**
 * A polygon that is known before the query runs.
 * @throws SkyError SKY_POLYGON
 */
export function constantPolygon(vertices: readonly Position[]): PolygonShape {
  const constant = skyPolygon(vertices);
  return {
    kind: "polygon",
    sql: doubleList(vertices.flatMap(({ raDeg, decDeg }) => [raDeg, decDeg])),
    constant,
  };
}
