import { nodesBelow } from "../../rewrite/shape.ts";
import { isMissing } from "../profile.ts";
import { NOTHING, type Rewrite, type Rule, replacing } from "../rule.ts";
import { isCallOf, spatialPredicateOf } from "../spatial.ts";
import { plainPredicate } from "./plain-geometry.ts";

/**
 * "Within a circle, box or convex polygon" without geometry, by trigonometry, where a service has no POINT, no CONTAINS,
 * or not the region. What is left is reported with all the other features that are missing.
 */
export const noGeometryRule: Rule = {
  name: "no-geometry",
  apply: (context) => {
    const { profile } = context;
    const withoutAny = isMissing(profile, "POINT");
    if (!withoutAny && !isMissing(profile, "CONTAINS", "INTERSECTS", "CIRCLE", "POLYGON", "BOX")) return NOTHING;
    const rewrites: Rewrite[] = [];
    for (const node of nodesBelow(context.query)) {
      const predicate = spatialPredicateOf(node);
      if (predicate === undefined) continue;
      const lacking =
        withoutAny ||
        isMissing(profile, predicate.name) ||
        predicate.call.arguments.some((region) =>
          (["CIRCLE", "POLYGON", "BOX"] as const).some((form) => isCallOf(region, form) && isMissing(profile, form)),
        );
      const text = lacking ? plainPredicate(context, predicate) : undefined;
      if (text === undefined) continue;
      rewrites.push(
        replacing(
          node,
          text,
          `${profile.title} lacks this geometry; trigonometry says which points are within, rim included`,
        ),
      );
    }
    return { rewrites, objections: [] };
  },
};
