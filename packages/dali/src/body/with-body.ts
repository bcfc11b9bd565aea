import { DalError } from "../errors.ts";
import { decodeText } from "../transport/response.ts";
import type { DalResponse } from "../transport/types.ts";

const MOST_BYTES = 64 * 1024 * 1024;

/** The same answer with another body: one whose beginning was looked at, as `classifyBody` gives it. */
export function withBody(response: DalResponse, body: AsyncIterable<Uint8Array>): DalResponse {
  const { url, status, headers, location, elapsedMs, attempts } = response;

  async function bytes(maxBytes: number = MOST_BYTES): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of body) {
      length += chunk.length;
      if (length > maxBytes) {
        const failure = `${url} sent more than the ${maxBytes} bytes that were asked for.`;
        throw new DalError("DAL_LIMIT", failure, { url });
      }
      chunks.push(chunk);
    }
    const all = new Uint8Array(length);
    let offset = 0;
    for (const chunk of chunks) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    return all;
  }

  return {
    url,
    status,
    headers,
    ...(location === undefined ? {} : { location }),
    elapsedMs,
    attempts,
    body,
    bytes,
    text: async (maxBytes) => decodeText(await bytes(maxBytes), headers.get("content-type")),
    close: () => response.close(),
    [Symbol.asyncDispose]: () => response.close(),
  };
}
