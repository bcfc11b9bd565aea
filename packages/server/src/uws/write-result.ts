import { open, rm } from "node:fs/promises";
import type { ServerContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { answerTap } from "../tap/answer-tap.ts";
import type { Job, JobResult } from "./job.ts";

/**
 * Runs a job's query into a file.
 * @param mostBytes - of the file
 * @throws ServiceError; nothing is left of the file then
 */
export async function writeResult(
  context: ServerContext,
  { parameters, files }: Job,
  mostBytes: number,
  signal: AbortSignal,
): Promise<JobResult> {
  const answer = await answerTap(context, parameters, files, signal, "async");
  const path = await context.folder.newFile();
  const file = await open(path, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const chunk of answer.bytes) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new ServiceError("SERVER_LIMIT", "The server has no room left for results.");
      await file.appendFile(chunk);
    }
    await file.close();
    return { path, bytes, contentType: answer.contentType };
  } catch (failure) {
    await file.close();
    await rm(path, { force: true });
    throw failure;
  } finally {
    await answer.close();
  }
}
