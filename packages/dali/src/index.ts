export type { DalErrorCode, ServiceFailure } from "./errors.ts";
export { DAL_ERROR_CODES, DalError } from "./errors.ts";
