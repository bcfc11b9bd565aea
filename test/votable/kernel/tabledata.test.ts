import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Kernel, TokenizeStatus } from "../../../packages/votable/src/kernel/types.ts";
import { CELL_LENGTH, NULL_CELL, RESOLVE_CELL } from "../../../packages/votable/src/kernel/types.ts";
import { bytesOf, newKernel, put, scratch, textOf } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

interface Rows {
  readonly status: TokenizeStatus;
  readonly next: number;
  readonly cells: (string | null)[][];
}

/** Tokenizes bytes in windows that end at `cuts`, each from where the one before stopped. */
function tokenize(
  content: string | Uint8Array,
  columns: number,
  { maxRows = 1000, prefix = "", cuts = [] as readonly number[], unwanted = [] as readonly number[] } = {},
): Rows {
  return scratch(kernel, () => {
    const bytes = typeof content === "string" ? bytesOf(content) : content;
    const name = put(kernel, prefix);
    // More cells and rows lie behind the window: they must not be taken.
    const window = put(kernel, bytes, "</TD><TD>9</TD></TR><TR><TD>9</TD><TD>9</TD></TR>");
    const refs = Array.from({ length: columns }, (_, column) =>
      unwanted.includes(column) ? 0 : kernel.memory.allocate(maxRows * 8),
    );
    const refsTable = kernel.memory.allocate(columns * 4);
    kernel.memory.words.set(refs, refsTable >>> 2);
    // Where refs of a column too many would go.
    const beyond = kernel.memory.allocate(maxRows * 8);
    kernel.memory.words.fill(0, beyond >>> 2, (beyond >>> 2) + maxRows * 2);
    kernel.memory.words[(refsTable >>> 2) + columns] = beyond;
    let state = { status: "need-more" as TokenizeStatus, next: window.from, rows: 0 };
    for (const cut of [...cuts, bytes.length]) {
      if (state.status !== "need-more") break;
      state = kernel.tokenizeRows({
        from: state.next,
        to: window.from + cut,
        columns,
        refsTable,
        row: state.rows,
        maxRows,
        prefix: { address: name.from, length: prefix.length },
      });
      expect(state.next).toBeLessThanOrEqual(window.from + cut);
    }
    expect(kernel.memory.view(Uint32Array, beyond, maxRows * 2).every((word) => word === 0)).toBe(true);
    const cells = Array.from({ length: state.rows }, (_, row) =>
      refs.map((address) => {
        if (address === 0) return "unwanted";
        const start = kernel.memory.words[(address >>> 2) + row * 2] ?? 0;
        const length = kernel.memory.words[(address >>> 2) + row * 2 + 1] ?? 0;
        if ((length & NULL_CELL) !== 0) return null;
        const text = textOf(kernel.memory.bytes.slice(start, start + (length & CELL_LENGTH)));
        expect((length & RESOLVE_CELL) !== 0).toBe(/[&\r]/.test(text));
        return text;
      }),
    );
    return { status: state.status, next: state.next - window.from, cells };
  });
}

describe("tokenizeRows", () => {
  const two = [
    ["1", "a"],
    ["2", "b"],
  ];

  test.each<[string, string, string, (string | null)[][]]>([
    ["dense", "<TR><TD>1</TD><TD>a</TD></TR><TR><TD>2</TD><TD>b</TD></TR>", "", two],
    [
      "indented",
      "\n  <TR>\n    <TD>1</TD>\n    <TD>a</TD>\n  </TR>\n  <TR>\n    <TD>2</TD>\n    <TD>b</TD>\n  </TR>\n",
      "",
      two,
    ],
    ["blanks in tags", "<TR ><TD\n>1</TD ><TD>a</TD\t></TR\r\n><TR><TD>2</TD><TD>b</TD></TR>", "", two],
    [
      "empty and absent",
      "<TR><TD/><TD /></TR><TR><TD></TD><TD> </TD></TR>",
      "",
      [
        [null, null],
        ["", " "],
      ],
    ],
    [
      "prefix",
      "<vot:TR><vot:TD>1</vot:TD><vot:TD>a</vot:TD></vot:TR>\n<vot:TR><vot:TD/><vot:TD>b</vot:TD></vot:TR>",
      "vot:",
      [
        ["1", "a"],
        [null, "b"],
      ],
    ],
    ["references and line ends", "<TR><TD>a&amp;b</TD><TD>x\r\ny</TD></TR>", "", [["a&amp;b", "x\r\ny"]]],
    ["> in text", "<TR><TD>a>b</TD><TD>]]</TD></TR>", "", [["a>b", "]]"]]],
    [
      "long text",
      `<TR><TD>${"x".repeat(500)}</TD><TD>${"y".repeat(99)}&lt;${"z".repeat(77)}</TD></TR>`,
      "",
      [["x".repeat(500), `${"y".repeat(99)}&lt;${"z".repeat(77)}`]],
    ],
    [
      "wide gaps",
      `<TR>${" ".repeat(70)}<TD>1</TD>${" ".repeat(70)}<TD>a</TD></TR>${"\n".repeat(70)}<TR><TD>2</TD>${" ".repeat(27)}<TD>b</TD></TR>`,
      "",
      two,
    ],
    ["no rows", " \n ", "", []],
  ])("%s", (_, content, prefix, cells) => {
    expect(tokenize(content, 2, { prefix })).toEqual({ status: "need-more", next: bytesOf(content).length, cells });
  });

  test("stops after maxRows, behind the row", () => {
    const row = "<TR><TD>1</TD></TR>";
    expect(tokenize(row.repeat(5), 1, { maxRows: 3 })).toEqual({
      status: "rows-done",
      next: 3 * row.length,
      cells: [["1"], ["1"], ["1"]],
    });
  });

  test.each([
    ["</TABLEDATA>"],
    ["<!-- rows -->"],
    ["<TR ID='r'><TD>3</TD></TR>"],
    ["<TR/>      "],
    ["<TRUE><TD>3</TD></TRUE>"],
    ["text     "],
    ["<x:TR><TD>3</TD></x:TR>"],
    ["&#32;<TR><TD>3</TD></TR>"],
  ])("at row level %s is other", (content) => {
    const before = "<TR><TD>1</TD></TR>\n<TR><TD>2</TD></TR>\n";
    expect(tokenize(`${before}${content}`, 1)).toEqual({ status: "other", next: before.length, cells: [["1"], ["2"]] });
  });

  test.each([
    ["attribute of TD", "<TR><TD encoding='base64'>3</TD><TD>4</TD></TR>"],
    ["comment between cells", "<TR><TD>3</TD><!-- x --><TD>4</TD></TR>"],
    ["comment in a cell", "<TR><TD>3<!-- x --></TD><TD>4</TD></TR>"],
    ["CDATA", "<TR><TD><![CDATA[3]]></TD><TD>4</TD></TR>"],
    ["instruction", "<TR><TD>3</TD><?x?><TD>4</TD></TR>"],
    ["text between cells", "<TR><TD>3</TD>x<TD>4</TD></TR>"],
    ["reference between cells", "<TR><TD>3</TD>&#32;<TD>4</TD></TR>"],
    ["too few cells", "<TR><TD>3</TD></TR>      "],
    ["no cells", "<TR></TR>      "],
    ["too many cells", "<TR><TD>3</TD><TD>4</TD><TD>5</TD></TR>"],
    ["one absent cell too many", "<TR><TD>3</TD><TD>4</TD><TD/></TR>"],
    ["other element", "<TR><TD>3</TD><TX>4</TX></TR>"],
    ["element in a cell", "<TR><TD>3<B>x</B></TD><TD>4</TD></TR>"],
    ["wrong end", "<TR><TD>3</TR></TD>      "],
    ["slash and blank", "<TR><TD/ ><TD>4</TD></TR>"],
  ])("%s declines the row", (_, content) => {
    const before = "<TR><TD>1</TD><TD>a</TD></TR>\n<TR><TD>2</TD><TD>b</TD></TR>\n";
    expect(tokenize(`${before}${content}      `, 2)).toEqual({ status: "declined", next: before.length, cells: two });
  });

  test.each([20, 30, 40, 45, 46, 47, 60])("gaps that differ only at their end, behind %i blanks", (blanks) => {
    const gap = " ".repeat(blanks);
    const row = (cell: string): string => `<TR>${gap}${cell}${gap}<TD>b</TD></TR>`;
    const odd = `<TR>${gap}<TD>c</TD>${gap}<TD/></TR>`;
    expect(tokenize(row("<TD>a</TD>").repeat(3) + row("<TD/>") + row("<TD>a</TD>") + odd, 2).cells).toEqual([
      ["a", "b"],
      ["a", "b"],
      ["a", "b"],
      [null, "b"],
      ["a", "b"],
      ["c", null],
    ]);
  });

  test("columns that are not wanted get no refs", () => {
    const content = "<TR><TD>1</TD><TD/><TD>c</TD></TR>".repeat(3);
    expect(tokenize(content, 3, { unwanted: [0, 1] }).cells).toEqual(Array(3).fill(["unwanted", "unwanted", "c"]));
  });

  test("rows without columns", () => {
    expect(tokenize("<TR></TR><TR> </TR> ", 0).cells).toEqual([[], []]);
  });

  const blank = fc.string({ unit: fc.constantFrom(" ", "\n", "\r\n", "\t"), maxLength: 3 });
  const cell = fc.oneof(
    fc.constantFrom(null, "", "1.5", "-0.00123456789", "a&amp;b", "x\r\ny", "&#233;"),
    fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replaceAll(/[<&\r]/g, "")),
    fc.string({ unit: fc.constant("z"), maxLength: 90 }),
  );
  const table = fc.integer({ min: 1, max: 5 }).chain((columns) =>
    fc.record({
      prefix: fc.constantFrom("", "", "v:", "votable:"),
      columns: fc.constant(columns),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 8 }),
      // A writer has one layout, as a rule; odd rows may have another.
      gaps: fc.array(blank, { minLength: 4, maxLength: 4 }),
      oddGaps: fc.array(blank, { minLength: 4, maxLength: 4 }),
    }),
  );
  type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

  function written({ prefix: p, rows, gaps, oddGaps }: Table): string {
    return rows
      .map((row, index) => {
        const [a = "", b = "", c = "", d = ""] = index % 3 === 2 ? oddGaps : gaps;
        const cells = row.map((text) => (text === null ? `<${p}TD${a}/>` : `<${p}TD>${text}</${p}TD>`));
        return `${a}<${p}TR>${b}${cells.join(b)}${c}</${p}TR>${d}`;
      })
      .join("");
  }

  test("finds what was written, wherever the window is cut", () => {
    fc.assert(
      fc.property(table, fc.array(fc.nat(), { maxLength: 4 }), (given, places) => {
        const bytes = bytesOf(`${written(given)}</${given.prefix}TABLEDATA>`);
        const cuts = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
        const { prefix } = given;
        const found = tokenize(bytes, given.columns, { prefix, cuts });
        expect(found.status).toBe("other");
        expect(found.next).toBe(bytes.length - `</${prefix}TABLEDATA>`.length);
        expect(found.cells).toEqual(given.rows);
      }),
      { numRuns: 400 },
    );
  });

  test("a window cut at every byte loses nothing", () => {
    const content = "\n<TR>\n <TD>1.5</TD>\n <TD/>\n <TD>a&lt;b</TD>\n</TR>".repeat(4);
    const whole = tokenize(`${content}</TABLEDATA>`, 3);
    expect(whole.cells).toEqual(Array(4).fill(["1.5", null, "a&lt;b"]));
    for (let cut = 0; cut < content.length; cut++) {
      expect(tokenize(`${content}</TABLEDATA>`, 3, { cuts: [cut] })).toEqual(whole);
    }
    // Nor does it take or judge what lies behind: other rows, or what makes no sense.
    for (let cut = 0; cut < content.length; cut++) {
      const head = tokenize(content.slice(0, cut), 3);
      expect(head.status).toBe("need-more");
      expect(head.cells).toEqual(whole.cells.slice(0, content.slice(0, cut).split("</TR>").length - 1));
    }
    const every = Array.from({ length: content.length }, (_, index) => index);
    expect(tokenize(`${content}</TABLEDATA>`, 3, { cuts: every })).toEqual(whole);
  });

  test("what is not complete is never judged", () => {
    fc.assert(
      fc.property(table, fc.nat(), (given, place) => {
        const content = written(given);
        const bytes = bytesOf(content);
        const cut = place % (bytes.length + 1);
        const head = tokenize(bytes.subarray(0, cut), given.columns, { prefix: given.prefix });
        expect(head.status).toBe("need-more");
        expect(head.cells).toEqual(given.rows.slice(0, head.cells.length));
      }),
      { numRuns: 300 },
    );
  });
});
