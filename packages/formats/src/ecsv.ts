// ECSV, read and written. Loads yaml where it reads.
export { type EcsvOptions, encodeEcsv } from "./ecsv/encode.ts";
export type { EcsvErrorCode, EcsvPlace } from "./ecsv/errors.ts";
export { ECSV_ERROR_CODES, EcsvError } from "./ecsv/errors.ts";
export type { OpenEcsvOptions } from "./ecsv/open.ts";
export { openEcsv } from "./ecsv/open.ts";
