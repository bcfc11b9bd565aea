import type { FunctionCall, Value } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, insertion, replacement } from "./edits.ts";
import { quoteString } from "./keywords.ts";
import { checkNumeric, classOfValue, nameOfCall, spanOf } from "./operand-rules.ts";

type Constructor = "POINT" | "CIRCLE" | "BOX" | "POLYGON";

const FORMS: Readonly<Record<Constructor, string>> = {
  POINT: "POINT(ra, dec)",
  CIRCLE: "CIRCLE(ra, dec, radius) or CIRCLE(point, radius)",
  BOX: "BOX(ra, dec, width, height) or BOX(point, width, height)",
  POLYGON: "POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, …) or POLYGON(point1, point2, point3, …)",
};

/** Numbers beside the centre. */
const SIZES: Readonly<Record<Constructor, number>> = { POINT: 0, CIRCLE: 1, BOX: 2, POLYGON: 0 };

/**
 * Arguments of a geometry constructor: an optional frame (mandatory in 2.0), then coordinates as numbers, or since 2.1
 * as points, then sizes (ADQL 2.1, sections 4.2.4 to 4.2.18; `<coord_sys>`, `<coordinates>`, `<coord_value>`).
 */
export function checkConstructor(cursor: Cursor, call: FunctionCall, name: Constructor): void {
  const given = call.arguments;
  if (given.some((argument) => cursor.isMissing(argument))) return;
  const framed = hasFrame(cursor, call, name);
  const rest = framed ? given.slice(1) : given;
  const coordinates = rest.slice(0, rest.length - SIZES[name]);
  const asPoints = formOf(name, coordinates);
  if (asPoints === undefined) {
    const form = cursor.version === "2.0" ? FORMS[name].split(" or ")[0]?.replace("(", "('ICRS', ") : FORMS[name];
    cursor.report("ADQL_ARGUMENTS", spanOf(call), `These are not the arguments of ${name}: it is written ${form}.`);
    return;
  }
  if (!framed) withoutFrame(cursor, call, name);
  if (asPoints) {
    cursor.since21(spanOf(call.name), `${name} of points`, `Write ${FORMS[name].split(" or ")[0]}.`);
  } else {
    for (const value of coordinates) checkNumeric(cursor, value, `A coordinate of ${name}`);
  }
  for (const value of rest.slice(coordinates.length)) checkNumeric(cursor, value, `A size of ${name}`);
}

/** Whether the coordinates are points; undefined when they are neither points nor pairs of numbers. */
function formOf(name: Constructor, coordinates: readonly Value[]): boolean | undefined {
  const { length } = coordinates;
  if (name === "POLYGON") {
    if (length >= 6 && length % 2 === 0 && !coordinates.some(isPoint)) return false;
    return length >= 3 && coordinates.every(couldBePoint) ? true : undefined;
  }
  if (length === 2) return coordinates.some(isPoint) ? undefined : false;
  return length === 1 && name !== "POINT" && coordinates.every(couldBePoint) ? true : undefined;
}

function isPoint(value: Value): boolean {
  return value.kind === "FunctionCall" && (nameOfCall(value) === "POINT" || nameOfCall(value) === "CENTROID");
}

/** `<coord_value>`: POINT, CENTROID, a user-defined function or a column. */
function couldBePoint(value: Value): boolean {
  return (
    isPoint(value) ||
    value.kind === "ColumnReference" ||
    value.kind === "ParenthesizedValue" ||
    (value.kind === "FunctionCall" && classOfValue(value) === "any")
  );
}

/**
 * Whether the first argument is a frame. The grammar wants a string literal; NULL stands for one in the wild, 2.0 before
 * its third erratum took any string expression, and a name in double quotes is a literal in the wrong quotes.
 */
function hasFrame(cursor: Cursor, call: FunctionCall, name: Constructor): boolean {
  const [first] = call.arguments;
  if (first === undefined) return false;
  switch (first.kind) {
    case "StringLiteral":
    case "NullLiteral":
      return true;
    case "BinaryOperation":
      if (first.operator !== "||") return false;
      if (cursor.version !== "2.0") {
        cursor.report(
          "ADQL_FRAME",
          spanOf(first),
          "The coordinate system is a string literal in ADQL 2.1, and better left out.",
        );
      }
      return true;
    case "ColumnReference": {
      const [part] = first.name.parts;
      const rest = call.arguments.slice(1);
      const fits = formOf(name, rest.slice(0, rest.length - SIZES[name])) === false;
      if (part === undefined || first.name.parts.length > 1 || !fits || hasForm(call, name)) return false;
      const literal = quoteString(part.name);
      cursor.report(
        "ADQL_FRAME",
        spanOf(first),
        `The coordinate system is a string literal, in single quotes: ${literal}.`,
        {
          fixes: [fixOf(`Replace by ${literal}`, replacement(spanOf(first), literal))],
        },
      );
      return true;
    }
    default:
      return false;
  }
}

/** Whether all arguments are right without a frame. */
function hasForm(call: FunctionCall, name: Constructor): boolean {
  return formOf(name, call.arguments.slice(0, call.arguments.length - SIZES[name])) !== undefined;
}

function withoutFrame(cursor: Cursor, call: FunctionCall, name: Constructor): void {
  cursor.needs21 = true;
  const [first] = call.arguments;
  if (cursor.version !== "2.0" || first === undefined) return;
  cursor.report("ADQL_FRAME", spanOf(call.name), `ADQL 2.0 wants the coordinate system first: ${name}('ICRS', …).`, {
    fixes: [fixOf("Insert 'ICRS'", insertion(spanOf(first).start, "'ICRS', "))],
  });
}
