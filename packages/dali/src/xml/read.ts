import { gunzipChunks, isGzip, openChunks } from "@armillary/votable/bytes";
import type { XmlElement } from "./element.ts";
import { DEFAULT_MAX_BYTES, type XmlOptions, xmlError } from "./options.ts";
import { parseXml } from "./parse.ts";

/** Bytes that one byte of gzip may become. */
const MAX_COMPRESSION_RATIO = 1000;

/**
 * Reads a small document, inflating it where it is gzip: VizieR sends UWS jobs so, without Content-Encoding.
 * @throws DalError as parseXml; DAL_LIMIT before more than `maxBytes` are held; what `body` throws
 */
export async function readXml(body: AsyncIterable<Uint8Array>, options: XmlOptions = {}): Promise<XmlElement> {
  const bytes = await collect(body, options);
  if (!isGzip(bytes)) return parseXml(bytes, options);
  const chunks = gunzipChunks(openChunks(bytes), { maxCompressionRatio: MAX_COMPRESSION_RATIO });
  const inflated = await collect(
    (async function* () {
      try {
        for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) yield chunk;
      } catch (cause) {
        throw xmlError("DAL_FORMAT", "its gzip compression is damaged or cut off.", options, undefined, cause);
      } finally {
        await chunks.close();
      }
    })(),
    options,
  );
  return parseXml(inflated, options);
}

async function collect(body: AsyncIterable<Uint8Array>, options: XmlOptions): Promise<Uint8Array> {
  const { maxBytes = DEFAULT_MAX_BYTES } = options;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > maxBytes) throw xmlError("DAL_LIMIT", `it has more than ${maxBytes} bytes (maxBytes).`, options);
    // The giver may use a chunk's memory again.
    parts.push(part.slice());
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
