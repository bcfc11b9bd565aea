import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { bytesOf, newKernel, put, scratch } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

function validate(bytes: Uint8Array, behind: Uint8Array | string = "") {
  return scratch(kernel, () => {
    const { from, to } = put(kernel, bytes, behind);
    const { status, next } = kernel.validateUtf8(from, to);
    return { status, valid: next - from };
  });
}

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.split(" ").filter(Boolean), (byte) => Number.parseInt(byte, 16));

describe("validateUtf8", () => {
  test.each([
    ["", "ok", 0],
    ["09 0a 0d 20 7e 7f", "ok", 6],
    ["c2 80 df bf e0 a0 80 ef bf bd f0 90 80 80 f4 8f bf bf", "ok", 18],
    ["ed 9f bf ee 80 80", "ok", 6],
    ["f0 9f bf be", "ok", 4],
    ["41 00", "bad-char", 1],
    ["41 08", "bad-char", 1],
    ["0b", "bad-char", 0],
    ["0c", "bad-char", 0],
    ["0e", "bad-char", 0],
    ["1f", "bad-char", 0],
    ["41 ef bf be", "bad-char", 1],
    ["ef bf bf", "bad-char", 0],
    ["80", "bad-utf8", 0],
    ["41 bf", "bad-utf8", 1],
    ["c0 80", "bad-utf8", 0],
    ["c1 bf", "bad-utf8", 0],
    ["c2 41", "bad-utf8", 0],
    ["e0 9f bf", "bad-utf8", 0],
    ["ed a0 80", "bad-utf8", 0],
    ["e2 82 41", "bad-utf8", 0],
    ["f0 8f bf bf", "bad-utf8", 0],
    ["f4 90 80 80", "bad-utf8", 0],
    ["f0 9f 98 41", "bad-utf8", 0],
    ["f5 80 80 80", "bad-utf8", 0],
    ["ff", "bad-utf8", 0],
    ["41 c3", "incomplete", 1],
    ["e2 82", "incomplete", 0],
    ["e2", "incomplete", 0],
    ["e0 9f", "bad-utf8", 0],
    ["f0 9f 98", "incomplete", 0],
    ["f4 90", "bad-utf8", 0],
  ])("%s is %s after %i bytes", (text, status, valid) => {
    // Behind the range: continuation bytes and control characters, and any number of plain bytes before it.
    for (const before of [0, 1, 15, 16, 17, 47, 63, 64, 65, 130]) {
      const bytes = Uint8Array.from([...new Uint8Array(before).fill(0x2e), ...hex(text)]);
      expect(validate(bytes, hex("80 80 00 ff"))).toEqual({ status, valid: before + valid });
    }
  });

  test("agrees with TextDecoder and the Char production on any bytes", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }).map(bytesOf),
      fc.uint8Array({ maxLength: 3 }),
      fc.string({ maxLength: 80 }).map(bytesOf),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const bytes = Uint8Array.from(pieces.flatMap((part) => [...part]));
        let text: string | undefined;
        try {
          text = decoder.decode(bytes);
        } catch {}
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        const allowed = text !== undefined && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
        const { status, valid } = validate(bytes);
        expect(status === "ok").toBe(allowed);
        // What goes before is right, whatever follows.
        expect(validate(bytes.subarray(0, valid))).toEqual({ status: "ok", valid });
      }),
      { numRuns: 500 },
    );
  });

  test("a text cut anywhere is ok or incomplete, and goes on at the cut character", () => {
    const bytes = bytesOf("Ångström µ ☉ 🔭 日本語 ".repeat(3));
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { status, valid } = validate(bytes.subarray(0, cut), bytes.subarray(cut));
      expect(cut - valid).toBeLessThan(4);
      expect(status).toBe(valid === cut ? "ok" : "incomplete");
      expect(validate(bytes.subarray(valid))).toEqual({ status: "ok", valid: bytes.length - valid });
    }
  });
});
