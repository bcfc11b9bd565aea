import type { ServiceMetadata } from "../schema/metadata.ts";
import { profileOf } from "./deduce.ts";
import type { DialectProfile } from "./profile.ts";

/** Whom a query is for: what is known of the service, what it says of itself, or both. */
export type DialectTarget = DialectProfile | { readonly profile?: DialectProfile; readonly service?: ServiceMetadata };

/** The one profile that a target amounts to; none where nothing is known. */
export function dialectOf(target: DialectTarget): DialectProfile | undefined {
  if ("tapUrls" in target) return target;
  const { profile, service } = target;
  return service === undefined ? profile : profileOf(service, profile);
}
