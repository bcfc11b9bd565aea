import { FormatError } from "@armillary/formats";
import { VotableError } from "@armillary/votable";
import { DalError } from "../errors.ts";
import { isDalError } from "../operation.ts";

/** The error that the service reports within a table that it began to send. */
export function queryError(url: string, words: string | undefined, job: string | undefined, rows?: number): DalError {
  const said =
    words === undefined || words.trim() === "" ? " and does not say which" : `: "${words.trim().replace(/\.$/, "")}"`;
  const after = rows === undefined || rows === 0 ? "" : ` after ${rows.toLocaleString("en")} rows`;
  return new DalError("DAL_QUERY_ERROR", `${url} reports an error${after}${said}.`, {
    url,
    ...(words === undefined || words.trim() === "" ? {} : { serviceMessage: words.trim() }),
    ...(job === undefined ? {} : { job }),
  });
}

/**
 * What a reader of tables throws, as an error of the service that sent the table; errors of requests stay as they are, whichever
 * package's (`failure` tells them: MastError of a token that expired between two pages).
 */
export function explainFailure(failure: unknown, url: string, job?: string): unknown {
  if (isDalError(failure)) return inJob(failure, job);
  if (failure instanceof Error && "failure" in failure && typeof failure.failure === "object") return failure;
  const words =
    failure instanceof VotableError
      ? failure.place.serviceMessage
      : failure instanceof FormatError && failure.code === "FORMAT_SERVICE_ERROR"
        ? (failure.serviceMessage ?? "")
        : undefined;
  if (words !== undefined) return queryError(url, words, job);
  if (!(failure instanceof Error) || !("code" in failure) || typeof failure.code !== "string") return failure;
  return new DalError(
    "DAL_FORMAT",
    `${url} sent a table that cannot be read: ${failure.message}`,
    { url, ...(job === undefined ? {} : { job }) },
    { cause: failure },
  );
}

/** The same error, with the URL of the job that it is of. */
export function inJob(failure: DalError, job: string | undefined): DalError {
  if (job === undefined || failure.failure.job !== undefined) return failure;
  return new DalError(failure.code, failure.message, { ...failure.failure, job }, { cause: failure.cause });
}
