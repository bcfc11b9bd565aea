import type { TableStream } from "@armillary/formats";
import { openTableFile } from "@armillary/formats/node";
import type { UploadFile } from "../upload/source.ts";

/**
 * A file to upload, in any format that is read here; opened when it is sent, and again when it is sent again. Its rows
 * stream.
 */
export function uploadFile(path: string, { format }: Pick<UploadFile, "format"> = {}): () => Promise<TableStream> {
  return () => openTableFile(path, format === undefined ? {} : { format });
}
