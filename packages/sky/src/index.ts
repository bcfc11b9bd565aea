export { degreesPerUnit } from "./columns/angle-unit.ts";
export type { AngleColumn, PositionChoice, PositionColumns } from "./columns/position-columns.ts";
export { namedAngleColumn, positionColumns } from "./columns/position-columns.ts";
export { readPositions } from "./columns/read-degrees.ts";
export type { SkyErrorCode } from "./errors.ts";
export { SKY_ERROR_CODES, SkyError } from "./errors.ts";
export { healpixCellRadiusDeg, healpixConeRanges } from "./healpix/cone-cells.ts";
export {
  healpixBigIndex,
  healpixBorder,
  healpixCentre,
  healpixFromRing,
  healpixIndex,
  healpixNeighbours,
  healpixToRing,
} from "./healpix/healpix.ts";
export { HEALPIX_DIRECTIONS } from "./healpix/neighbours.ts";
export { healpixOrderOf, healpixSizeDeg } from "./healpix/order.ts";
export type { HealpixCell } from "./healpix/uniq.ts";
export { healpixOfUniq, healpixUniq } from "./healpix/uniq.ts";
export type { GroupAction } from "./join/group-action.ts";
export { GROUP_ACTIONS } from "./join/group-action.ts";
export type { GroupedTable, GroupTableOptions } from "./join/group-table.ts";
export { groupTable } from "./join/group-table.ts";
export type { Join } from "./join/joined-fields.ts";
export { JOINS } from "./join/joined-fields.ts";
export type { MatchCounts, MatchedTable, MatchTablesOptions } from "./join/match-tables.ts";
export { matchTables } from "./join/match-tables.ts";
export type { MatchColumns } from "./join/table-positions.ts";
export type { Hold, TableRows } from "./join/table-rows.ts";
export type { Find } from "./match/find.ts";
export { FINDS } from "./match/find.ts";
export type { MatchedGroups } from "./match/groups.ts";
export { groupPositions } from "./match/groups.ts";
export type { MatchPositionsOptions } from "./match/match-positions.ts";
export { matchPositions } from "./match/match-positions.ts";
export type { MatchedPairs } from "./match/pairs.ts";
export type { ErrorCombination, MatchRadius, Positions } from "./match/positions.ts";
export { ERROR_COMBINATIONS } from "./match/positions.ts";
export type { SkyIndex } from "./match/sky-index.ts";
export { createSkyIndex } from "./match/sky-index.ts";
export type { CoordinateRanges } from "./sphere/cone.ts";
export { coneRanges, isInCone } from "./sphere/cone.ts";
export type { Mollweide } from "./sphere/mollweide.ts";
export { MOLLWEIDE_HALF_HEIGHT_DEG, MOLLWEIDE_HALF_WIDTH_DEG, mollweide } from "./sphere/mollweide.ts";
export { offsetPosition, positionAngleDeg } from "./sphere/offset.ts";
export type { SkyPolygon } from "./sphere/polygon.ts";
export { boxVertices, skyPolygon } from "./sphere/polygon.ts";
export type { Position } from "./sphere/position.ts";
export { normalizeRaDeg, raDifferenceDeg } from "./sphere/position.ts";
export { separationDeg } from "./sphere/separation.ts";
export type { PlanePoint, TangentPlane } from "./sphere/tangent-plane.ts";
export { tangentPlane } from "./sphere/tangent-plane.ts";
export type { Vector } from "./sphere/unit-vector.ts";
export { positionOfVector, unitVector } from "./sphere/unit-vector.ts";
