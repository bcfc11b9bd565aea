import { FEATURE_TYPES, isFeatureType } from "../language/features.ts";
import { ADQL_VERSIONS, type AdqlVersion } from "../language/keywords.ts";
import type { ServiceMetadata } from "../schema/metadata.ts";
import {
  type Construct,
  type DialectProfile,
  type Fact,
  GEOMETRY_FORMS,
  LANGUAGE_FORMS,
  type LanguageForm,
} from "./profile.ts";

const SOURCE = "the service's capabilities";

/** Not declared by some services that have regions (DaCHS until 2022): no region is of use without them. */
const IMPLIED_BY_REGIONS: ReadonlySet<string> = new Set(["CONTAINS", "INTERSECTS"]);

/** What the grammar of ADQL 2.0 has no rule for. The other features were run by services of 2.0 without a word. */
const NOT_IN_2_0: readonly LanguageForm[] = ["ILIKE", "WITH", "CAST", "IN_UNIT", "OFFSET"];

/**
 * The dialect of a service by what it declares, and by what is known of it besides: `known` was observed, and stands
 * where both speak; capabilities fill in the rest.
 *
 * - Geometry: what is not declared is missing, once any is declared.
 * - The other optional features: missing where the service speaks ADQL 2.1 and declares some of them (ADQL 2.1, section
 *   4), or where it speaks 2.0 alone and its grammar has no rule for them; else undeclared.
 * - A service that declares no feature at all is taken not to have been asked.
 */
export function profileOf(service: ServiceMetadata, known?: DialectProfile): DialectProfile {
  const versions = known?.versions ?? declaredVersions(service);
  const missing: Fact<Construct>[] = [...(known?.missing ?? [])];
  const undeclared: Construct[] = [...(known?.undeclared ?? [])];
  const lacks = (construct: Construct, certain: boolean): void => {
    if (missing.some(({ value }) => value === construct)) return;
    if (certain) missing.push({ value: construct, confidence: "declared", source: SOURCE });
    else if (!undeclared.includes(construct)) undeclared.push(construct);
  };

  const forms = declaredForms(service);
  if (forms !== undefined) {
    for (const form of GEOMETRY_FORMS) {
      const implied = IMPLIED_BY_REGIONS.has(form) && (forms.geometry.has("CIRCLE") || forms.geometry.has("POLYGON"));
      if (!forms.geometry.has(form) && !implied) lacks(form, forms.geometry.size > 0);
    }
  }
  const declaresLanguage = LANGUAGE_FORMS.some((form) => forms?.language.has(form));
  const speaks21 = versions === undefined ? undefined : versions.value.includes("2.1");
  for (const form of LANGUAGE_FORMS) {
    if (forms?.language.has(form) === true) continue;
    if (speaks21 === false && NOT_IN_2_0.includes(form)) lacks(form, true);
    else if (forms !== undefined) lacks(form, speaks21 === true && declaresLanguage);
  }
  return {
    id: "service",
    title: "the service",
    tapUrls: [],
    ...known,
    ...(versions === undefined ? {} : { versions }),
    ...(missing.length === 0 ? {} : { missing }),
    ...(undeclared.length === 0 ? {} : { undeclared }),
  };
}

function declaredVersions(service: ServiceMetadata): Fact<readonly AdqlVersion[]> | undefined {
  const value = ADQL_VERSIONS.filter((version) => service.versions?.some((written) => written.trim() === version));
  return value.length === 0 ? undefined : { value, confidence: "declared", source: SOURCE };
}

interface DeclaredForms {
  readonly geometry: ReadonlySet<string>;
  readonly language: ReadonlySet<string>;
}

function declaredForms({ features }: ServiceMetadata): DeclaredForms | undefined {
  if (features === undefined || features.length === 0) return undefined;
  const geometry = new Set<string>();
  const language = new Set<string>();
  for (const { type, form } of features) {
    const isGeometry = isFeatureType(type, FEATURE_TYPES.geometry);
    (isGeometry ? geometry : language).add(form.trim().toUpperCase());
  }
  return { geometry, language };
}
