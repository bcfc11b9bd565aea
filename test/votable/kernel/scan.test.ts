import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { bytesOf, newKernel, put, scratch } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

/** Few letters, so that there is much to find. */
const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "<"), maxLength: 120 });

describe("countNewlines and findByte", () => {
  test("agree with strings, whatever lies behind", () => {
    fc.assert(
      fc.property(text, (content) => {
        scratch(kernel, () => {
          const { from, to } = put(kernel, content, "\n<\n<\n<\n<\n<\n<\n<\n<");
          expect(kernel.countNewlines(from, to)).toBe(content.split("\n").length - 1);
          const at = content.indexOf("<");
          expect(kernel.findByte(from, to, 0x3c) - from).toBe(at < 0 ? content.length : at);
        });
      }),
    );
  });
});

test.each([4063, 4064, 4065, 8128, 30_000])("%i line feeds in a row are all counted", (length) => {
  scratch(kernel, () => {
    const { from, to } = put(kernel, "\n".repeat(length), "\n\n");
    expect(kernel.countNewlines(from, to)).toBe(length);
    expect(kernel.countNewlines(from + 3, to - 5)).toBe(length - 8);
  });
});

describe("findSequence", () => {
  test("agrees with indexOf; what is not found may still begin at next", () => {
    const needles = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(text, needles, fc.boolean(), (content, needle, inside) => {
        const whole = inside ? `${content}${needle}${content}` : content;
        scratch(kernel, () => {
          const place = put(kernel, needle);
          const { from, to } = put(kernel, whole, needle.repeat(4));
          const { found, next } = kernel.findSequence(from, to, place.from, needle.length);
          const at = whole.indexOf(needle);
          expect(found).toBe(at >= 0);
          expect(next - from).toBe(at >= 0 ? at : Math.max(0, whole.length - needle.length + 1));
        });
      }),
    );
  });
});

describe("countRows", () => {
  test.each([
    ["<TR><TD>1</TD></TR>", "", 1, true],
    ["<TR >\n<TR\t><TR/><TR\r\n>", "", 4, true],
    ["</TR><TRX><T><tr><TABLE>", "", 0, true],
    ["<v:TR><TR><v:TR></v:TR><w:TR>", "v:", 2, true],
    ["<TR><!-- <TR> --></TR>", "", 2, false],
    ["<TR><?pi ?></TR>", "", 1, false],
  ])("%j with prefix %j has %i", (content, prefix, rows, plain) => {
    scratch(kernel, () => {
      const name = put(kernel, prefix);
      const given = { address: name.from, length: prefix.length };
      for (const before of [0, 5, 14, 31]) {
        const { from, to } = put(kernel, `${" ".repeat(before)}${content}     `, "<TR><!--");
        const counted = kernel.countRows(from, to, given);
        expect(counted).toMatchObject({ rows, plain });
        expect(to - counted.next).toBe(3 + prefix.length);
      }
    });
  });

  test("in pieces counts the same", () => {
    const content = `${"<TR><TD>1</TD></TR>\n<TR ID='x'><TD/></TR>".repeat(7)}      `;
    const bytes = bytesOf(content);
    for (let cut = 0; cut <= bytes.length; cut++) {
      scratch(kernel, () => {
        const { from, to } = put(kernel, bytes);
        const head = kernel.countRows(from, from + cut);
        const tail = kernel.countRows(head.next, to);
        expect(head.rows + tail.rows).toBe(14);
      });
    }
  });
});
