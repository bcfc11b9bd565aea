import {
  type AdqlText,
  adql,
  type Condition,
  createAdqlTools,
  type Node,
  type NumberLiteral,
  parse,
  parseQuery,
  type StringLiteral,
  type Value,
  visit,
} from "@armillary/adql";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const tools = createAdqlTools();
const { allOf } = tools;
const { adql: plain } = createAdqlTools({ backslashes: "plain" });
const anyText = fc
  .string({ unit: "grapheme", maxLength: 30 })
  .filter((text) => !text.includes("\0") && !/\p{Surrogate}/u.test(text));
const awkwardText = fc.string({
  unit: fc.constantFrom("'", '"', "-", "\\", "/", "*", "\n", " ", "a", "%", ";", "é", "👩"),
});

/** The only comparison of the query `… WHERE a = value`. */
function comparedValue(text: string): Value {
  const { body } = parseQuery(text);
  const where = body.kind === "Select" ? body.where : undefined;
  if (where?.kind !== "Comparison") throw new Error(`no comparison in ${text}`);
  return where.right;
}

function numberOf(value: Value): number {
  if (value.kind === "NumberLiteral") return Number(value.text);
  if (value.kind === "UnaryOperation" && value.operator === "-") return -numberOf(value.operand);
  throw new Error(`${value.kind} is no number`);
}

function allOfKind<Kind extends Node["kind"]>(text: string, kind: Kind): Extract<Node, { kind: Kind }>[] {
  const found: Node[] = [];
  visit(parseQuery(text), { enter: (node) => void (node.kind === kind && found.push(node)) });
  return found as Extract<Node, { kind: Kind }>[];
}

describe("the parser reads back what was bound", () => {
  test("any string, exactly", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, awkwardText), (text) => {
        const value = comparedValue(plain`SELECT * FROM t WHERE a = ${text}`.text);
        expect(value).toMatchObject({ kind: "StringLiteral", value: text } satisfies Partial<StringLiteral>);
      }),
      { numRuns: 1000 },
    );
  });

  test("or it is refused, where a reader to whom a backslash escapes would read something else", () => {
    const nasty = fc.string({ unit: fc.constantFrom("'", "\\", "a", " "), maxLength: 8 });
    fc.assert(
      fc.property(nasty, (text) => {
        let query: string;
        try {
          query = adql`SELECT * FROM t WHERE a = ${text}`.text;
        } catch (error) {
          expect(error).toMatchObject({ code: "ADQL_VALUE" });
          expect(text).toContain("\\");
          return;
        }
        // So DaCHS finds the end of a string.
        const literal = /'(?:[^'\\]|''|\\[\s\S])*'/.exec(query)?.[0];
        expect(literal).toBe(query.slice("SELECT * FROM t WHERE a = ".length));
      }),
      { numRuns: 2000 },
    );
  });

  test("any double, bit for bit", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(numberOf(comparedValue(adql`SELECT * FROM t WHERE a = ${number}`.text))).toBe(number);
      }),
      { numRuns: 1000 },
    );
  });

  test("any bigint", () => {
    fc.assert(
      fc.property(fc.bigInt(), (number) => {
        const [literal] = allOfKind(adql`SELECT * FROM t WHERE a = ${number}`.text, "NumberLiteral") as NumberLiteral[];
        expect(BigInt(literal?.text ?? "")).toBe(number < 0n ? -number : number);
      }),
    );
  });

  test("any name, delimited where it must be", () => {
    fc.assert(
      fc.property(
        fc
          .oneof(anyText, awkwardText, fc.constantFrom("size", "Ra", "TOP", "a1_", "_a", "1a", "offset"))
          .filter((name) => name !== ""),
        (name) => {
          const [table] = allOfKind(adql`SELECT * FROM ${tools.identifier("s", name)}`.text, "TableName");
          expect(table?.name.parts[1]).toMatchObject({ name });
          const [exact] = allOfKind(adql`SELECT * FROM ${tools.delimited(name)}`.text, "TableName");
          expect(exact?.name.parts).toMatchObject([{ name, delimited: true }]);
        },
      ),
    );
  });

  test("any list", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.integer()), { minLength: 1 }), (values) => {
        const [list] = allOfKind(plain`SELECT * FROM t WHERE a IN ${values}`.text, "In");
        const read = ((list?.candidates ?? []) as readonly Value[]).map((value) =>
          value.kind === "StringLiteral" ? value.value : numberOf(value),
        );
        expect(read).toEqual(values);
      }),
    );
  });
});

test("no values that are bound change what a query is", () => {
  const bound = fc.oneof(
    anyText,
    awkwardText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt(),
  );
  fc.assert(
    fc.property(bound, bound, (a, b) => {
      const { valid, tokens } = parse(
        plain`SELECT x FROM t WHERE f(x, ${a}) = ${b} AND x - ${typeof b === "string" ? 1 : b} < ${a} ORDER BY x`.text,
      );
      expect(valid).toBe(true);
      const words = tokens.filter(({ kind }) => kind === "word").map(({ text }) => text);
      expect(words).toEqual(["SELECT", "X", "FROM", "T", "WHERE", "F", "X", "AND", "X", "ORDER", "BY", "X"]);
    }),
  );
});

describe("pieces keep their meaning", () => {
  const names = ["a", "b", "c"] as const;
  type Row = Readonly<Record<string, boolean>>;
  interface Formula {
    readonly built: AdqlText;
    readonly holds: (row: Row) => boolean;
  }
  const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(...names).map((name) => ({
        built: adql`${tools.identifier(name)} = ${1}`,
        holds: (row: Row) => row[name] === true,
      })),
      fc.tuple(tie("formula"), tie("formula")).map(([p, q]) => ({
        built: adql`${p.built} AND ${q.built}`,
        holds: (row: Row) => p.holds(row) && q.holds(row),
      })),
      fc.tuple(tie("formula"), tie("formula")).map(([p, q]) => ({
        built: adql`${p.built} OR ${q.built}`,
        holds: (row: Row) => p.holds(row) || q.holds(row),
      })),
      tie("formula").map((p) => ({
        built: adql`NOT ${p.built}`,
        holds: (row: Row) => !p.holds(row),
      })),
      fc.array(tie("formula"), { maxLength: 3 }).map((parts) => ({
        built: allOf(...parts.map(({ built }) => built)),
        holds: (row: Row) => parts.every(({ holds }) => holds(row)),
      })),
    ),
  }));

  function evaluate(condition: Condition, row: Row): boolean {
    switch (condition.kind) {
      case "Logical":
        return condition.operator === "AND"
          ? condition.operands.every((operand) => evaluate(operand, row))
          : condition.operands.some((operand) => evaluate(operand, row));
      case "Not":
        return !evaluate(condition.condition, row);
      case "ParenthesizedCondition":
        return evaluate(condition.condition, row);
      case "Comparison": {
        const { left } = condition;
        return (
          left.kind === "NumberLiteral" ||
          (left.kind === "ColumnReference" && row[left.name.parts[0]?.name ?? ""] === true)
        );
      }
      default:
        throw new Error(condition.kind);
    }
  }

  test("AND, OR and NOT of conditions that were built", () => {
    fc.assert(
      fc.property(
        formula,
        fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() }),
        ({ built, holds }, row) => {
          const { body } = parseQuery(adql`SELECT * FROM t WHERE ${built}`.text);
          const where = body.kind === "Select" ? body.where : undefined;
          expect(where !== undefined && evaluate(where, row)).toBe(holds(row));
        },
      ),
      { numRuns: 500 },
    );
  });
});
