/** What is added comes out in the same order; taking waits for it. */
export class Queue<Item> {
  readonly #items: Item[] = [];
  #isEnded = false;
  #taken = 0;
  #wake: (() => void) | undefined;

  /** Items that wait. */
  get length(): number {
    return this.#items.length - this.#taken;
  }

  push(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** Nothing more will be added. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** The next item; undefined when all were taken and no more will come. For one taker at a time. */
  async take(): Promise<Item | undefined> {
    while (this.length === 0) {
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const item = this.#items[this.#taken++];
    if (this.#taken >= 1024) {
      this.#items.splice(0, this.#taken);
      this.#taken = 0;
    }
    return item;
  }
}
