import type { OpenOptions, VotableReader } from "./api.ts";
import { openFileSource } from "./node/file-source.ts";
import { openVotable } from "./reader.ts";

export type { FileSource } from "./node/file-source.ts";
export { openFileSource } from "./node/file-source.ts";

/**
 * Opens a VOTable file by its path; see `openVotable`. A Node stream needs no help: it is an async iterable.
 * @throws VotableError; the system's error (`code` ENOENT, EACCES, EISDIR, …)
 */
export async function openVotableFile(path: string, options: OpenOptions = {}): Promise<VotableReader> {
  const { bytes } = await openFileSource(path);
  return openVotable(bytes, options);
}
