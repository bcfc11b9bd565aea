import { ALIGNMENT, batchMessage, type IpcBatch, padded } from "./batch-message.ts";
import { type Block, footer, type IpcField, type KeyValues, schemaMessage } from "./schema-message.ts";

const MAGIC = new TextEncoder().encode("ARROW1");

/**
 * Writes the messages of an Arrow IPC stream, or of the file around it, batch by batch.
 *
 * Each method gives the pieces that are now due, in their order. Buffers of a batch are handed out as they are, not as
 * copies.
 */
export class IpcWriter {
  readonly #fields: readonly IpcField[];
  readonly #metadata: KeyValues;
  readonly #form: "file" | "stream";
  readonly #blocks: Block[] = [];
  #offset = 0;

  constructor(fields: readonly IpcField[], metadata: KeyValues, form: "file" | "stream") {
    this.#fields = fields;
    this.#metadata = metadata;
    this.#form = form;
  }

  start(): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    // Exactly two bytes of padding: readers of the stream within a file begin at the eighth byte.
    if (this.#form === "file") pieces.push(MAGIC, new Uint8Array(2));
    pieces.push(framed(schemaMessage(this.#fields, this.#metadata), this.#form === "file" ? 8 : 0));
    return this.#emit(pieces);
  }

  batch(batch: IpcBatch): Uint8Array[] {
    const { header, buffers, bodyBytes } = batchMessage(batch);
    const frame = framed(header, this.#offset);
    this.#blocks.push({ offset: this.#offset, metadataBytes: frame.length, bodyBytes });
    const pieces: Uint8Array[] = [frame];
    for (const buffer of buffers) {
      pieces.push(buffer);
      const padding = padded(buffer.length) - buffer.length;
      if (padding > 0) pieces.push(ZEROS.subarray(0, padding));
    }
    return this.#emit(pieces);
  }

  /** @param fileMetadata - kept in the footer of a file; a stream has no place for what is known only at its end */
  end(fileMetadata: KeyValues): Uint8Array[] {
    const pieces: Uint8Array[] = [Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0)];
    if (this.#form === "file") {
      const bytes = footer(this.#fields, this.#metadata, this.#blocks, fileMetadata);
      pieces.push(bytes, int32(bytes.length), MAGIC);
    }
    return this.#emit(pieces);
  }

  #emit(pieces: Uint8Array[]): Uint8Array[] {
    for (const piece of pieces) this.#offset += piece.length;
    return pieces;
  }
}

/**
 * A message as it stands in a stream: continuation mark, length of what follows up to the body, FlatBuffer, and padding
 * so that the body is aligned in a file, given the offset of the message.
 */
function framed(message: Uint8Array, offset: number): Uint8Array {
  const size = padded(offset + message.length + 8) - offset;
  const frame = new Uint8Array(size);
  const view = new DataView(frame.buffer);
  view.setInt32(0, -1, true);
  view.setInt32(4, size - 8, true);
  frame.set(message, 8);
  return frame;
}

function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

const ZEROS = new Uint8Array(ALIGNMENT);
