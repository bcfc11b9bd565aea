import { batchBytes, type ColumnBatch } from "@armillary/columns";

/**
 * Reads batches before they are wanted, up to so many bytes of memory, so that an archive that is quick need not wait, with
 * an open connection, for one that is slow. Batches must be memory of their own.
 */
export function prefetch(batches: AsyncIterable<ColumnBatch>, mostBytes: number): AsyncIterator<ColumnBatch> {
  const source = batches[Symbol.asyncIterator]();
  const ready: ColumnBatch[] = [];
  let bytes = 0;
  let isReading = false;
  let end: { readonly failure?: unknown } | undefined;
  let wake: () => void = () => undefined;

  async function read(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      while (end === undefined && (bytes < mostBytes || ready.length === 0)) {
        const next = await source.next();
        if (next.done === true) end ??= {};
        else {
          ready.push(next.value);
          bytes += batchBytes(next.value);
        }
        wake();
      }
    } catch (failure) {
      end ??= { failure };
      wake();
    } finally {
      isReading = false;
    }
  }

  void read();
  return {
    async next() {
      while (ready.length === 0 && end === undefined) {
        const changed = new Promise<void>((resolve) => {
          wake = resolve;
        });
        void read();
        await changed;
      }
      const batch = ready.shift();
      if (batch !== undefined) {
        bytes -= batchBytes(batch);
        void read();
        return { value: batch, done: false };
      }
      if (end !== undefined && "failure" in end) throw end.failure;
      return { value: undefined, done: true };
    },
    async return() {
      end = {};
      ready.length = 0;
      wake();
      await source.return?.();
      return { value: undefined, done: true };
    },
  };
}
