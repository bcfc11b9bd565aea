/**
 * A fault met while a batch was being filled. The rows before it are given first and it comes with the next call, so
 * that which rows are read does not depend on where batches happen to begin.
 */
export class HeldFailure {
  #held: { readonly failure: unknown } | undefined;

  /** Throws at once when there are no rows to give before it. */
  hold(failure: unknown, rows: number): void {
    if (rows === 0) throw failure;
    this.#held = { failure };
  }

  /** Throws what was held, now that its turn has come. */
  release(): void {
    if (this.#held !== undefined) throw this.#held.failure;
  }
}
