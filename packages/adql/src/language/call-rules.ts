import type { FunctionCall, Value } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, insertion, replacement } from "./edits.ts";
import { checkConstructor } from "./geometry-rules.ts";
import { isReserved, quoteString } from "./keywords.ts";
import {
  checkGeometry,
  checkNumeric,
  checkPoint,
  checkString,
  isWholeNumber,
  nameOfCall,
  spanOf,
} from "./operand-rules.ts";
import { type Parameter, type StandardFunction, standardFunction } from "./standard-functions.ts";

/** Number and kinds of the arguments of a standard function, as far as the grammar has them; optional features. */
export function checkCall(cursor: Cursor, call: FunctionCall): void {
  const name = nameOfCall(call);
  const span = spanOf(call.name);
  const known = call.name.parts.length === 1 ? standardFunction(name) : undefined;
  if (known === undefined) {
    const [first] = call.name.parts;
    if (call.name.parts.length === 1 && first?.delimited === false && isReserved(name, cursor.version)) {
      cursor.extension(span, `ADQL has no function ${name}; some services do.`);
      return;
    }
    cursor.feature("udf", call.name.parts.map((part) => part.name).join("."), span);
    return;
  }
  // In 2.0, IN_UNIT is no more than a user-defined function of that name.
  if (name === "IN_UNIT" && cursor.version === "2.0") {
    cursor.feature("udf", call.name.parts[0]?.name ?? name, span);
    return;
  }
  if (known.feature !== undefined) cursor.feature(known.feature, name, span);
  if (known.since21 === true) cursor.since21(span, name);
  if (known.constructs !== undefined) checkConstructor(cursor, call, known.constructs);
  else checkArguments(cursor, call, name, known);
}

function checkArguments(cursor: Cursor, call: FunctionCall, name: string, known: StandardFunction): void {
  const given = call.arguments.length;
  const { parameters, variadic = false, required = parameters.length } = known;
  if (name === "DISTANCE" && given === 4) {
    cursor.since21(
      spanOf(call.name),
      "DISTANCE of four numbers",
      "Write DISTANCE(POINT('ICRS', …), POINT('ICRS', …)).",
    );
    for (const value of call.arguments) checkNumeric(cursor, value, "DISTANCE");
    return;
  }
  if (given < required || (given > parameters.length && !variadic)) {
    if (call.arguments.some((argument) => cursor.isMissing(argument))) return;
    const wanted = name === "DISTANCE" ? "2 points or 4 numbers" : printNumber(required, parameters.length, variadic);
    cursor.report("ADQL_ARGUMENTS", spanOf(call), `${name} takes ${wanted}, and has ${given}.`);
    return;
  }
  for (const [index, value] of call.arguments.entries()) {
    const parameter = parameters[Math.min(index, parameters.length - 1)];
    if (parameter !== undefined) checkArgument(cursor, value, parameter, name);
  }
}

function printNumber(least: number, most: number, variadic: boolean): string {
  if (variadic) return `${least} argument or more`;
  if (most === 0) return "no argument";
  return least === most ? `${most} argument${most === 1 ? "" : "s"}` : `${least} to ${most} arguments`;
}

function checkArgument(cursor: Cursor, value: Value, parameter: Parameter, name: string): void {
  switch (parameter) {
    case "numeric":
      checkNumeric(cursor, value, name);
      return;
    case "string":
      checkString(cursor, value, name);
      return;
    case "geometry":
      checkGeometry(cursor, value, name);
      return;
    case "point":
      checkPoint(cursor, value, name);
      return;
    case "digits":
      if (!isSignedInteger(value))
        cursor.extension(spanOf(value), `The grammar of ADQL takes only a whole number as the digits of ${name}.`);
      return;
    case "seed":
      if (!isWholeNumber(value))
        cursor.extension(spanOf(value), "The grammar of ADQL takes only a whole number as the seed of RAND.");
      return;
    case "unit":
      checkLiteral(cursor, value, "The unit of IN_UNIT");
      return;
    case "region":
      // ADQL 2.0 takes any string expression.
      if (cursor.version === "2.0") checkString(cursor, value, name);
      else checkLiteral(cursor, value, "The argument of REGION");
      return;
    case "any":
      return;
  }
}

/** A string literal; a name in double quotes is taken for one in the wrong quotes. */
function checkLiteral(cursor: Cursor, value: Value, what: string): void {
  if (value.kind === "StringLiteral" || cursor.isMissing(value)) return;
  const name = value.kind === "ColumnReference" && value.name.parts.length === 1 ? value.name.parts[0] : undefined;
  const literal = name?.delimited === true ? quoteString(name.name) : undefined;
  const fixes = literal === undefined ? [] : [fixOf(`Replace by ${literal}`, replacement(spanOf(value), literal))];
  cursor.report(
    "ADQL_TYPE",
    spanOf(value),
    `${what} is a string literal: '…' in single quotes.`,
    fixes.length === 0 ? {} : { fixes },
  );
}

function isSignedInteger(value: Value): boolean {
  return isWholeNumber(value.kind === "UnaryOperation" && value.operator !== "~" ? value.operand : value);
}

/** The fix for a function whose 1 or 0 is used as a condition. */
export function comparingWithOne(call: FunctionCall): ReturnType<typeof fixOf> {
  return fixOf("Compare it with 1", insertion(spanOf(call).start, "1="));
}
