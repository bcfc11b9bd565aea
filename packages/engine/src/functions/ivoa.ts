import type { FunctionCall, TypeName, Value } from "@armillary/adql";
import { pointOf, readPoint, readShape } from "../geometry/read-shape.ts";
import { shapeList, shapeValue } from "../geometry/shape.ts";
import type { Context } from "../query/context.ts";
import { literalOf } from "../query/literals.ts";
import type { SqlValue } from "../value.ts";
import { numberArgument } from "./numeric.ts";

/** The functions of the IVOA's catalogue that are declared (ENGINE_FUNCTIONS); undefined for others. */
export function ivoaFunction(name: string, node: FunctionCall, context: Context): SqlValue | undefined {
  const values = node.arguments;
  const numbers = () => values.map((value) => numberArgument(value, context));
  const text = (index: number) => textArgument(values[index], context);
  switch (name) {
    case "IVO_HEALPIX_INDEX":
      return healpixIndex(values, context);
    case "IVO_HEALPIX_CENTER":
      return point(`sky_healpix_centre(${numbers().join(", ")})`);
    case "IVO_EPOCH_PROP_POS": {
      const [ra, dec, parallax, pmra, pmdec, rv, from, to] = numbers();
      return point(`sky_epoch_position(${[ra, dec, parallax, pmra, pmdec, rv].join(", ")}, ${to} - ${from})`);
    }
    case "IVO_APPLY_PM": {
      const [ra, dec, pmra, pmdec, years] = numbers();
      return point(`sky_epoch_position(${ra}, ${dec}, NULL, ${pmra} * 3.6e6, ${pmdec} * 3.6e6, NULL, ${years})`);
    }
    case "IVO_GEOM_TRANSFORM":
      return transformed(node, context);
    case "IVO_TO_JD":
      return number(`sql_julian_day(${timestampArgument(values[0], context)})`);
    case "IVO_TO_MJD":
      return number(`(sql_julian_day(${timestampArgument(values[0], context)}) - 2400000.5e0)`);
    case "IVO_STRING_AGG":
      return { sql: `string_agg(${text(0)}, ${text(1)})`, form: "text", type: { name: "VARCHAR" } };
    case "IVO_NOCASEMATCH":
      return flag(`${text(0)} ILIKE ${text(1)}`);
    case "IVO_HASWORD":
      return flag(`sql_has_word(${text(0)}, ${text(1)})`);
    case "IVO_HASHLIST_HAS":
      return flag(`list_contains(string_split(lower(${text(0)}), '#'), lower(${text(1)}))`);
    case "IVO_HISTOGRAM":
      return histogram(values, context);
    case "IVO_NORMAL_RANDOM": {
      const [mean, deviation] = numbers();
      // Box and Muller; 1 - random() is above 0.
      return number(`(${mean} + ${deviation} * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))`);
    }
    case "IVO_INTERVAL_OVERLAPS": {
      const [l1, h1, l2, h2] = numbers();
      return flag(`${l1} <= ${h1} AND ${l2} <= ${h2} AND ${h1} >= ${l2} AND ${h2} >= ${l1}`);
    }
    case "IVO_INTERVAL_HAS":
      return intervalHas(values, node, context);
    case "IVO_HMS_TO_DEGREES":
      return number(`(15 * sql_sexagesimal(${text(0)}))`);
    case "IVO_DMS_TO_DEGREES":
      return number(`sql_sexagesimal(${text(0)})`);
    default:
      return undefined;
  }
}

const number = (sql: string, name: TypeName = "DOUBLE PRECISION"): SqlValue => ({
  sql,
  form: "number",
  type: { name },
});
const point = (sql: string): SqlValue => ({ sql, form: "point", type: { name: "POINT" } });
/** 1 where it is true, 0 where it is not, or not known. */
const flag = (condition: string): SqlValue => number(`sql_flag(${condition})`, "INTEGER");

function textArgument(value: Value | undefined, context: Context): string {
  return value === undefined ? "NULL" : context.convert.text(context.value(value), value);
}

function timestampArgument(value: Value | undefined, context: Context): string {
  return value === undefined ? "NULL" : context.convert.timestamp(context.value(value), value, literalOf(value));
}

function healpixIndex([order, first, second]: readonly Value[], context: Context): SqlValue | undefined {
  if (first === undefined) return undefined;
  const { raDeg, decDeg } = second === undefined ? readPoint(first, context) : pointOf(first, second, context);
  return number(`sky_healpix_index(${numberArgument(order, context)}, ${raDeg}, ${decDeg})`, "BIGINT");
}

/** Frames of the IVOA's vocabulary refframe that a rotation leads to, and words that mean the same. */
const FRAMES: Readonly<Record<string, "icrs" | "galactic" | "ecliptic">> = {
  ICRS: "icrs",
  FK5: "icrs",
  J2000: "icrs",
  GALACTIC: "galactic",
  GALACTIC_II: "galactic",
  ECLIPTIC: "ecliptic",
};

function transformed(node: FunctionCall, context: Context): SqlValue {
  const [from, to, geometry] = node.arguments;
  const [source, target] = [from, to].map((frame) => {
    const known = frame?.kind === "StringLiteral" ? FRAMES[frame.value.trim().toUpperCase()] : undefined;
    return known ?? context.refuse("ADQL_FRAME", frame ?? node, "Frames are literals: 'ICRS', 'GALACTIC', 'ECLIPTIC'.");
  });
  if (geometry === undefined) return context.refuse("ADQL_ARGUMENTS", node, "There is no geometry to transform.");
  const shape = readShape(geometry, context);
  if (shape.kind === "region") {
    return context.refuse("ADQL_FEATURE", geometry, "Only points, circles and polygons are transformed.");
  }
  const value = shapeValue(shape);
  if (source === target) return value;
  let sql = shapeList(shape);
  if (source !== "icrs") sql = `sky_${source}_to_icrs(${sql})`;
  if (target !== "icrs") sql = `sky_icrs_to_${target}(${sql})`;
  return { ...value, sql };
}

/** Counts below the lower bound, in each bin, and from the upper bound on. */
function histogram(values: readonly Value[], context: Context): SqlValue {
  const [value, lower, upper, bins] = values.map((argument) => numberArgument(argument, context));
  const place = `CASE WHEN ${value} < ${lower} THEN 0 WHEN ${value} >= ${upper} THEN (${bins}) + 1
    ELSE 1 + least((${bins}) - 1, floor((${value} - ${lower}) / (${upper} - ${lower})::DOUBLE * (${bins}))) END`;
  const sql = `sql_counts(list(CAST(${place} AS INTEGER)), max(${bins}))`;
  return { sql, form: "list", type: { name: "ARRAY", element: "INTEGER", shape: "*" } };
}

function intervalHas([value, interval]: readonly Value[], node: FunctionCall, context: Context): SqlValue {
  const { form, sql } =
    interval === undefined
      ? context.refuse("ADQL_ARGUMENTS", node, "An interval is missing.")
      : context.value(interval);
  if (form !== "list") {
    return context.refuse("ADQL_TYPE", interval ?? node, "An interval is a column of two numbers (xtype interval).");
  }
  return flag(`${numberArgument(value, context)} BETWEEN ${sql}[1] AND ${sql}[2]`);
}
