import type { FunctionCall, Value } from "../../language/ast.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { NOTHING, type Objection, type Rewrite, type Rule, type RuleContext, replacing, spanOf } from "../rule.ts";
import { bare, constructorArguments, isCallOf, pointCoordinates } from "../spatial.ts";

/**
 * ADQL 2.1 knows points where 2.0 knows coordinates, and the other way round: CIRCLE, BOX and POLYGON of POINTs, and
 * DISTANCE of four numbers. For a service of 2.0 alone they become what 2.0 has.
 * @see ADQL 2.1, appendix C, "Geometries"
 */
export const pointsRule: Rule = {
  name: "points",
  apply: (context) => {
    const versions = context.profile.versions?.value;
    if (versions === undefined || versions.includes("2.1")) return NOTHING;
    const rewrites: Rewrite[] = [];
    const objections: Objection[] = [];
    for (const node of nodesBelow(context.query)) {
      if (node.kind !== "FunctionCall") continue;
      const text = isCallOf(node, "DISTANCE") ? distanceOfPoints(context, node) : ofCoordinates(context, node);
      if (text === undefined) continue;
      if (text !== false) {
        rewrites.push(replacing(node, text, `${context.profile.title} speaks ADQL 2.0, which has only this form`));
        continue;
      }
      objections.push({
        code: "ADQL_VERSION",
        severity: "error",
        message: `${context.profile.title} speaks ADQL 2.0, where a region is made of coordinates: write right ascension and declination instead of points.`,
        span: spanOf(node),
      });
    }
    return { rewrites, objections };
  },
};

/** `undefined` where it has the two points of 2.0. The frame, which 2.0 demands, is the frame rule's. */
function distanceOfPoints({ textOf }: RuleContext, { name, arguments: given }: FunctionCall): string | undefined {
  const [ra1, dec1, ra2, dec2] = given;
  if (given.length !== 4 || ra1 === undefined || dec1 === undefined || ra2 === undefined || dec2 === undefined) {
    return undefined;
  }
  return `${textOf(name)}(POINT(${textOf(ra1)}, ${textOf(dec1)}), POINT(${textOf(ra2)}, ${textOf(dec2)}))`;
}

/** `undefined` where it has coordinates already, false where its points are not written out. */
function ofCoordinates({ textOf }: RuleContext, node: FunctionCall): string | false | undefined {
  if (!isCallOf(node, "CIRCLE", "BOX", "POLYGON")) return undefined;
  const { frame, rest } = constructorArguments(node);
  const points = pointsAmong(node, rest);
  if (points.length === 0) return undefined;
  const coordinates = points.map(pointCoordinates);
  const frames = [frame, ...points.map((point) => frameOf(point))].filter((given) => given !== undefined);
  const written: string[] = [];
  for (const pair of coordinates) {
    if (pair === undefined) return false;
    written.push(textOf(pair[0]), textOf(pair[1]));
  }
  const [first, ...others] = frames.map(textOf);
  if (others.some((other) => other !== first)) return false;
  const all = [...(first === undefined ? [] : [first]), ...written, ...rest.slice(points.length).map(textOf)];
  return `${textOf(node.name)}(${all.join(", ")})`;
}

/** The arguments that stand where 2.0 has two numbers each, by how many there are of them. */
function pointsAmong(call: FunctionCall, rest: readonly Value[]): readonly Value[] {
  if (isCallOf(call, "CIRCLE")) return rest.length === 2 ? rest.slice(0, 1) : [];
  if (isCallOf(call, "BOX")) return rest.length === 3 ? rest.slice(0, 1) : [];
  return rest.every((value) => isCallOf(bare(value), "POINT")) ? rest : [];
}

function frameOf(point: Value): Value | undefined {
  const call = bare(point);
  return isCallOf(call, "POINT") ? constructorArguments(call).frame : undefined;
}
