import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Base64Status, Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { bytesOf, newKernel, put, scratch } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

interface Result {
  readonly status: Base64Status;
  readonly next: number;
  readonly bytes: number[];
  readonly complete: boolean;
}

function decode(text: string, cuts: readonly number[] = []): Result {
  return scratch(kernel, () => {
    const length = bytesOf(text).length;
    const { from } = put(kernel, text, "AAAA".repeat(8));
    const out = kernel.memory.allocate((length / 4) * 3 + 3 + 16);
    kernel.resetBase64();
    let written = 0;
    let state: { status: Base64Status; next: number } = { status: "need-more", next: from };
    for (const cut of [...cuts, length]) {
      if (state.status !== "need-more") break;
      const step = kernel.decodeBase64(state.next, from + cut, out + written);
      if (step.status === "need-more") expect(step.next).toBe(from + cut);
      written += step.written;
      state = step;
    }
    const end = kernel.finishBase64(out + written);
    written += end.written;
    const bytes = Array.from(kernel.memory.view(Uint8Array, out, written));
    return { status: state.status, next: state.next - from, bytes, complete: end.complete };
  });
}

const encode = (bytes: Iterable<number>): string => btoa(String.fromCharCode(...bytes));

describe("decodeBase64", () => {
  test.each<[string, Result]>([
    ["", { status: "need-more", next: 0, bytes: [], complete: true }],
    ["AQID", { status: "need-more", next: 4, bytes: [1, 2, 3], complete: true }],
    [" A\nQ\r\nI\tD ", { status: "need-more", next: 10, bytes: [1, 2, 3], complete: true }],
    ["AQ==", { status: "need-more", next: 4, bytes: [1], complete: true }],
    ["AQI=", { status: "need-more", next: 4, bytes: [1, 2], complete: true }],
    ["AQ = = \n", { status: "need-more", next: 8, bytes: [1], complete: true }],
    ["AQ", { status: "need-more", next: 2, bytes: [1], complete: false }],
    ["AQI", { status: "need-more", next: 3, bytes: [1, 2], complete: false }],
    ["AQIDA", { status: "need-more", next: 5, bytes: [1, 2, 3], complete: false }],
    ["AQ=", { status: "need-more", next: 3, bytes: [1], complete: false }],
    ["AQID</STREAM>", { status: "at-markup", next: 4, bytes: [1, 2, 3], complete: true }],
    ["AQ==\n<", { status: "at-markup", next: 5, bytes: [1], complete: true }],
    ["AQ<", { status: "at-markup", next: 2, bytes: [1], complete: false }],
    ["=", { status: "bad", next: 0, bytes: [], complete: true }],
    ["A===", { status: "bad", next: 1, bytes: [], complete: false }],
    ["AQID=", { status: "bad", next: 4, bytes: [1, 2, 3], complete: true }],
    ["AQ===", { status: "bad", next: 4, bytes: [1], complete: true }],
    ["AQ==AQID", { status: "bad", next: 4, bytes: [1], complete: true }],
    ["AQ==AQIDAQIDAQIDAQIDAQID", { status: "bad", next: 4, bytes: [1], complete: true }],
    ["AQ=A", { status: "bad", next: 3, bytes: [1], complete: false }],
    ["AQID&#10;", { status: "bad", next: 4, bytes: [1, 2, 3], complete: true }],
    ["AQ-_", { status: "bad", next: 2, bytes: [1], complete: false }],
    ["AQIDé", { status: "bad", next: 4, bytes: [1, 2, 3], complete: true }],
  ])("%j", (text, result) => {
    expect(decode(text)).toEqual(result);
  });

  test("each of the 64 characters, in every lane", () => {
    const bytes = Uint8Array.from({ length: 48 }, (_, index) => (index * 89 + 7) & 0xff);
    for (let shift = 0; shift < 64; shift++) {
      const moved = bytes.map((byte) => (byte + shift * 4) & 0xff);
      expect(decode(encode(moved)).bytes).toEqual(Array.from(moved));
    }
  });

  test("each of the other characters, in every lane", () => {
    const good = encode(Uint8Array.from({ length: 36 }, (_, index) => index * 5));
    for (let code = 0; code < 128; code++) {
      const character = String.fromCharCode(code);
      if (/[A-Za-z0-9+/\t\n\r <=]/.test(character)) continue;
      for (let at = 0; at < 33; at += code === 0x2c ? 1 : 5) {
        const { status, next } = decode(`${good.slice(0, at)}${character}${good.slice(at)}`);
        expect([status, next]).toEqual(["bad", at]);
      }
    }
  });

  test("any bytes come back, with white space and cuts anywhere", () => {
    const blanks = fc.constantFrom("", "", "", "\n", "\r\n", " ", "\t ");
    const line = fc.constantFrom(4, 10, 60, 64, 76, 77, 1000);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        line,
        blanks,
        fc.array(fc.nat(), { maxLength: 5 }),
        fc.boolean(),
        (bytes, width, blank, places, padded) => {
          const lines = encode(bytes).match(new RegExp(`.{1,${width}}`, "g")) ?? [];
          let text = `${blank}${lines.join(`\n${blank}`)}${blank}`;
          if (!padded) text = text.replaceAll("=", "");
          const cuts = places.map((place) => place % (text.length + 1)).sort((a, b) => a - b);
          const result = decode(`${text}<`, cuts);
          expect(result).toEqual({
            status: "at-markup",
            next: text.length,
            bytes: Array.from(bytes),
            complete: padded || bytes.length % 3 === 0,
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  test("a new stream forgets the one before", () => {
    scratch(kernel, () => {
      const { from, to } = put(kernel, "AQI");
      const out = kernel.memory.allocate(64);
      kernel.decodeBase64(from, to, out);
      kernel.resetBase64();
      expect(kernel.finishBase64(out)).toEqual({ complete: true, written: 0 });
    });
  });
});
