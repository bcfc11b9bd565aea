import type { ServerContext } from "../context.ts";
import type { Parameters } from "../http/parameters.ts";
import type { ReceivedFile } from "../http/read-multipart.ts";
import { type Answer, openAnswer } from "./open-answer.ts";
import { readTapRequest } from "./tap-request.ts";

/**
 * Runs what the parameters of a TAP request ask for (TAP 1.1, section 2.7): the same for both modes.
 * @param mode - a table that breaks off behind its first rows: a VOTable that is streamed says so in its last words, a file is an
 *   error
 * @throws ServiceError
 */
export function answerTap(
  context: ServerContext,
  parameters: Parameters,
  files: readonly ReceivedFile[],
  signal: AbortSignal,
  mode: "sync" | "async",
): Promise<Answer> {
  const { versions = [] } = context.engine.metadata;
  const { query, maxrec, format, uploads } = readTapRequest(parameters, files, context.limits, versions);
  const infos = [
    { name: "standardID", value: "ivo://ivoa.net/std/TAP" },
    { name: "QUERY", value: query },
    { name: "MAXREC", value: String(maxrec) },
  ];
  return openAnswer(
    context,
    { query, maxrec, format, uploads, infos, onFailure: mode === "sync" ? "tell" : "throw" },
    signal,
  );
}
