import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { ServiceError, usageError } from "../errors.ts";
import type { RequestLimits } from "./read-request.ts";
import type { TemporaryFolder } from "./temporary-folder.ts";

/** A file that came with a request, on disk. */
export interface ReceivedFile {
  /** Of its part. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface Multipart {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly files: readonly ReceivedFile[];
}

/** Parts that are no files; parameters are few. */
const MOST_FIELDS = 1000;

/**
 * Reads a multipart body as it comes: files, which are the parts with a file name or a type that is not text/plain, go to disk,
 * the rest stays in memory.
 * @throws ServiceError SERVER_USAGE for what is no multipart body, SERVER_LIMIT
 */
export async function readMultipart(
  body: ReadableStream<Uint8Array>,
  contentType: string,
  { maxParameterBytes, maxUploadBytes, maxUploads }: RequestLimits,
  folder: TemporaryFolder,
): Promise<Multipart> {
  const fields: (readonly [string, string])[] = [];
  const writing: Promise<ReceivedFile>[] = [];
  const broken = new AbortController();
  const refuse = (failure: ServiceError): void => broken.abort(failure);
  let [parameterBytes, uploadBytes] = [0, 0];

  const parser = openParser(contentType, {
    fieldSize: maxParameterBytes,
    fields: MOST_FIELDS,
    files: maxUploads,
    fileSize: maxUploadBytes,
  });
  parser.on("field", (name, value, _nameTruncated, valueTruncated) => {
    parameterBytes += Buffer.byteLength(value);
    if (valueTruncated || parameterBytes > maxParameterBytes) {
      refuse(new ServiceError("SERVER_LIMIT", `The parameters are longer than ${maxParameterBytes} bytes.`));
    }
    fields.push([name, value]);
  });
  parser.on("file", (name, stream) => {
    const count = (bytes: number): void => {
      uploadBytes += bytes;
      if (uploadBytes > maxUploadBytes) refuse(tooLarge(maxUploadBytes));
    };
    stream.on("limit", () => refuse(tooLarge(maxUploadBytes)));
    const written = receive(name, stream, count, folder, broken.signal);
    // Awaited below; what fails before that must not go unheard.
    written.catch(() => undefined);
    writing.push(written);
  });
  parser.on("filesLimit", () =>
    refuse(new ServiceError("SERVER_LIMIT", `More than ${maxUploads} tables were sent along.`)),
  );
  parser.on("fieldsLimit", () => refuse(usageError(`There are more than ${MOST_FIELDS} parameters.`)));

  try {
    const source = Readable.fromWeb(body as NodeReadableStream<Uint8Array>);
    await pipeline(source, parser, { signal: broken.signal });
    return { fields, files: await Promise.all(writing) };
  } catch (failure) {
    // Parts that are still read come to no end by themselves.
    broken.abort(failure);
    await Promise.allSettled(writing.map(async (file) => rm((await file).path, { force: true })));
    if (broken.signal.reason instanceof ServiceError) throw broken.signal.reason;
    throw new ServiceError("SERVER_USAGE", "The multipart body breaks off, or is none.", { cause: failure });
  }
}

function openParser(contentType: string, limits: Readonly<Record<string, number>>): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers: { "content-type": contentType }, limits });
  } catch (failure) {
    throw new ServiceError("SERVER_USAGE", "The multipart body has no boundary.", { cause: failure });
  }
}

async function receive(
  name: string,
  stream: BusboyFileStream,
  count: (bytes: number) => void,
  folder: TemporaryFolder,
  signal: AbortSignal,
): Promise<ReceivedFile> {
  const path = await folder.newFile();
  const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
  try {
    const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        count(chunk.length);
        yield chunk;
      }
    };
    await pipeline(stream, counted, file, { signal });
  } catch (failure) {
    await rm(path, { force: true });
    throw failure;
  }
  return { name, path, bytes: file.bytesWritten };
}

function tooLarge(maxUploadBytes: number): ServiceError {
  return new ServiceError("SERVER_LIMIT", `The tables that were sent along are larger than ${maxUploadBytes} bytes.`);
}
