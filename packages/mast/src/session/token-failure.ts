import { isDalError } from "@armillary/dali";
import { MastError, type MastErrorCode } from "../errors.ts";
import { MAST_TOKEN_PAGE } from "./origins.ts";
import type { MastIdentity } from "./who-am-i.ts";

/**
 * A refusal (401, 403) in terms of tokens: none was given; the one that was given is not taken; its bearer may not have these
 * data. Other failures stay as they are.
 * @param identify - asks MAST whom it takes one for, where the refusal leaves that open
 */
export async function explainTokenFailure(
  failure: unknown,
  hasToken: boolean,
  identify: () => Promise<MastIdentity>,
): Promise<unknown> {
  if (!isDalError(failure) || failure.code !== "DAL_AUTH") return failure;
  const { url = "MAST", httpStatus = 401, serviceMessage } = failure.failure;
  const code = hasToken ? await judge(httpStatus, serviceMessage, identify) : "MAST_TOKEN_MISSING";
  const said = serviceMessage === undefined ? "" : `: "${serviceMessage.trim().replace(/\.$/, "")}"`;
  const message = `${url} answered HTTP ${httpStatus}${said}. ${ADVICE[code]}`;
  return new MastError(code, message, failure.failure, { cause: failure });
}

type TokenCode = Extract<
  MastErrorCode,
  "MAST_TOKEN_MISSING" | "MAST_TOKEN_REFUSED" | "MAST_TOKEN_EXPIRED" | "MAST_NO_ACCESS"
>;

/** MAST answers 401 to a token without rights as to one that expired (astroquery's missions.py): its words, or `whoami`, tell. */
async function judge(status: number, words = "", identify: () => Promise<MastIdentity>): Promise<TokenCode> {
  if (/\bexpired\b/i.test(words)) return "MAST_TOKEN_EXPIRED";
  if (status === 403) return "MAST_NO_ACCESS";
  // That the question finds no answer says nothing more; a refusal of it says that the token is refused.
  const isKnown = await identify().then(
    ({ isAnonymous }) => !isAnonymous,
    () => false,
  );
  return isKnown ? "MAST_NO_ACCESS" : "MAST_TOKEN_REFUSED";
}

const ADVICE: Readonly<Record<TokenCode, string>> = {
  MAST_TOKEN_MISSING: `This is not for everyone: give a token of ${MAST_TOKEN_PAGE}.`,
  MAST_TOKEN_EXPIRED: `The token is expired: make a new one at ${MAST_TOKEN_PAGE}.`,
  MAST_TOKEN_REFUSED: `The token that was given is not taken for this: it is expired, or does not reach these data (scope "mast:exclusive_access"). Make a new one at ${MAST_TOKEN_PAGE}.`,
  MAST_NO_ACCESS:
    "The account of this token has no right to these data while they are under exclusive access: ask the PI of the programme to add it, or wait for their release.",
};
