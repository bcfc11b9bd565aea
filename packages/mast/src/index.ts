export { isMastError, MAST_ERROR_CODES, MastError, type MastErrorCode } from "./errors.ts";
export { MAST_TOKEN_ORIGINS, MAST_TOKEN_PAGE, MAST_URL } from "./session/origins.ts";
export { createMastSession, type MastSession, type MastSessionOptions, whoAmI } from "./session/session.ts";
export type { MastIdentity } from "./session/who-am-i.ts";
