export type * from "./node/api.ts";
export { openEngine } from "./node/engine.ts";
export type { EngineErrorCode } from "./node/errors.ts";
export { ENGINE_ERROR_CODES, EngineError } from "./node/errors.ts";
