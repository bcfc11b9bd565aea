// NDJSON for programs and tables for people: written only.
export type { PrintOptions } from "@armillary/columns/print";
export { encodeNdjson } from "./ndjson/encode.ts";
export type { TextOptions } from "./text/encode.ts";
export { encodeText } from "./text/encode.ts";
export { visible } from "./text/visible.ts";
