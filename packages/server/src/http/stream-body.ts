/** How a body that is made while it is sent comes to its end. */
export interface StreamBodyOptions {
  /** When the last byte was taken, the client has gone, or it broke off. */
  readonly onEnd: () => void | Promise<void>;
  /**
   * Takes a failure behind the first byte, when no status can tell of it: the connection is to be cut, so that nobody takes the
   * part for the whole. Without it the stream fails.
   */
  readonly onBroken?: (failure: unknown) => void;
}

/** Chunks as the body of an answer: made when the client takes them; when it goes, their making is ended. */
export function streamBody(
  chunks: AsyncGenerator<Uint8Array, void, void>,
  { onEnd, onBroken }: StreamBodyOptions,
): ReadableStream<Uint8Array> {
  let isOver = false;
  const end = async (): Promise<void> => {
    if (isOver) return;
    isOver = true;
    await onEnd();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (isOver) return;
          if (done === true) {
            await end();
            controller.close();
          } else {
            controller.enqueue(value);
          }
        } catch (failure) {
          if (isOver) return;
          await end();
          if (onBroken === undefined) return controller.error(failure);
          onBroken(failure);
          controller.close();
        }
      },
      async cancel() {
        // Not `return()` alone: a generator that waits for its next row takes it only when that has come.
        await end();
        await chunks.return().catch(() => undefined);
      },
    },
    // Nothing is made ahead of the client.
    { highWaterMark: 0 },
  );
}
