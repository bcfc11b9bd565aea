import { afterEach, describe, expect, test, vi } from "vitest";
import { newKernel } from "./harness.ts";

describe("KernelMemory", () => {
  test("hands out what does not overlap, and grows", async () => {
    const { memory } = await newKernel();
    const lengths = [1, 15, 16, 17, 100_000, 3_000_000, 0, 8];
    const addresses = lengths.map((length) => memory.allocate(length));
    addresses.forEach((address, index) => {
      expect(address % 16).toBe(0);
      const end = address + (lengths[index] ?? 0) + 64;
      expect(end).toBeLessThanOrEqual(addresses[index + 1] ?? memory.bytes.length);
    });
    expect(memory.bytes.length).toBeLessThan(8_000_000);
  });

  test("views follow growth, and what was written stays", async () => {
    const { memory } = await newKernel();
    const address = memory.allocate(8);
    memory.words[address >>> 2] = 0xdeadbeef;
    const before = memory.bytes;
    memory.allocate(50_000_000);
    expect(before.length).toBe(0);
    expect(memory.words[address >>> 2]).toBe(0xdeadbeef);
    expect(memory.bytes[address]).toBe(0xef);
    expect(memory.copy(Uint32Array, address, 1)).toEqual(Uint32Array.of(0xdeadbeef));
  });

  test("released memory is handed out again", async () => {
    const { memory } = await newKernel();
    const mark = memory.mark();
    const address = memory.allocate(1000);
    memory.release(mark);
    expect(memory.allocate(10)).toBe(address);
  });

  test("more than there is throws RangeError and leaves the memory usable", async () => {
    const { memory } = await newKernel();
    expect(() => memory.allocate(2 ** 33)).toThrow(RangeError);
    expect(memory.allocate(16)).toBeLessThan(100_000);
  });
});

describe("loadKernel", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  test("starts small, and each kernel has its own memory", async () => {
    const one = await newKernel();
    const two = await newKernel();
    expect(one.memory.bytes.length).toBeLessThanOrEqual(131_072);
    const address = one.memory.allocate(16);
    one.memory.bytes[address] = 7;
    expect(two.memory.bytes[address]).toBe(0);
  });

  test("is undefined where WebAssembly is not there, or does not take the code", async () => {
    for (const substitute of [undefined, { compile: () => Promise.reject(new Error("not allowed")) }]) {
      vi.resetModules();
      vi.stubGlobal("WebAssembly", substitute);
      const { loadKernel } = await import("../../../packages/votable/src/kernel/load.ts");
      expect(await loadKernel()).toBeUndefined();
      vi.unstubAllGlobals();
    }
  });
});
