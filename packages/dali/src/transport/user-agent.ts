import { DalError } from "../errors.ts";

/** Of this package; a test holds it against package.json. */
export const VERSION = "0.1.0";

/**
 * Why a client asks that is not a person's: `test` validates or monitors services, `copy` harvests them. Services leave
 * such requests out when they count their use.
 * @see IVOA note "Operational Identification of Software Components" 1.0
 */
export type OperationalPurpose = "test" | "copy";

/**
 * The User-Agent: products in the order of their weight, ours last, and the purpose as a comment behind the first, as in
 * `myPortal/2.1 (IVOA-test) Armillary/0.1.0`.
 * @param products - product tokens and comments as RFC 9110, section 10.1.5 has them; may be empty
 * @throws DalError code DAL_USAGE for what is none
 */
export function buildUserAgent(products = "", purpose?: OperationalPurpose): string {
  if (!/^(?:[\w!#$%&'*+.^`|~-]+(?:\/[\w!#$%&'*+.^`|~-]+)?|\([^()]*\)|[ \t])*$/.test(products)) {
    throw new DalError(
      "DAL_USAGE",
      `"${products}" is no User-Agent: products such as myPortal/2.1 are due (RFC 9110).`,
    );
  }
  const [first = "", ...rest] = [...products.trim().split(/\s+(?![^(]*\))/), `Armillary/${VERSION}`].filter(Boolean);
  return [first, ...(purpose === undefined ? [] : [`(IVOA-${purpose})`]), ...rest].join(" ");
}
