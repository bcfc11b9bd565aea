import type { Credential } from "@armillary/dali";

/** Where MAST's own API is. */
export const MAST_URL = "https://mast.stsci.edu";

/** Where tokens are made and looked after. */
export const MAST_TOKEN_PAGE =
  "https://auth.mast.stsci.edu/token?suggested_name=Armillary&suggested_scope=mast:exclusive_access";

/**
 * The origins that a MAST token is for. Other hosts of the institute (`catalogs.mast.stsci.edu`, `mastresolver.stsci.edu`,
 * `archive.stsci.edu`, the bucket `stpubdata`) hold nothing but what is public, and get none.
 */
export const MAST_TOKEN_ORIGINS: readonly string[] = [MAST_URL, "https://auth.mast.stsci.edu"];

/**
 * The token as credentials: `Authorization: token …`, for MAST's origins; for a MAST elsewhere (a mirror, a test bench) for its
 * origin alone.
 */
export function tokenCredentials(token: string, baseUrl: string): readonly Credential[] {
  const { origin } = new URL(baseUrl);
  const origins = origin === MAST_URL ? MAST_TOKEN_ORIGINS : [origin];
  return origins.map((one) => ({ kind: "token", origin: one, token }));
}
