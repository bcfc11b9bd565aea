/** Codes of EngineError. Stable: callers match on them. */
export const ENGINE_ERROR_CODES = [
  "ENGINE_OPTION", // a limit that is no whole number, or none at all
  "ENGINE_NAME", // a table's name that is none, is taken, or is no table's
  "ENGINE_SOURCE", // files that are not there, or do not make one table; of those in place also while a query runs
  "ENGINE_POSITION", // columns of position that hold none
  "ENGINE_QUERY", // a computation that failed in a row: a cast, a division, a number out of range
  "ENGINE_MEMORY", // more than the limits of memory and disk allow
  "ENGINE_TIMEOUT", // the query's time is over
  "ENGINE_CLOSED", // the engine was closed
] as const;
export type EngineErrorCode = (typeof ENGINE_ERROR_CODES)[number];

/** A table cannot be taken in, or a query cannot be run to its end; what is wrong with its ADQL is an AdqlError. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
