import type { AdqlText } from "@armillary/adql";
import type { Constraint } from "./constraint.ts";
import type { RegistryFeatures } from "./features.ts";

const RESOURCE_COLUMNS = [
  "ivoid",
  "res_type",
  "created",
  "short_name",
  "res_title",
  "updated",
  "content_level",
  "res_description",
  "reference_url",
  "creator_seq",
  "content_type",
  "source_format",
  "source_value",
  "res_version",
  "region_of_regard",
  "waveband",
  "rights",
  "rights_uri",
] as const;
const CAPABILITY_COLUMNS = ["cap_index", "cap_type", "cap_description", "standard_id"] as const;
const INTERFACE_COLUMNS = [
  "intf_index",
  "intf_type",
  "intf_role",
  "std_version",
  "query_type",
  "result_type",
  "url_use",
  "access_url",
  "mirror_url",
  "authenticated_only",
] as const;

/**
 * The query for all resources for which all constraints hold: one row an interface, or one for a resource without any. So each
 * record is whole, whatever the constraints are about, and nothing has to be taken apart that a database glued together.
 * @throws RegistryError code REG_FEATURE, of a constraint that the registry cannot judge
 * @see RegTAP 1.2, sections 8.1, 8.4 and 8.8
 */
export function buildSearchQuery(constraints: readonly Constraint[], features: RegistryFeatures): AdqlText {
  const { adql, allOf, raw } = features.tools;
  const columns = [
    ...present("resource", RESOURCE_COLUMNS, features).map((name) => `r.${name}`),
    ...present("capability", CAPABILITY_COLUMNS, features).map((name) => `c.${name}`),
    ...present("interface", INTERFACE_COLUMNS, features).map((name) => `i.${name}`),
  ];
  const where = allOf(...constraints.map((constraint) => constraint.condition(features)));
  return adql`SELECT ${raw(columns.join(", "))}
FROM rr.resource AS r
LEFT OUTER JOIN rr.capability AS c ON c.ivoid = r.ivoid
LEFT OUTER JOIN rr.interface AS i ON i.ivoid = c.ivoid AND i.cap_index = c.cap_index
WHERE ${where}`;
}

/** Columns that the registry has: some came with later versions of RegTAP, and a query that names them fails elsewhere. */
function present(table: string, columns: readonly string[], features: RegistryFeatures): readonly string[] {
  return columns.filter((column) => features.hasColumn(table, column));
}
