import { rm } from "node:fs/promises";
import { ServiceError } from "../errors.ts";
import type { ServerLimits } from "../options.ts";
import { Parameters } from "./parameters.ts";
import { type ReceivedFile, readMultipart } from "./read-multipart.ts";
import type { TemporaryFolder } from "./temporary-folder.ts";

/** What a request says: its parameters, of URL and body together, and the files that came along. */
export interface ReadRequest {
  readonly parameters: Parameters;
  readonly files: readonly ReceivedFile[];
}

export type RequestLimits = Pick<ServerLimits, "maxParameterBytes" | "maxUploadBytes" | "maxUploads">;

const UTF8 = new TextDecoder();

/**
 * Reads a request to its end: GET, and POST as a form, urlencoded or multipart. Files go to `folder`, for the caller to remove.
 * @throws ServiceError SERVER_USAGE for another body, SERVER_LIMIT
 */
export async function readRequest(
  request: Request,
  limits: RequestLimits,
  folder: TemporaryFolder,
): Promise<ReadRequest> {
  const { searchParams } = new URL(request.url);
  const type = request.headers.get("content-type") ?? "";
  const essence = type.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (request.body === null || request.method !== "POST")
    return { parameters: new Parameters(searchParams), files: [] };
  if (essence === "multipart/form-data") {
    const { fields, files } = await readMultipart(request.body, type, limits, folder);
    return { parameters: new Parameters([...searchParams, ...fields]), files };
  }
  const text = UTF8.decode(await readBytes(request.body, limits.maxParameterBytes));
  // A body without a type is a form to every service; one without content says nothing.
  if (text !== "" && essence !== "" && essence !== "application/x-www-form-urlencoded") {
    throw new ServiceError(
      "SERVER_USAGE",
      `Parameters are sent as application/x-www-form-urlencoded or multipart/form-data, not as ${essence}.`,
    );
  }
  return { parameters: new Parameters([...searchParams, ...new URLSearchParams(text)]), files: [] };
}

/** Removes files that came along, when nobody needs them any more. */
export async function removeFiles(files: readonly ReceivedFile[]): Promise<void> {
  for (const { path } of files) await rm(path, { force: true });
}

async function readBytes(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLong(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLong(maxBytes: number): ServiceError {
  return new ServiceError("SERVER_LIMIT", `The parameters are longer than ${maxBytes} bytes.`);
}
