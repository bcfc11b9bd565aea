import type { Column, ColumnBatch } from "@armillary/columns";
import { convert, openTable, type TableStream } from "@armillary/formats";
import type { ByteSource } from "@armillary/votable";

export interface ArrowDigest {
  readonly rows: number;
  readonly status: string;
  /** Length of the Arrow IPC stream. */
  readonly arrowBytes: number;
  /** One number a column: changes with any value, not with how rows are cut into batches. */
  readonly columns: readonly number[];
}

/** Turns a table into an Arrow IPC stream and throws it away but for its length and a digest of its values. */
export async function digestAsArrow(source: ByteSource, onProgress: (bytes: number) => void): Promise<ArrowDigest> {
  const table = await openTable(source);
  const digests = table.fields.map(() => new ValueDigest());
  let arrowBytes = 0;
  for await (const chunk of convert(watching(table, digests), "arrows")) {
    arrowBytes += chunk.length;
    onProgress(arrowBytes);
  }
  const { rows, status } = await table.summary;
  return { rows, status, arrowBytes, columns: digests.map((digest) => digest.value) };
}

/** The same table; every batch passes the digests on its way. */
function watching(table: TableStream, digests: readonly ValueDigest[]): TableStream {
  async function* batches(): AsyncGenerator<ColumnBatch> {
    for await (const batch of table.batches()) {
      for (const [index, column] of batch.columns.entries()) digests[index]?.addColumn(column);
      yield batch;
    }
  }
  return {
    fields: table.fields,
    metadata: table.metadata,
    batches,
    get summary() {
      return table.summary;
    },
    close: () => table.close(),
  };
}

/** FNV-1a, 32 bits, over the values of a column one after another. */
class ValueDigest {
  value = 0x811c9dc5;

  addColumn(column: Column): void {
    for (let row = 0; row < column.length; row++) {
      this.#addByte(column.validity === undefined ? 1 : ((column.validity[row >> 3] ?? 0) >> (row & 7)) & 1);
    }
    switch (column.kind) {
      case "bool":
        for (let row = 0; row < column.length; row++) this.#addByte(((column.bits[row >> 3] ?? 0) >> (row & 7)) & 1);
        return;
      case "int":
      case "float": {
        const { buffer, byteOffset, BYTES_PER_ELEMENT } = column.values;
        this.#addBytes(new Uint8Array(buffer, byteOffset, column.length * BYTES_PER_ELEMENT));
        return;
      }
      case "utf8":
        for (let row = 0; row < column.length; row++) {
          this.#addBytes(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
          this.#addByte(0xff);
        }
        return;
      case "list":
        for (let row = 0; row < column.length; row++) {
          this.#addByte((column.offsets[row + 1] ?? 0) - (column.offsets[row] ?? 0));
        }
        this.addColumn(column.item);
        return;
      case "fixed":
        this.addColumn(column.item);
    }
  }

  #addBytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.#addByte(byte);
  }

  #addByte(byte: number): void {
    this.value = Math.imul(this.value ^ byte, 0x01000193) >>> 0;
  }
}
