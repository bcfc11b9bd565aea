import { describe, expect, test } from "vitest";
import { whicheverNext } from "../../packages/navo/src/search/whichever-next.ts";

/** A source that gives what it is told to, when it is told. */
class Source {
  asked = 0;
  #answer: { readonly give: (item: string | undefined) => void; readonly fail: (cause: unknown) => void } | undefined;

  next(): Promise<string | undefined> {
    this.asked++;
    return new Promise((resolve, reject) => {
      this.#answer = { give: resolve, fail: reject };
    });
  }

  give(item: string | undefined): void {
    this.#answer?.give(item);
  }

  fail(cause: unknown): void {
    this.#answer?.fail(cause);
  }
}

const open = (sources: readonly Source[]) => whicheverNext(sources, (source) => source.next());

describe("whicheverNext", () => {
  test("gives what comes first, asks its source again when that was taken, and ends behind the last", async () => {
    const [a, b] = [new Source(), new Source()];
    const items = open([a, b]);
    const first = items.next();
    expect([a.asked, b.asked]).toEqual([1, 1]);
    b.give("b1");
    expect((await first).value).toEqual([b, "b1"]);
    expect([a.asked, b.asked]).toEqual([1, 1]);
    const second = items.next();
    expect([a.asked, b.asked]).toEqual([1, 2]);
    a.give("a1");
    b.give(undefined);
    const both = [(await second).value, (await items.next()).value];
    expect(both).toEqual([
      [a, "a1"],
      [b, undefined],
    ]);
    expect([a.asked, b.asked]).toEqual([2, 2]);
    const last = items.next();
    a.give(undefined);
    expect((await last).value).toEqual([a, undefined]);
    expect((await items.next()).done).toBe(true);
  });

  test("without sources it ends at once", async () => {
    expect((await open([]).next()).done).toBe(true);
  });

  test("who leaves has nothing more asked for", async () => {
    const [a, b] = [new Source(), new Source()];
    const items = open([a, b]);
    const first = items.next();
    a.give("a1");
    await first;
    expect((await items.return()).done).toBe(true);
    expect([a.asked, b.asked]).toEqual([1, 1]);
  });

  test("a source that fails ends it", async () => {
    const [a, b] = [new Source(), new Source()];
    const items = open([a, b]);
    const first = items.next();
    const failure = new Error("broke");
    a.fail(failure);
    await expect(first).rejects.toBe(failure);
    expect((await items.next()).done).toBe(true);
  });
});
