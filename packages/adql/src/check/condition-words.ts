import type { Comparison, ComparisonOperator, Condition, FunctionCall, Node, Query, Value } from "../language/ast.ts";
import { numberOf } from "./arithmetic.ts";

/** What the words need: the text of a node in one line, and a subquery in words. */
export interface Wording {
  text(node: Node): string;
  query(query: Query): string;
}

const COMPARISONS: Readonly<Record<ComparisonOperator, string>> = {
  "=": "equals",
  "<>": "is not",
  "!=": "is not",
  "<": "is less than",
  ">": "is greater than",
  "<=": "is at most",
  ">=": "is at least",
};
const OPPOSITE: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "=": "=",
  "<>": "<>",
  "!=": "!=",
  "<": ">",
  ">": "<",
  "<=": ">=",
  ">=": "<=",
};

/** The conditions that must all hold, one a line. */
export function conditionLines(condition: Condition, wording: Wording): readonly string[] {
  const inner = unwrapped(condition);
  if (inner.kind === "Logical" && inner.operator === "AND") {
    return inner.operands.flatMap((operand) => conditionLines(operand, wording));
  }
  return [conditionWords(inner, wording)];
}

/** A condition as a clause: `parallax is greater than 5`. */
export function conditionWords(condition: Condition, wording: Wording): string {
  const { text } = wording;
  const not = (negated: boolean) => (negated ? "not " : "");
  switch (condition.kind) {
    case "ParenthesizedCondition":
      return conditionWords(condition.condition, wording);
    case "Logical": {
      const parts = condition.operands.map((operand) => {
        const words = conditionWords(operand, wording);
        return unwrapped(operand).kind === "Logical" ? `(${words})` : words;
      });
      return condition.operator === "AND" ? parts.join(" and ") : `either ${parts.join(" or ")}`;
    }
    case "Not": {
      const inner = unwrapped(condition.condition);
      if (inner.kind === "Exists") return `a subquery gives no rows (${wording.query(inner.query)})`;
      return `it is not so that ${conditionWords(condition.condition, wording)}`;
    }
    case "Comparison":
      return comparisonWords(condition, wording);
    case "Between":
      return `${text(condition.value)} is ${not(condition.negated)}from ${text(condition.low)} to ${text(condition.high)}`;
    case "In": {
      const value = text(condition.value);
      if ("kind" in condition.candidates) {
        return `${value} is ${condition.negated ? "none" : "one"} of those that a subquery gives (${wording.query(condition.candidates)})`;
      }
      return `${value} is ${condition.negated ? "none" : "one"} of ${condition.candidates.map(text).join(", ")}`;
    }
    case "Like": {
      const verb = condition.negated ? "does not match" : "matches";
      const how = condition.operator === "ILIKE" ? " whatever the case of letters" : "";
      return `${text(condition.value)} ${verb} ${text(condition.pattern)}${how} (% is any text, _ any character)`;
    }
    case "IsNull":
      return `${text(condition.value)} is ${condition.negated ? "known (not null)" : "not known (null)"}`;
    case "Exists":
      return `a subquery gives rows (${wording.query(condition.query)})`;
    case "BareCondition":
      return text(condition.value);
  }
}

function comparisonWords(comparison: Comparison, wording: Wording): string {
  const { text } = wording;
  const { left, right } = comparison;
  // 5 < x reads better from x.
  const turned = numberOf(left) !== undefined && numberOf(right) === undefined;
  const subject = turned ? right : left;
  const object = turned ? left : right;
  const operator = turned ? OPPOSITE[comparison.operator] : comparison.operator;
  const call = bare(subject);
  if (call.kind === "FunctionCall") {
    const predicate = predicateWords(call, numberOf(object), operator, wording);
    if (predicate !== undefined) return predicate;
    const distance = distanceWords(call, wording);
    if (distance !== undefined)
      return `${distance.from} ${distanceVerb(operator, withUnit(object, wording))} ${distance.to}`;
  }
  return `${text(subject)} ${COMPARISONS[operator]} ${text(object)}`;
}

function distanceVerb(operator: ComparisonOperator, radius: string): string {
  if (operator === "<" || operator === "<=") return `lies within ${radius} of`;
  return operator === ">" || operator === ">="
    ? `lies more than ${radius} from`
    : `${COMPARISONS[operator]} ${radius} away from`;
}

/** CONTAINS and INTERSECTS compared with 1 or 0. */
function predicateWords(
  call: FunctionCall,
  number: number | undefined,
  operator: ComparisonOperator,
  wording: Wording,
): string | undefined {
  const [inner, outer] = call.arguments;
  if (operator !== "=" || (number !== 0 && number !== 1) || inner === undefined || outer === undefined)
    return undefined;
  const name = nameOf(call);
  const [lies, overlaps] = number === 1 ? ["lies", "overlaps"] : ["does not lie", "does not overlap"];
  if (name === "INTERSECTS") return `${shapeWords(inner, wording)} ${overlaps} ${shapeWords(outer, wording)}`;
  if (name !== "CONTAINS") return undefined;
  const circle = circleOf(outer, wording);
  if (circle !== undefined) return `${shapeWords(inner, wording)} ${lies} within ${circle.radius} of ${circle.centre}`;
  return `${shapeWords(inner, wording)} ${lies} in ${shapeWords(outer, wording)}`;
}

function distanceWords(call: FunctionCall, wording: Wording): { from: string; to: string } | undefined {
  if (nameOf(call) !== "DISTANCE") return undefined;
  const [a, b, c, d] = call.arguments;
  if (a === undefined || b === undefined) return undefined;
  if (c === undefined || d === undefined) return { from: shapeWords(a, wording), to: shapeWords(b, wording) };
  const pair = (lon: Value, lat: Value) => `(${wording.text(lon)}, ${wording.text(lat)})`;
  return { from: pair(a, b), to: pair(c, d) };
}

/** A geometry: `(10.68, 41.27)`, `the circle of 0.1 deg around (…)`. */
function shapeWords(value: Value, wording: Wording): string {
  const shape = bare(value);
  if (shape.kind !== "FunctionCall") return wording.text(value);
  const name = nameOf(shape);
  const { frame, rest } = withoutFrame(shape);
  const circle = circleOf(shape, wording);
  if (circle !== undefined) return `the circle of ${circle.radius} around ${circle.centre}`;
  if (name === "POINT" && rest.length === 2) return `(${rest.map(wording.text).join(", ")})${frameWords(frame)}`;
  if (name === "POLYGON") return `the polygon ${vertices(rest, wording)}${frameWords(frame)}`;
  if (name === "BOX" && rest.length === 4) {
    const [lon, lat, width, height] = rest.map(wording.text);
    return `the box of ${width} by ${height} deg around (${lon}, ${lat})${frameWords(frame)}`;
  }
  return wording.text(value);
}

function circleOf(value: Value, wording: Wording): { centre: string; radius: string } | undefined {
  const shape = bare(value);
  if (shape.kind !== "FunctionCall" || nameOf(shape) !== "CIRCLE") return undefined;
  const { frame, rest } = withoutFrame(shape);
  const radius = rest.at(-1);
  if (radius === undefined || rest.length < 2 || rest.length > 3) return undefined;
  const [lon, lat] = rest;
  if (lon === undefined || lat === undefined) return undefined;
  const centre = rest.length === 3 ? `(${wording.text(lon)}, ${wording.text(lat)})` : shapeWords(lon, wording);
  return { centre: `${centre}${frameWords(frame)}`, radius: withUnit(radius, wording) };
}

function withUnit(value: Value, wording: Wording): string {
  return `${wording.text(value)} deg`;
}

/** ICRS goes without saying. */
function frameWords(frame: string | undefined): string {
  return frame === undefined || frame === "" || /^icrs\b/i.test(frame) ? "" : ` in ${frame}`;
}

function withoutFrame({ arguments: values }: FunctionCall): { frame: string | undefined; rest: readonly Value[] } {
  const [first, ...rest] = values;
  if (first?.kind === "StringLiteral") return { frame: first.value.trim(), rest };
  return { frame: undefined, rest: first?.kind === "NullLiteral" ? rest : values };
}

function vertices(values: readonly Value[], wording: Wording): string {
  if (values.some((value) => bare(value).kind === "FunctionCall") || values.length % 2 === 1) {
    return values.map((value) => shapeWords(value, wording)).join(" ");
  }
  const pairs: string[] = [];
  for (let index = 0; index + 1 < values.length; index += 2) {
    pairs.push(
      `(${values
        .slice(index, index + 2)
        .map(wording.text)
        .join(", ")})`,
    );
  }
  return pairs.join(" ");
}

function nameOf({ name }: FunctionCall): string {
  return name.parts.length === 1 ? (name.parts[0]?.name.toUpperCase() ?? "") : "";
}

function bare(value: Value): Value {
  return value.kind === "ParenthesizedValue" ? bare(value.expression) : value;
}

function unwrapped(condition: Condition): Condition {
  return condition.kind === "ParenthesizedCondition" ? unwrapped(condition.condition) : condition;
}
