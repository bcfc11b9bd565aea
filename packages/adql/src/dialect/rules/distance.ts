import type { Comparison, FunctionCall, Node, Value } from "../../language/ast.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Objection, type Rewrite, type Rule, type RuleContext, replacing, spanOf } from "../rule.ts";
import { bare, constructorArguments, isCallOf, literalNumber, pointCoordinates } from "../spatial.ts";
import { plainSeparation } from "./plain-geometry.ts";

/**
 * DISTANCE where a service lacks it, or where it is not sure to be in degrees: an upper limit becomes a CONTAINS (both
 * have the rim), anything else an expression of trigonometry.
 * @see ADQL 2.1, sections 4.2.7 "Preferred sky crossmatch syntax" and 4.2.16 "DISTANCE"
 */
export const distanceRule: Rule = {
  name: "distance",
  apply: (context) => {
    const { profile, query } = context;
    const unsafe = profile.distanceUnsafe !== undefined;
    if (!unsafe && !isMissing(profile, "DISTANCE")) return NOTHING;
    const reason = unsafe
      ? `DISTANCE of ${profile.title} is not sure to be in degrees`
      : `${profile.title} has no DISTANCE`;
    const rewrites: Rewrite[] = [];
    const objections: Objection[] = [];
    const done = new Set<Node>();
    for (const node of nodesBelow(query)) {
      const limit = node.kind === "Comparison" ? limitOf(node) : undefined;
      const contained = limit === undefined ? undefined : asContains(context, limit);
      if (limit !== undefined && contained !== undefined) {
        rewrites.push(replacing(node, contained, `${reason}; as far as that is within a circle`));
        done.add(limit.distance);
      }
      if (!isCallOf(node, "DISTANCE") || done.has(node)) continue;
      const text = asExpression(context, node);
      if (text !== undefined) rewrites.push(replacing(node, text, `${reason}; the same in trigonometry`));
      else if (unsafe) objections.push(unsafeUnit(context, node));
    }
    return { rewrites, objections };
  },
};

interface Limit {
  readonly distance: FunctionCall;
  readonly radius: Value;
  /** `<=` or `>`: what CONTAINS says, or its opposite. */
  readonly within: boolean;
}

function limitOf({ left, right, operator }: Comparison): Limit | undefined {
  const [a, b] = [bare(left), bare(right)];
  if (isCallOf(a, "DISTANCE") && (operator === "<=" || operator === ">")) {
    return { distance: a, radius: right, within: operator === "<=" };
  }
  if (isCallOf(b, "DISTANCE") && (operator === ">=" || operator === "<")) {
    return { distance: b, radius: left, within: operator === ">=" };
  }
  return undefined;
}

function asContains(context: RuleContext, { distance, radius, within }: Limit): string | undefined {
  if (isMissing(context.profile, "CONTAINS", "CIRCLE", "POINT")) return undefined;
  const points = pointsOf(context, distance);
  if (points === undefined) return undefined;
  // The circle goes around the point that is written in numbers: only so can an index be of use.
  const [from, to] = isFixed(distance, 0) && !isFixed(distance, 1) ? [points[1], points[0]] : points;
  if (to.coordinates === undefined) return undefined;
  const circle = `CIRCLE(${to.frame}${to.coordinates}, ${context.textOf(radius)})`;
  return `${within ? "1" : "0"} = CONTAINS(${from.point}, ${circle})`;
}

function asExpression(context: RuleContext, distance: FunctionCall): string | undefined {
  const [a, b] = distance.arguments;
  if (distance.arguments.length === 2 && a !== undefined && b !== undefined) return plainSeparation(context, a, b);
  const [ra1, dec1, ra2, dec2] = distance.arguments;
  if (ra1 === undefined || dec1 === undefined || ra2 === undefined || dec2 === undefined) return undefined;
  return plainSeparation(context, pointNode(ra1, dec1), pointNode(ra2, dec2));
}

interface WrittenPoint {
  readonly point: string;
  /** Frame with its comma, and coordinates; a column of points has none. */
  readonly frame: string;
  readonly coordinates?: string;
}

function pointsOf({ textOf }: RuleContext, distance: FunctionCall): readonly [WrittenPoint, WrittenPoint] | undefined {
  const ofNumbers = (ra: Value, dec: Value): WrittenPoint => {
    const coordinates = `${textOf(ra)}, ${textOf(dec)}`;
    return { point: `POINT(${coordinates})`, frame: "", coordinates };
  };
  const ofPoint = (value: Value): WrittenPoint => {
    const pair = pointCoordinates(value);
    const call = bare(value);
    if (pair === undefined || call.kind !== "FunctionCall") return { point: textOf(value), frame: "" };
    const { frame } = constructorArguments(call);
    const framed = frame === undefined ? "" : `${textOf(frame)}, `;
    return { point: textOf(call), frame: framed, coordinates: `${textOf(pair[0])}, ${textOf(pair[1])}` };
  };
  const [a, b, c, d, ...more] = distance.arguments;
  if (a === undefined || b === undefined || more.length > 0) return undefined;
  if (c === undefined) return [ofPoint(a), ofPoint(b)];
  return d === undefined ? undefined : [ofNumbers(a, b), ofNumbers(c, d)];
}

function isFixed(distance: FunctionCall, which: 0 | 1): boolean {
  const four = distance.arguments.length === 4;
  const point = distance.arguments[which];
  const pair = four
    ? distance.arguments.slice(2 * which, 2 * which + 2)
    : point === undefined
      ? undefined
      : pointCoordinates(point);
  return pair?.every((value) => literalNumber(value) !== undefined) ?? false;
}

function pointNode(ra: Value, dec: Value): FunctionCall {
  const name = { kind: "QualifiedName", parts: [{ kind: "Identifier", name: "POINT", delimited: false }] } as const;
  return { kind: "FunctionCall", name, arguments: [ra, dec] };
}

function unsafeUnit({ profile }: RuleContext, node: FunctionCall): Objection {
  return {
    code: "ADQL_UNIT",
    severity: "warning",
    message: `DISTANCE of ${profile.title} is not sure to be in degrees (${profile.distanceUnsafe?.source}): compute separations from the coordinates.`,
    span: spanOf(node),
  };
}
