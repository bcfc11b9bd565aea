import { type BoolColumn, bitBytes, type Column, type FixedColumn, type ListColumn } from "@armillary/columns";
import { FlatbufferBuilder } from "./flatbuffer.ts";
import { addMessage, MESSAGE_HEADER } from "./schema-message.ts";

/** Buffers start at multiples of this, as Arrow recommends for readers that map files into memory. */
export const ALIGNMENT = 64;

/** Values of one width in bytes that no typed array has: decimals, binary values of a fixed length. */
export interface BytesColumn extends Pick<BoolColumn, "length" | "nulls" | "validity"> {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
}

/** A column as it is written: `int` may be a time, `utf8` may be binary; the schema tells. */
export type IpcColumn =
  | Exclude<Column, ListColumn | FixedColumn>
  | BytesColumn
  | (Omit<ListColumn, "item"> & { readonly item: IpcColumn })
  | (Omit<FixedColumn, "item"> & { readonly item: IpcColumn });

/** Some rows as they are written. */
export interface IpcBatch {
  readonly rows: number;
  readonly columns: readonly IpcColumn[];
}

/** A record batch, ready to be written: its message and the buffers of its body, without the padding between them. */
export interface BatchMessage {
  readonly header: Uint8Array;
  readonly buffers: readonly Uint8Array[];
  readonly bodyBytes: number;
}

/** Lays out a batch as a RecordBatch message (Arrow columnar format, "RecordBatch message"). Buffers are not copied. */
export function batchMessage(batch: IpcBatch): BatchMessage {
  const body = new Body();
  for (const column of batch.columns) body.add(column);
  const builder = new FlatbufferBuilder();
  const nodes = builder.structs(body.nodes, 2);
  const regions = builder.structs(body.regions, 2);
  const recordBatch = builder.table([
    { as: "int64", value: batch.rows },
    { as: "place", value: nodes },
    { as: "place", value: regions },
  ]);
  const header = builder.finish(addMessage(builder, MESSAGE_HEADER.recordBatch, recordBatch, body.bytes));
  return { header, buffers: body.buffers, bodyBytes: body.bytes };
}

export function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Columns flattened depth first into nodes (length, nulls) and regions (offset, bytes). */
class Body {
  readonly nodes: number[] = [];
  readonly regions: number[] = [];
  readonly buffers: Uint8Array[] = [];
  bytes = 0;

  add(column: IpcColumn): void {
    const { length, nulls, validity } = column;
    this.nodes.push(length, nulls);
    this.#push(nulls === 0 || validity === undefined ? NOTHING : validity.subarray(0, bitBytes(length)));
    switch (column.kind) {
      case "bool":
        this.#push(column.bits.subarray(0, bitBytes(length)));
        break;
      case "int":
      case "float":
        this.#push(bytesOf(column.values.subarray(0, length)));
        break;
      case "bytes":
        this.#push(column.bytes);
        break;
      case "utf8":
        this.#push(bytesOf(column.offsets.subarray(0, length + 1)));
        this.#push(column.bytes.subarray(0, column.offsets[length]));
        break;
      case "list":
        this.#push(bytesOf(column.offsets.subarray(0, length + 1)));
        this.add(column.item);
        break;
      case "fixed":
        this.add(column.item);
        break;
    }
  }

  #push(buffer: Uint8Array): void {
    this.regions.push(this.bytes, buffer.length);
    this.buffers.push(buffer);
    this.bytes += padded(buffer.length);
  }
}

const NOTHING = new Uint8Array(0);

/** Column memory as Arrow wants it, little-endian, as every machine has that runs WebAssembly. */
function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
