import { CommandError } from "../failure.ts";

/**
 * All bytes of a source.
 * @throws CommandError FILE_SIZE when there are more than `maxBytes`
 */
export async function readAll(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    length += part.length;
    if (length > maxBytes) {
      throw new CommandError({ code: "FILE_SIZE", message: `This has more than ${maxBytes} bytes.` });
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
