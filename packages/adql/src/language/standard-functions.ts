/** What an argument of a standard function must be, as far as the grammar tells. */
export type Parameter = "numeric" | "string" | "geometry" | "point" | "any" | "digits" | "seed" | "unit" | "region";

/** A function of ADQL's grammar. */
export interface StandardFunction {
  readonly result: "numeric" | "string" | "geometry" | "any";
  readonly parameters: readonly Parameter[];
  /** Arguments that must be there; all of them, unless said. */
  readonly required?: number;
  /** The last parameter may be repeated. */
  readonly variadic?: boolean;
  /** Geometry constructors have rules of their own: frames, and centres in two forms. */
  readonly constructs?: "POINT" | "CIRCLE" | "BOX" | "POLYGON";
  /** Group of optional features that it belongs to; the others every service has. */
  readonly feature?: "geometry" | "string" | "conditional" | "unit";
  readonly since21?: boolean;
}

const ONE_NUMBER: StandardFunction = { result: "numeric", parameters: ["numeric"] };
const TWO_NUMBERS: StandardFunction = { result: "numeric", parameters: ["numeric", "numeric"] };
const ROUNDING: StandardFunction = { result: "numeric", parameters: ["numeric", "digits"], required: 1 };
const FOLDING: StandardFunction = { result: "string", parameters: ["string"], feature: "string", since21: true };
const PREDICATE: StandardFunction = { result: "numeric", parameters: ["geometry", "geometry"], feature: "geometry" };
const COORDINATE: StandardFunction = { result: "numeric", parameters: ["point"], feature: "geometry" };

/** ADQL 2.1, sections 2.3 and 4.2 to 4.9, and `<numeric_value_function>` and its kin in appendix A. */
const STANDARD_FUNCTIONS: ReadonlyMap<string, StandardFunction> = new Map<string, StandardFunction>([
  ...["ABS", "CEILING", "DEGREES", "EXP", "FLOOR", "LOG", "LOG10", "RADIANS", "SQRT"].map(
    (name) => [name, ONE_NUMBER] as const,
  ),
  ...["ACOS", "ASIN", "ATAN", "COS", "COT", "SIN", "TAN"].map((name) => [name, ONE_NUMBER] as const),
  ["ATAN2", TWO_NUMBERS],
  ["MOD", TWO_NUMBERS],
  ["POWER", TWO_NUMBERS],
  ["PI", { result: "numeric", parameters: [] }],
  ["RAND", { result: "numeric", parameters: ["seed"], required: 0 }],
  ["ROUND", ROUNDING],
  ["TRUNCATE", ROUNDING],
  ["LOWER", FOLDING],
  ["UPPER", FOLDING],
  ["COALESCE", { result: "any", parameters: ["any"], variadic: true, feature: "conditional", since21: true }],
  ["IN_UNIT", { result: "numeric", parameters: ["numeric", "unit"], feature: "unit", since21: true }],
  ["AREA", { result: "numeric", parameters: ["geometry"], feature: "geometry" }],
  ["CONTAINS", PREDICATE],
  ["INTERSECTS", PREDICATE],
  ["COORD1", COORDINATE],
  ["COORD2", COORDINATE],
  ["DISTANCE", { result: "numeric", parameters: ["point", "point"], feature: "geometry" }],
  ["COORDSYS", { result: "string", parameters: ["geometry"], feature: "geometry" }],
  ["CENTROID", { result: "geometry", parameters: ["geometry"], feature: "geometry" }],
  ["REGION", { result: "geometry", parameters: ["region"], feature: "geometry" }],
  ...(["POINT", "CIRCLE", "BOX", "POLYGON"] as const).map(
    (name) => [name, { result: "geometry", parameters: [], constructs: name, feature: "geometry" }] as const,
  ),
]);

/** The function of that name, in upper case, where ADQL has one. Aggregates and CAST are none: they have syntax of their own. */
export function standardFunction(name: string): StandardFunction | undefined {
  return STANDARD_FUNCTIONS.get(name);
}
