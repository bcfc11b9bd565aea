import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { TableSource } from "@armillary/engine/node";
import { openTable, type TableStream } from "@armillary/formats";
import type { ServerContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { fetchUpload } from "../http/fetch-upload.ts";
import type { ReceivedFile } from "../http/read-multipart.ts";

/** A table of a query: a file that came with the request, or the URL where it is. */
export type Upload = ReceivedFile | URL;

/** The tables of a query, to be read once. */
export interface OpenUploads {
  readonly sources: Readonly<Record<string, Extract<TableSource, { readonly stream: TableStream }>>>;
  /** Lets go of the tables, and of the files that were fetched for them. */
  close(): Promise<void>;
}

/** @throws ServiceError SERVER_UPLOAD, SERVER_LIMIT; the signal's reason */
export async function openUploads(
  { folder, limits, mayFetchInward }: ServerContext,
  uploads: ReadonlyMap<string, Upload>,
  signal: AbortSignal,
): Promise<OpenUploads> {
  const sources: Record<string, { readonly stream: TableStream }> = {};
  const fetched: string[] = [];
  const close = async (): Promise<void> => {
    for (const { stream } of Object.values(sources)) await stream.close();
    for (const path of fetched) await rm(path, { force: true });
  };
  let bytesLeft = limits.maxUploadBytes;
  try {
    for (const [name, upload] of uploads) {
      let file: ReceivedFile;
      if (upload instanceof URL) {
        file = await fetchUpload(name, upload.href, folder, {
          maxBytes: bytesLeft,
          mayAskInward: mayFetchInward,
          signal,
        });
        fetched.push(file.path);
      } else {
        file = upload;
      }
      bytesLeft -= file.bytes;
      sources[name] = { stream: await openUpload(name, file, signal) };
    }
    return { sources, close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

async function openUpload(name: string, { path }: ReceivedFile, signal: AbortSignal): Promise<TableStream> {
  try {
    return await openTable(createReadStream(path), { format: "votable", table: "results", signal });
  } catch (failure) {
    if (signal.aborted || !(failure instanceof Error)) throw failure;
    const message = `The table ${name} cannot be read: ${failure.message}`;
    throw new ServiceError("SERVER_UPLOAD", message, { cause: failure });
  }
}
