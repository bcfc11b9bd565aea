import type { SiaFacts } from "./facts.ts";
import { sia1Parameters } from "./parameters-v1.ts";
import { sia2Parameters } from "./parameters-v2.ts";
import type { SiaPlan } from "./plan.ts";
import type { SiaQuery } from "./query.ts";
import type { SiaVersion } from "./version.ts";

/**
 * What is sent for a query to a service of a version, and what is left for the rows that come back.
 * @throws DalError DAL_USAGE for what no service can answer, or not one of this version
 */
export function siaParameters(
  query: SiaQuery,
  version: SiaVersion,
  context: { readonly baseUrl: string; readonly facts?: SiaFacts },
): SiaPlan {
  return version === 1 ? sia1Parameters(query, context) : sia2Parameters(query);
}
