// IPAC tables, read and written.
export { encodeIpac, type IpacOptions } from "./ipac/encode.ts";
export type { IpacErrorCode, IpacPlace } from "./ipac/errors.ts";
export { IPAC_ERROR_CODES, IpacError } from "./ipac/errors.ts";
export type { IpacSource, OpenIpacOptions } from "./ipac/open.ts";
export { openIpac } from "./ipac/open.ts";
