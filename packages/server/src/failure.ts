import { caretPicture, isAdqlError } from "@armillary/adql";
import { ServiceError, type ServiceErrorCode } from "./errors.ts";

/** What errors of the packages below mean to whoever asked; matched by code, which survives duplicate installs. */
const MEANINGS: Readonly<Record<string, ServiceErrorCode>> = {
  ENGINE_QUERY: "SERVER_QUERY",
  ENGINE_UNSUPPORTED: "SERVER_QUERY",
  ENGINE_NAME: "SERVER_UPLOAD",
  ENGINE_SOURCE: "SERVER_UPLOAD",
  ENGINE_TIMEOUT: "SERVER_TIMEOUT",
  ENGINE_MEMORY: "SERVER_LIMIT",
  ENGINE_CLOSED: "SERVER_CLOSING",
  DAL_USAGE: "SERVER_USAGE",
  ADQL_REGION: "SERVER_USAGE",
  ADQL_VALUE: "SERVER_USAGE",
  VOT_WRITE: "SERVER_QUERY", // the format asked for cannot hold the result
  ARROW_TYPE: "SERVER_QUERY",
  ARROW_VALUE: "SERVER_QUERY",
  PARQUET_TYPE: "SERVER_QUERY",
  ENOSPC: "SERVER_LIMIT",
};

/**
 * Any failure as the one who asked is told of it. Of the server's own faults nothing is told but that there was one: messages
 * of the system name files.
 */
export function asServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (isAdqlError(thrown)) {
    const [problem] = thrown.problems.filter(({ severity }) => severity === "error");
    const told = `${thrown.message} (${thrown.code} at line ${thrown.line}, column ${thrown.column})`;
    // Its first line says the same once more.
    const picture = problem === undefined ? [] : caretPicture(thrown.text, problem).split("\n").slice(1);
    return new ServiceError("SERVER_QUERY", [told, ...picture].join("\n"), { cause: thrown });
  }
  const { name, code, message } = (thrown ?? {}) as { name?: unknown; code?: unknown; message?: unknown };
  if (name === "TimeoutError") {
    return new ServiceError("SERVER_TIMEOUT", "The time that a query may take is over.", { cause: thrown });
  }
  const meaning = typeof code === "string" ? MEANINGS[code] : undefined;
  if (meaning === undefined || typeof message !== "string") {
    return new ServiceError("SERVER_FAILED", "The server failed to answer.", { cause: thrown });
  }
  const text = code === "ENOSPC" ? "The server has no room left for the result." : message;
  return new ServiceError(meaning, text, { cause: thrown });
}
