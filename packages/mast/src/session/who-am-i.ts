import { DalError, type OperationOptions, type Transport } from "@armillary/dali";
import { MastError } from "../errors.ts";
import { MAST_TOKEN_PAGE } from "./origins.ts";

/** Whom MAST takes one for. */
export interface MastIdentity {
  readonly isAnonymous: boolean;
  readonly displayName?: string;
  /** All that MAST says of the account, as it says it. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

const IDENTITY_BYTES = 1 << 20;
/** The check stands before the first request of a session: it may not take long. */
const IDENTITY_MS = 30_000;

export function identityUrlOf(baseUrl: string): string {
  return `${baseUrl}/whoami`;
}

/** @throws DalError, DAL_AUTH among them, and DAL_FORMAT for an answer that says nothing of the kind */
export async function fetchIdentity(
  transport: Transport,
  baseUrl: string,
  options: OperationOptions = {},
): Promise<MastIdentity> {
  const url = identityUrlOf(baseUrl);
  const response = await transport.request({ timeoutMs: IDENTITY_MS, ...options, url, accept: "application/json" });
  return readIdentity(await response.text(IDENTITY_BYTES), response.url);
}

function readIdentity(text: string, url: string): MastIdentity {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch (cause) {
    throw notAnIdentity(url, cause);
  }
  if (typeof said !== "object" || said === null) throw notAnIdentity(url);
  const { anon, attrib } = said as { readonly anon?: unknown; readonly attrib?: unknown };
  if (typeof anon !== "boolean") throw notAnIdentity(url);
  const attributes = typeof attrib === "object" && attrib !== null ? (attrib as Record<string, unknown>) : {};
  const { display_name: name } = attributes;
  return { isAnonymous: anon, ...(typeof name === "string" && name !== "" ? { displayName: name } : {}), attributes };
}

function notAnIdentity(url: string, cause?: unknown): DalError {
  return new DalError(
    "DAL_FORMAT",
    `${url} does not say who asks: an object with "anon" was due. Is the base URL that of MAST?`,
    { url },
    cause === undefined ? undefined : { cause },
  );
}

/** MAST answers a token that it does not take as it answers nobody's: with HTTP 200. */
export function refusedToken(baseUrl: string): MastError {
  const url = identityUrlOf(baseUrl);
  return new MastError(
    "MAST_TOKEN_REFUSED",
    `${url} takes the bearer of this token for nobody: it is expired (after 10 days without use, and after 60 in any case), revoked or mistyped. Make a new one at ${MAST_TOKEN_PAGE}, or ask without a token for what is public.`,
    { url, httpStatus: 200 },
  );
}
