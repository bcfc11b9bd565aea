// FITS files: their tables read and written, and what else is in them.
export type { FitsFileDescription, FitsTableDescription, HduDescription } from "./fits/describe.ts";
export { describeFits } from "./fits/describe.ts";
export type { FitsEncodeOptions } from "./fits/encode.ts";
export { encodeFits } from "./fits/encode.ts";
export type { FitsTableOptions } from "./fits/open.ts";
export { openFitsFile } from "./fits/open.ts";
