import { numberLiteral } from "../../build/literals.ts";
import type { PolygonRegion } from "../../build/region.ts";
import { boxCorners } from "../../build/sphere.ts";
import type { FunctionCall } from "../../language/ast.ts";
import { nodesBelow } from "../../rewrite/shape.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Rewrite, type Rule, replacing } from "../rule.ts";
import { constructorArguments, isCallOf, literalNumber, pointCoordinates } from "../spatial.ts";

/** BOX, which ADQL 2.1 deprecates, as the POLYGON that it is (section 4.2.9), where a service has only that. */
export const boxRule: Rule = {
  name: "box",
  apply: ({ query, profile, textOf }) => {
    if (!isMissing(profile, "BOX") || isMissing(profile, "POLYGON")) return NOTHING;
    const rewrites: Rewrite[] = [];
    for (const node of nodesBelow(query)) {
      if (!isCallOf(node, "BOX")) continue;
      const corners = boxOf(node);
      if (corners === undefined) continue;
      const { frame } = constructorArguments(node);
      const given = [...(frame === undefined ? [] : [textOf(frame)]), ...corners.verticesDeg.flat().map(numberLiteral)];
      rewrites.push(
        replacing(
          node,
          `POLYGON(${given.join(", ")})`,
          `${profile.title} has no BOX; a box is the polygon of its corners`,
        ),
      );
    }
    return { rewrites, objections: [] };
  },
};

/** The corners of a BOX that is written in numbers. */
export function boxOf(call: FunctionCall): PolygonRegion | undefined {
  const { rest } = constructorArguments(call);
  const [first] = rest;
  const point = rest.length === 3 && first !== undefined ? pointCoordinates(first) : undefined;
  const [ra, dec, width, height, ...more] = (point === undefined ? rest : [...point, ...rest.slice(1)]).map(
    literalNumber,
  );
  if (ra === undefined || dec === undefined || width === undefined || height === undefined) return undefined;
  const isBox = more.length === 0 && Math.abs(dec) <= 90 && width > 0 && width < 180 && height > 0 && height < 180;
  return isBox ? boxCorners(ra, dec, width, height) : undefined;
}
