import { FEATURE_TYPES, type FeatureUse } from "../../language/features.ts";
import type { FeatureMetadata } from "../../schema/metadata.ts";
import { type Rule, type RuleContext, spanOf } from "../rule.ts";

/**
 * What a service does not declare: optional features, where it declares any, and versions of the language, where it says
 * which it takes. Warnings: many services do more than they declare (ADQL 2.1, section 4; TAPRegExt 1.0, section 2.3).
 */
export const services: Rule = {
  Query(node, context) {
    if (node !== context.parsed.query) return;
    reportVersion(context);
    const { features } = context.facts.catalog.service;
    if (features === undefined || features.length === 0) return;
    for (const use of context.parsed.features) {
      // Functions of the user's are looked at where they are called.
      if (use.type !== FEATURE_TYPES.udf && !isDeclared(use, features)) reportFeature(use, context);
    }
  },
};

function isDeclared(use: FeatureUse, features: readonly FeatureMetadata[]): boolean {
  const form = use.form.toUpperCase();
  return features.some(
    (feature) => feature.form.trim().toUpperCase() === form && feature.type.trim().toLowerCase() === use.type,
  );
}

function reportFeature({ form, span }: FeatureUse, context: RuleContext): void {
  context.report({
    code: "ADQL_FEATURE",
    severity: "warning",
    message: `The service does not declare ${form}, which is an optional feature of ADQL.`,
    span,
  });
}

function reportVersion({ facts, parsed, report }: RuleContext): void {
  const { versions } = facts.catalog.service;
  if (versions === undefined || versions.length === 0) return;
  const spoken = versions.map((version) => /\d+\.\d+/.exec(version)?.[0] ?? version);
  // A query of 2.0 is one of 2.1, too.
  if (parsed.version === "2.0" || spoken.some((version) => Number(version) >= 2.1)) return;
  const first = parsed.features[0]?.span;
  report({
    code: "ADQL_VERSION",
    severity: "warning",
    message: `The query needs ADQL ${parsed.version}, and the service says that it takes ${spoken.join(" and ")}.`,
    span: first ?? spanOf(parsed.query ?? {}),
  });
}
