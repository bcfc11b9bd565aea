import { shareByHost } from "@armillary/dali/download";
import fc from "fast-check";
import { expect, test } from "vitest";
import { HostHealth } from "../../../packages/dali/src/download/host-health.ts";

interface Piece {
  readonly host: string;
  readonly delay: number;
}

const pieces = fc.array(fc.record({ host: fc.constantFrom("a", "b", "c"), delay: fc.nat(3) }), { maxLength: 60 });

test("every piece is done once, never more at a time than allowed, never more looked ahead", async () => {
  const limits = fc.record({
    parallel: fc.integer({ min: 1, max: 6 }),
    perHost: fc.integer({ min: 1, max: 4 }),
    ahead: fc.integer({ min: 1, max: 10 }),
  });
  await fc.assert(
    fc.asyncProperty(pieces, limits, async (all, { parallel, perHost, ahead }) => {
      const running: Piece[] = [];
      const done: Piece[] = [];
      let [given, mostAhead] = [0, 0];
      const source = function* (): Generator<Piece> {
        for (const piece of all) {
          mostAhead = Math.max(mostAhead, ++given - done.length - running.length);
          yield piece;
        }
      };
      const work = async (piece: Piece): Promise<void> => {
        running.push(piece);
        expect(running.length).toBeLessThanOrEqual(parallel);
        expect(running.filter(({ host }) => host === piece.host).length).toBeLessThanOrEqual(perHost);
        for (let turn = 0; turn < piece.delay; turn++) await Promise.resolve();
        running.splice(running.indexOf(piece), 1);
        done.push(piece);
      };
      await shareByHost(source(), work, { parallel, perHost, ahead, hostOf: ({ host }) => host });
      expect(new Set(done)).toEqual(new Set(all));
      expect(done).toHaveLength(all.length);
      expect(mostAhead).toBeLessThanOrEqual(ahead);
    }),
  );
});

test("a host that is slow keeps no other waiting", async () => {
  let release = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hosts = ["slow", "slow", "slow", "fast", "fast", "fast"];
  const done: string[] = [];
  const work = async (host: string): Promise<void> => {
    if (host === "slow") await slow;
    done.push(host);
    if (done.length === 3) release();
  };
  await shareByHost(hosts, work, { parallel: 4, perHost: 2, hostOf: (host) => host });
  expect(done).toEqual(["fast", "fast", "fast", "slow", "slow", "slow"]);
});

test("what the work throws ends all, when what is under way is over, and closes the source", async () => {
  let isClosed = false;
  const done: number[] = [];
  const source = async function* (): AsyncGenerator<number> {
    try {
      for (let at = 0; ; at++) yield at;
    } finally {
      isClosed = true;
    }
  };
  const work = async (at: number): Promise<void> => {
    if (at === 5) throw new Error("enough");
    await new Promise((resolve) => setTimeout(resolve, 2));
    done.push(at);
  };
  const sharing = shareByHost(source(), work, { parallel: 3, perHost: 3, hostOf: () => "" });
  await expect(sharing).rejects.toThrow("enough");
  expect(isClosed).toBe(true);
  const count = done.length;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(done).toHaveLength(count);
});

test("what the source throws ends all", async () => {
  const source = async function* (): AsyncGenerator<number> {
    yield 1;
    throw new Error("torn");
  };
  const sharing = shareByHost(source(), async () => undefined, { parallel: 1, perHost: 1, hostOf: () => "" });
  await expect(sharing).rejects.toThrow("torn");
});

test("of a host that is down one tries for all", async () => {
  const health = new HostHealth(60_000);
  const { signal } = new AbortController();
  health.answered("a");
  for (let at = 0; at < 8; at++) expect(health.failed("a", new Error("down"))).toBe(true);
  expect(await health.ready("b", signal)).toBe(false);
  const startMs = performance.now();
  const waiting = Array.from({ length: 8 }, () => health.ready("a", signal));
  expect(await Promise.race(waiting)).toBe(true);
  // The eight that were under way when it went down count once.
  expect(performance.now() - startMs).toBeLessThan(20_000);
  health.answered("a");
  expect((await Promise.all(waiting)).filter((isProbe) => isProbe)).toHaveLength(1);
});

test("a host that never answered is given up at once, and for all", async () => {
  const health = new HostHealth(60_000);
  expect(health.failed("a", new Error("no such host"))).toBe(false);
  await expect(health.ready("a", new AbortController().signal)).rejects.toThrow("no such host");
});

test("a host that says when to come back is left alone until then, and given up where that is too long", async () => {
  const health = new HostHealth(60_000);
  const { signal } = new AbortController();
  expect(health.failed("a", new Error("503"), { waitMs: 700 })).toBe(true);
  const startMs = performance.now();
  expect(await health.ready("a", signal)).toBe(true);
  expect(performance.now() - startMs).toBeGreaterThan(650);
  expect(health.failed("b", new Error("429"), { waitMs: 600_000 })).toBe(false);
  await expect(health.ready("b", signal)).rejects.toThrow("429");
});
