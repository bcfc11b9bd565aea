import type { DataType, TypeName } from "../datatype.ts";
import type { FeatureMetadata } from "../metadata.ts";
import type { FunctionDefinition, FunctionForm, FunctionKind, Parameter, ResultRule } from "./function.ts";

/** The functions of ADQL 2.0 and 2.1, but for the aggregates and CAST, which are syntax of their own. */

const GEOMETRY = "ivo://ivoa.net/std/tapregext#features-adqlgeo";
const FEATURE = "ivo://ivoa.net/std/tapregext#features-adql-";

const DOUBLE: DataType = { name: "DOUBLE PRECISION" };
const type = (name: TypeName): ResultRule => ({ type: { name } });

const number = (name: string, unit?: string): Parameter => ({
  name,
  type: "numeric",
  ...(unit === undefined ? {} : { unit }),
});
const optional = (parameter: Parameter): Parameter => ({ ...parameter, optional: true });
const degrees = (name: string): Parameter => number(name, "deg");
const geometry = (name: string): Parameter => ({ name, type: "geometry" });
const point = (name: string): Parameter => ({ name, type: "point" });
const text = (name: string): Parameter => ({ name, type: "character" });
const digits = optional({ name: "n", type: "integer" });
/** The coordinate system: a literal, deprecated since 2.1 (ADQL 2.1, section 4.2.5). */
const coordsys: Parameter = { name: "coordsys", type: "character", literal: true };

const form = (parameters: readonly Parameter[], result: ResultRule): FunctionForm => ({ parameters, result });
/** With and without the coordinate system in front. */
const framed = (...forms: FunctionForm[]): FunctionForm[] => [
  ...forms,
  ...forms.map((bare) => ({ ...bare, parameters: [coordsys, ...bare.parameters] })),
];

interface Extras {
  readonly since?: "2.1";
  readonly deprecated?: true;
  readonly feature?: FeatureMetadata;
}

function define(
  kind: FunctionKind,
  name: string,
  section: string,
  description: string,
  forms: readonly FunctionForm[],
  extras: Extras = {},
): FunctionDefinition {
  return { name, kind, forms, description, section: `ADQL 2.1, ${section}`, ...extras };
}

const math = (name: string, description: string, parameters: readonly Parameter[], unit?: ResultRule["unit"]) =>
  define("mathematical", name, "section 2.3", description, [
    form(parameters, { type: DOUBLE, ...(unit === undefined ? {} : { unit }) }),
  ]);
const trigonometric = (name: string, description: string, parameters: readonly Parameter[], unit?: string) =>
  define("trigonometrical", name, "section 2.3", description, [
    form(parameters, { type: DOUBLE, ...(unit === undefined ? {} : { unit }) }),
  ]);
const geometric = (
  name: string,
  subsection: number,
  description: string,
  forms: readonly FunctionForm[],
  extras: Extras = {},
) =>
  define("geometrical", name, `section 4.2.${subsection}`, description, forms, {
    ...extras,
    feature: { type: GEOMETRY, form: name },
  });

const same: ResultRule["unit"] = { like: 0 };

export const STANDARD_FUNCTIONS: readonly FunctionDefinition[] = [
  math("ABS", "The absolute value of x.", [number("x")], same),
  math("CEILING", "The smallest whole number that is not less than x.", [number("x")], same),
  math("DEGREES", "An angle in radians as degrees.", [number("x", "rad")], "deg"),
  math("EXP", "e to the power of x.", [number("x")], "1"),
  math("FLOOR", "The largest whole number that is not greater than x.", [number("x")], same),
  math("LOG", "The natural logarithm of x, which must be greater than 0.", [number("x")]),
  math("LOG10", "The logarithm of x to base 10; x must be greater than 0.", [number("x")]),
  math("MOD", "The remainder of x / y, with the sign of x.", [number("x"), number("y")], same),
  math("PI", "The number π.", [], "1"),
  math("POWER", "x to the power of y.", [number("x"), number("y")], "raised"),
  math("RADIANS", "An angle in degrees as radians.", [number("x", "deg")], "rad"),
  math("RAND", "A random number between 0 and 1; what a seed does is not defined.", [optional(number("seed"))], "1"),
  math("ROUND", "x rounded to n decimal places; a negative n rounds left of the point.", [number("x"), digits], same),
  math("SQRT", "The positive square root of x.", [number("x")], { like: 0, power: [1, 2] }),
  math("TRUNCATE", "x cut off after n decimal places.", [number("x"), digits], same),

  trigonometric("ACOS", "The arc cosine of x, from 0 to π radians.", [number("x")], "rad"),
  trigonometric("ASIN", "The arc sine of x, from -π/2 to π/2 radians.", [number("x")], "rad"),
  trigonometric("ATAN", "The arc tangent of x, from -π/2 to π/2 radians.", [number("x")], "rad"),
  trigonometric("ATAN2", "The angle of the point (x, y), from -π to π radians.", [number("y"), number("x")], "rad"),
  trigonometric("COS", "The cosine of an angle in radians.", [number("x", "rad")], "1"),
  trigonometric("COT", "The cotangent of an angle in radians.", [number("x", "rad")], "1"),
  trigonometric("SIN", "The sine of an angle in radians.", [number("x", "rad")], "1"),
  trigonometric("TAN", "The tangent of an angle in radians.", [number("x", "rad")], "1"),

  geometric("AREA", 8, "The area of a geometry in square degrees.", [
    form([geometry("region")], { type: DOUBLE, unit: "deg**2", ucd: "phys.angArea" }),
  ]),
  geometric(
    "BOX",
    9,
    "A box around a centre, its sides along great circles; width and height in degrees.",
    framed(
      form([degrees("lon"), degrees("lat"), degrees("width"), degrees("height")], type("BOX")),
      form([point("centre"), degrees("width"), degrees("height")], type("BOX")),
    ),
    { deprecated: true },
  ),
  geometric("CENTROID", 10, "The centre of a geometry.", [form([geometry("region")], type("POINT"))]),
  geometric(
    "CIRCLE",
    11,
    "A circle on the sky, all in degrees: a cone of directions.",
    framed(
      form([degrees("lon"), degrees("lat"), degrees("radius")], type("CIRCLE")),
      form([point("centre"), degrees("radius")], type("CIRCLE")),
    ),
  ),
  geometric("CONTAINS", 12, "1 if the first geometry lies wholly in the second, 0 if not.", [
    form([geometry("inner"), geometry("outer")], type("INTEGER")),
  ]),
  geometric("COORD1", 13, "The first coordinate of a point, in degrees.", [
    form([point("point")], { type: DOUBLE, unit: "deg" }),
  ]),
  geometric("COORD2", 14, "The second coordinate of a point, in degrees.", [
    form([point("point")], { type: DOUBLE, unit: "deg" }),
  ]),
  geometric(
    "COORDSYS",
    15,
    "The name of a geometry's coordinate system.",
    [form([geometry("region")], type("VARCHAR"))],
    {
      deprecated: true,
    },
  ),
  geometric("DISTANCE", 16, "The angle between two points, in degrees.", [
    form([point("from"), point("to")], { type: DOUBLE, unit: "deg", ucd: "pos.angDistance" }),
    form([degrees("lon1"), degrees("lat1"), degrees("lon2"), degrees("lat2")], {
      type: DOUBLE,
      unit: "deg",
      ucd: "pos.angDistance",
    }),
  ]),
  geometric("INTERSECTS", 17, "1 if two geometries overlap, 0 if not.", [
    form([geometry("one"), geometry("other")], type("INTEGER")),
  ]),
  geometric(
    "POINT",
    18,
    "A direction on the sky, in degrees.",
    framed(form([degrees("lon"), degrees("lat")], type("POINT"))),
  ),
  geometric(
    "POLYGON",
    19,
    "A region bounded by great circles through three or more vertices, in degrees.",
    framed(
      { ...form([degrees("lon"), degrees("lat")], type("POLYGON")), repeats: { group: 2, least: 3 } },
      { ...form([point("vertex")], type("POLYGON")), repeats: { group: 1, least: 3 } },
    ),
  ),
  geometric("REGION", 20, "A region written as a string, in STC-S on most services.", [
    form([{ name: "stcs", type: "character", literal: true }], type("REGION")),
  ]),

  define(
    "string",
    "LOWER",
    "section 4.4.2",
    "A string in lower case.",
    [form([text("s")], { type: { like: 0 }, ucd: { like: 0 } })],
    {
      since: "2.1",
      feature: { type: `${FEATURE}string`, form: "LOWER" },
    },
  ),
  define(
    "string",
    "UPPER",
    "section 4.4.3",
    "A string in upper case.",
    [form([text("s")], { type: { like: 0 }, ucd: { like: 0 } })],
    {
      since: "2.1",
      feature: { type: `${FEATURE}string`, form: "UPPER" },
    },
  ),
  define(
    "conditional",
    "COALESCE",
    "section 4.8.1",
    "The first of the values that is not null.",
    [
      {
        parameters: [{ name: "value", type: "any" }],
        repeats: { group: 1, least: 1 },
        result: { type: "common", unit: same, ucd: { like: 0 } },
      },
    ],
    { since: "2.1", feature: { type: `${FEATURE}conditional`, form: "COALESCE" } },
  ),
  define(
    "unit",
    "IN_UNIT",
    "section 4.9.1",
    "A value of a column in another unit, which is written as VOUnits has it.",
    [form([number("value"), { name: "unit", type: "character", literal: true }], { type: DOUBLE, ucd: { like: 0 } })],
    { since: "2.1", feature: { type: `${FEATURE}unit`, form: "IN_UNIT" } },
  ),
];
