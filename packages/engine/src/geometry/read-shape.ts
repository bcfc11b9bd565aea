import type { FunctionCall, Value } from "@armillary/adql";
import { boxVertices, type Position, SkyError } from "@armillary/sky";
import { constantNumber } from "../query/constant.ts";
import type { Context } from "../query/context.ts";
import { doubleLiteral } from "../sql.ts";
import type { SqlValue } from "../value.ts";
import { constantPoint, constantPolygon } from "./constant-shape.ts";
import { regionOfText } from "./region-literal.ts";
import type { CapShape, CircleShape, PointShape, PolygonShape, Shape } from "./shape.ts";

/** The geometry that a value is: as much of it as is known now is computed now. */
export function readShape(node: Value, context: Context): Shape {
  if (node.kind === "ParenthesizedValue") return readShape(node.expression, context);
  const call = node.kind === "FunctionCall" ? constructed(node, context) : undefined;
  return call ?? shapeOf(context.value(node), node, context);
}

/** A point, of whatever gives one: a region that a column of text has is none. */
export function readPoint(node: Value, context: Context): PointShape {
  const shape = readShape(node, context);
  return shape.kind === "point"
    ? shape
    : context.refuse("ADQL_TYPE", node, "A point is wanted here, and this is none.");
}

/** The geometry of a constructor; undefined for other functions. */
export function constructed(call: FunctionCall, context: Context): Shape | undefined {
  if (call.name.parts.length > 1) return undefined;
  switch (call.name.parts[0]?.name.toUpperCase()) {
    case "POINT": {
      const [ra, dec] = withoutFrame(call, context);
      return ra === undefined || dec === undefined ? undefined : pointOf(ra, dec, context);
    }
    case "CIRCLE":
      return circleOf(call, context);
    case "BOX":
      return boxOf(call, context);
    case "POLYGON":
      return polygonOf(call, context);
    case "REGION": {
      const [text] = call.arguments;
      if (text?.kind === "StringLiteral")
        return regionOfText(text.value, (why) => context.refuse("ADQL_TYPE", text, why));
      return context.refuse("ADQL_TYPE", call, "REGION takes a literal string, as the standard has it.");
    }
    default:
      return undefined;
  }
}

/** Frames that positions are taken in as they stand: the difference between ICRS and FK5 is below 0.1 arcseconds. */
const TAKEN = /^(ICRS|FK5|J2000|UNKNOWNFRAME|UNKNOWN|)$/i;

/** The arguments without the deprecated coordinate system in front. */
function withoutFrame(call: FunctionCall, context: Context): readonly Value[] {
  const [first, ...rest] = call.arguments;
  if (first?.kind === "NullLiteral" && call.arguments.length === 3) return rest;
  if (first?.kind !== "StringLiteral") return call.arguments;
  const [frame = ""] = first.value.trim().split(/\s+/);
  if (!TAKEN.test(frame)) {
    context.refuse(
      "ADQL_FRAME",
      first,
      `Positions are taken as they stand, in ICRS. Write ivo_geom_transform('${frame}', 'ICRS', …) around a geometry in another frame.`,
    );
  }
  return rest;
}

function numberSql(node: Value, context: Context): string {
  const constant = constantNumber(node);
  return constant === undefined ? context.convert.number(context.value(node), node) : doubleLiteral(constant);
}

/** A point of two coordinates in degrees. */
export function pointOf(ra: Value, dec: Value, context: Context): PointShape {
  const [raDeg, decDeg] = [constantNumber(ra), constantNumber(dec)];
  if (raDeg !== undefined && decDeg !== undefined) return constantPoint({ raDeg, decDeg });
  const [one, other] = [context.value(ra), context.value(dec)];
  const [raSql, decSql] = [numberSql(ra, context), numberSql(dec, context)];
  const stored = storedVector(one, other);
  return {
    kind: "point",
    raDeg: raSql,
    decDeg: decSql,
    vector: stored?.vector ?? [
      `sky_x(${raSql}, ${decSql})`,
      `sky_y(${raSql}, ${decSql})`,
      `sky_z(${raSql}, ${decSql})`,
    ],
    indexed: stored !== undefined,
    ...(stored?.rows === undefined ? {} : { rows: stored.rows }),
    ...storedCell(one, other),
    isColumn: other.column !== undefined && other.form === "number",
  };
}

/** The columns of the spatial index, where the coordinates are those that it was made of. */
function storedVector(ra: SqlValue, dec: SqlValue): Pick<PointShape, "vector" | "rows"> | undefined {
  const [one, other] = [ra.column, dec.column];
  if (one === undefined || other === undefined || one.alias !== other.alias) return undefined;
  const { alias, table, index } = one;
  const { position } = table;
  if (position === undefined || position.ra !== index || position.dec !== other.index) return undefined;
  const { extents } = position;
  return {
    vector: [`${alias}.${position.x}`, `${alias}.${position.y}`, `${alias}.${position.z}`],
    ...(extents === undefined ? {} : { rows: { number: `${alias}.rowid`, extents } }),
  };
}

function storedCell({ column: one }: SqlValue, { column: other }: SqlValue): Pick<PointShape, "cell"> {
  const cells = one?.table.cells;
  if (one === undefined || other === undefined || cells === undefined || one.alias !== other.alias) return {};
  const column = one.table.columns[cells.cell];
  if (column === undefined || cells.ra !== one.index || cells.dec !== other.index) return {};
  return { cell: { sql: `${one.alias}.${column.sql}`, order: cells.order } };
}

/** A point of a LIST of two. */
function pointOfList(sql: string): PointShape {
  const [ra, dec] = [`${sql}[1]`, `${sql}[2]`];
  return {
    kind: "point",
    raDeg: ra,
    decDeg: dec,
    vector: [`sky_x(${ra}, ${dec})`, `sky_y(${ra}, ${dec})`, `sky_z(${ra}, ${dec})`],
    indexed: false,
    isColumn: false,
  };
}

function circleOf(call: FunctionCall, context: Context): CircleShape | undefined {
  const values = withoutFrame(call, context);
  const [first, second, third] = values;
  const radius = values.at(-1);
  if (first === undefined || second === undefined || radius === undefined) return undefined;
  const centre = third === undefined ? readPoint(first, context) : pointOf(first, second, context);
  const constantRadiusDeg = constantNumber(radius);
  return {
    kind: "circle",
    centre,
    radius: numberSql(radius, context),
    ...(constantRadiusDeg === undefined ? {} : { constantRadiusDeg }),
  };
}

function boxOf(call: FunctionCall, context: Context): PolygonShape | undefined {
  const values = withoutFrame(call, context);
  const [width, height] = values.slice(-2);
  const [first, second] = values;
  if (first === undefined || second === undefined || width === undefined || height === undefined) return undefined;
  const centre = values.length === 3 ? readPoint(first, context) : pointOf(first, second, context);
  const [widthDeg, heightDeg] = [constantNumber(width), constantNumber(height)];
  if (centre.constant !== undefined && widthDeg !== undefined && heightDeg !== undefined) {
    const { raDeg, decDeg } = centre.constant.position;
    return checkedPolygon(() => boxVertices(raDeg, decDeg, widthDeg, heightDeg), call, context);
  }
  const sizes = `${numberSql(width, context)}, ${numberSql(height, context)}`;
  return { kind: "polygon", sql: `sky_box(${centre.raDeg}, ${centre.decDeg}, ${sizes})` };
}

function polygonOf(call: FunctionCall, context: Context): PolygonShape | undefined {
  const values = withoutFrame(call, context);
  const [first] = values;
  if (first === undefined) return undefined;
  const points = isNumeric(first, context)
    ? values.flatMap((ra, index) => {
        const dec = index % 2 === 0 ? values[index + 1] : undefined;
        return dec === undefined ? [] : [pointOf(ra, dec, context)];
      })
    : values.map((value) => readPoint(value, context));
  const positions = points.map(({ constant }) => constant?.position);
  if (positions.every((position) => position !== undefined)) return checkedPolygon(() => positions, call, context);
  const coordinates = points.flatMap(({ raDeg, decDeg }) => [raDeg, decDeg]);
  return { kind: "polygon", sql: `sky_known([${coordinates.join(", ")}]::DOUBLE[])` };
}

function isNumeric(value: Value, context: Context): boolean {
  return constantNumber(value) !== undefined || context.value(value).form === "number";
}

function checkedPolygon(vertices: () => readonly Position[], call: FunctionCall, context: Context): PolygonShape {
  try {
    return constantPolygon(vertices());
  } catch (error) {
    if (error instanceof SkyError) return context.refuse("ADQL_TYPE", call, error.message);
    throw error;
  }
}

/** What a column, or whatever else gives geometries row by row, is. */
export function shapeOf(value: SqlValue, node: Value, context: Context): Shape {
  switch (value.form) {
    case "point":
      return pointOfList(value.sql);
    case "circle": {
      const centre = pointOfList(value.sql);
      return { kind: "circle", centre, radius: `${value.sql}[3]` };
    }
    case "polygon":
      return { kind: "polygon", sql: `sky_known(${value.sql})`, ...storedCap(value) };
    default:
      return { kind: "region", sql: context.convert.region(value, node), ...storedCap(value) };
  }
}

function storedCap({ column }: SqlValue): { readonly cap?: CapShape } {
  const cap = column?.table.columns[column.index]?.cap;
  if (column === undefined || cap === undefined) return {};
  const { alias } = column;
  return {
    cap: {
      vector: [`${alias}.${cap.x}`, `${alias}.${cap.y}`, `${alias}.${cap.z}`],
      radiusDeg: `${alias}.${cap.radiusDeg}`,
      largestDeg: cap.largestDeg,
    },
  };
}
