import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Io } from "../../packages/cli/src/io.ts";
import { Progress, printBar } from "../../packages/cli/src/progress.ts";
import { parseDuration, printBytes, printCounted, printDuration } from "../../packages/cli/src/quantities.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function fakeIo(isTTY: boolean): { readonly io: Io; readonly written: () => string } {
  let written = "";
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  const io = { stderr: Object.assign(stderr, { isTTY, columns: 62 }), onSignal: new Set(), env: {} } as unknown as Io;
  return { io, written: () => written };
}

describe("the progress display", () => {
  test("on a terminal: bar, share, rows, bytes, rate, never wider than it, and wiped", () => {
    const { io, written } = fakeIo(true);
    const progress = new Progress(io, 1_000_000);
    vi.advanceTimersByTime(50);
    expect(written()).toBe("");
    progress.rows = 1234;
    progress.bytesRead = 500_000;
    vi.advanceTimersByTime(50);
    expect(written()).toBe("\r\u001b[K▕██████      ▏ 50 % · 1,234 rows · 500 kB · 0.1 s · 5.0 MB/s");
    progress.rows = 1e12;
    vi.advanceTimersByTime(100);
    const lines = written().split("\r\u001b[K");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(62);
    progress.end();
    expect(written().endsWith("\r\u001b[K")).toBe(true);
    const settled = written();
    vi.advanceTimersByTime(1000);
    progress.end();
    expect(written()).toBe(settled);
  });

  test("wiped before a signal ends the process", () => {
    const { io, written } = fakeIo(true);
    const progress = new Progress(io, undefined);
    vi.advanceTimersByTime(100);
    for (const act of io.onSignal) void act();
    expect(written().endsWith("\r\u001b[K")).toBe(true);
    progress.end();
    expect(io.onSignal.size).toBe(0);
  });

  test("elsewhere: nothing", () => {
    const { io, written } = fakeIo(false);
    const progress = new Progress(io, 10);
    vi.advanceTimersByTime(1000);
    progress.end();
    expect(written()).toBe("");
  });
});

test.each([
  [0, "▕            ▏"],
  [0.5, "▕██████      ▏"],
  [0.39, "▕████▋       ▏"],
  [1, "▕████████████▏"],
])("a bar of %d", (share, bar) => {
  expect(printBar(share)).toBe(bar);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [9_949, "9.9 kB"],
  [9_960, "10 kB"],
  [999_499, "999 kB"],
  [999_501, "1.0 MB"],
  [573_112_167, "573 MB"],
  [1.5e15, "1.5 PB"],
])("%d bytes are %s", (bytes, text) => {
  expect(printBytes(bytes)).toBe(text);
});

test.each([
  [0, "0.0 s"],
  [640, "0.6 s"],
  [12_400, "12 s"],
  [130_000, "2 min 10 s"],
  [3_900_000, "1 h 5 min"],
])("%d ms are %s", (ms, text) => {
  expect(printDuration(ms)).toBe(text);
});

test.each([
  ["30s", 30_000],
  ["1.5 min", 90_000],
  ["2m", 120_000],
  ["500ms", 500],
  ["1h", 3_600_000],
  ["45", 45_000],
  ["0s", undefined],
  ["-1s", undefined],
  ["soon", undefined],
  ["1000h", undefined],
])("a duration of %s", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  [1, "1 row"],
  [0, "0 rows"],
  [1_234_567, "1,234,567 rows"],
])("%d counted", (count, text) => {
  expect(printCounted(count, "row")).toBe(text);
});
