import type {
  CaseBranch,
  Condition,
  Identifier,
  NumberLiteral,
  OrderTerm,
  QualifiedName,
  Query,
  QueryBody,
  Select,
  SelectItem,
  StringLiteral,
  TableReference,
  Value,
} from "@armillary/adql";
import { isReserved } from "@armillary/adql";
import fc from "fast-check";

// Trees of ADQL of every kind of node, as a program would build them: without spans, and without the parentheses that
// the printer adds. What the grammar cannot tell apart is left out: a subquery alone in the list of an IN.

const REGULAR = /^[A-Za-z][A-Za-z0-9_]*$/;
const nasty = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 6 }),
  fc.constantFrom(
    "select",
    "FROM",
    'a"b',
    '"',
    "''",
    "--",
    "a.b",
    " ",
    "J/A+A/1",
    "ünï",
    "\n",
    "日本",
    "N",
    "/* */",
    "]",
    "x'y",
  ),
);
const regular = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,7}$/)
  .filter((name) => REGULAR.test(name) && !isReserved(name));

export const identifiers: fc.Arbitrary<Identifier> = fc.oneof(
  { weight: 3, arbitrary: regular.map((name) => ({ kind: "Identifier" as const, name, delimited: false })) },
  nasty.map((name) => ({ kind: "Identifier" as const, name, delimited: true })),
);

function names(most: number): fc.Arbitrary<QualifiedName> {
  return fc.array(identifiers, { minLength: 1, maxLength: most }).map((parts) => ({ kind: "QualifiedName", parts }));
}

const digits: fc.Arbitrary<NumberLiteral> = fc.nat().map((value) => ({ kind: "NumberLiteral", text: String(value) }));
const numbers: fc.Arbitrary<NumberLiteral> = fc.oneof(
  digits,
  fc
    .constantFrom("1.", ".5", "1.5", "1e3", "2.5E-10", ".1e+7", "0x1F", "00")
    .map((text) => ({ kind: "NumberLiteral" as const, text })),
);
const strings: fc.Arbitrary<StringLiteral> = fc
  .tuple(fc.oneof(fc.string({ unit: "binary", maxLength: 6 }), nasty), fc.boolean())
  .map(([value, national]) => ({ kind: "StringLiteral", value, ...(national ? { national } : {}) }));
const columns: fc.Arbitrary<Value> = names(4).map((name) => ({ kind: "ColumnReference", name }));

/** Leaves out the keys whose value is undefined. */
function present<Item extends object>(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as Item;
}

const maybe = <Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item | undefined> => fc.option(item, { nil: undefined });
const some = <Item>(item: fc.Arbitrary<Item>, maxLength = 3): fc.Arbitrary<Item[]> =>
  fc.array(item, { minLength: 1, maxLength });

interface Nodes {
  value: Value;
  condition: Condition;
  query: Query;
  body: QueryBody;
  table: TableReference;
}

const functionNames = fc.oneof(
  regular,
  fc.constantFrom(
    "ABS",
    "point",
    "Circle",
    "POLYGON",
    "LOWER",
    "COALESCE",
    "in_unit",
    "CONTAINS",
    "ivo_hasword",
    "PI",
    "RAND",
  ),
);
const TYPES = ["SMALLINT", "INTEGER", "BIGINT", "REAL", "DOUBLE PRECISION", "TIMESTAMP", "POINT", "CIRCLE", "POLYGON"];

const depth = fc.createDepthIdentifier();

const nodes = fc.letrec<Nodes>((tie) => {
  const value = tie("value") as fc.Arbitrary<Value>;
  const condition = tie("condition") as fc.Arbitrary<Condition>;
  const query = tie("query") as fc.Arbitrary<Query>;
  const body = tie("body") as fc.Arbitrary<QueryBody>;
  const table = tie("table") as fc.Arbitrary<TableReference>;
  const negated = fc.boolean();

  const aggregate: fc.Arbitrary<Value> = fc.oneof(
    fc.constant<Value>({ kind: "Aggregate", function: "COUNT", argument: "*" }),
    fc
      .record({
        kind: fc.constant("Aggregate" as const),
        function: fc.constantFrom("AVG" as const, "MAX" as const, "MIN" as const, "SUM" as const, "COUNT" as const),
        quantifier: maybe(fc.constantFrom("ALL" as const, "DISTINCT" as const)),
        argument: value,
      })
      .map((node) => present(node) as Value),
  );
  const cast: fc.Arbitrary<Value> = fc
    .tuple(
      value,
      fc.oneof(
        fc.constantFrom(...TYPES).map((name) => ({ kind: "CastType" as const, name })),
        fc
          .tuple(fc.constantFrom("CHAR", "VARCHAR"), maybe(fc.nat(1000)))
          .map(([name, length]) => present({ kind: "CastType" as const, name, length })),
      ),
    )
    .map(([expression, type]) => ({ kind: "Cast", expression, type }) as Value);
  const branches = (when: fc.Arbitrary<Value | Condition>): fc.Arbitrary<CaseBranch[]> =>
    // biome-ignore lint/suspicious/noThenProperty: a branch has a THEN
    some(fc.record({ kind: fc.constant("CaseBranch" as const), when, then: value }), 2);
  const cases: fc.Arbitrary<Value> = fc.oneof(
    fc
      .record({
        kind: fc.constant("Case" as const),
        operand: value,
        branches: branches(value),
        otherwise: maybe(value),
      })
      .map((node) => present(node) as Value),
    fc
      .record({ kind: fc.constant("Case" as const), branches: branches(condition), otherwise: maybe(value) })
      .map((node) => present(node) as Value),
  );
  const call: fc.Arbitrary<Value> = fc.tuple(functionNames, fc.array(value, { maxLength: 3 })).map(([name, given]) => ({
    kind: "FunctionCall",
    name: { kind: "QualifiedName", parts: [{ kind: "Identifier", name, delimited: false }] },
    arguments: given,
  }));

  const join: fc.Arbitrary<TableReference> = fc
    .tuple(
      table,
      table,
      fc.constantFrom(undefined, "INNER" as const, "LEFT" as const, "RIGHT" as const, "FULL" as const),
      fc.oneof(
        fc.constant({ natural: true }),
        fc.constant({ natural: false }),
        condition.map((on) => ({ natural: false, on })),
        some(identifiers).map((using) => ({ natural: false, using })),
      ),
    )
    .map(
      ([left, right, type, specification]) =>
        present({ kind: "Join" as const, type, left, right, ...specification }) as TableReference,
    );

  return {
    value: fc.oneof(
      { maxDepth: 5, depthIdentifier: depth, withCrossShrink: true },
      columns,
      numbers,
      strings,
      fc.constant<Value>({ kind: "NullLiteral" }),
      fc.record({
        kind: fc.constant("UnaryOperation" as const),
        operator: fc.constantFrom("+" as const, "-" as const, "~" as const),
        operand: value,
      }),
      fc.record({
        kind: fc.constant("BinaryOperation" as const),
        operator: fc.constantFrom(
          "*" as const,
          "/" as const,
          "%" as const,
          "+" as const,
          "-" as const,
          "||" as const,
          "&" as const,
          "^" as const,
          "|" as const,
        ),
        left: value,
        right: value,
      }),
      call,
      aggregate,
      cast,
      cases,
      query.map((inner): Value => ({ kind: "ScalarSubquery", query: inner })),
      value.map((expression): Value => ({ kind: "ParenthesizedValue", expression })),
    ),
    condition: fc.oneof(
      { maxDepth: 5, depthIdentifier: depth, withCrossShrink: true },
      fc.record({
        kind: fc.constant("Comparison" as const),
        operator: fc.constantFrom(
          "=" as const,
          "<>" as const,
          "!=" as const,
          "<" as const,
          ">" as const,
          "<=" as const,
          ">=" as const,
        ),
        left: value,
        right: value,
      }),
      fc.record({ kind: fc.constant("IsNull" as const), negated, value }),
      fc.record({ kind: fc.constant("Between" as const), negated, value, low: value, high: value }),
      fc.record({
        kind: fc.constant("Like" as const),
        negated,
        operator: fc.constantFrom("LIKE" as const, "ILIKE" as const),
        value,
        pattern: value,
      }),
      fc.record({
        kind: fc.constant("In" as const),
        negated,
        value,
        candidates: fc.oneof(
          query,
          some(value).filter((list) => list.length > 1 || !holdsOneSubquery(list[0])),
        ),
      }),
      query.map((inner): Condition => ({ kind: "Exists", query: inner })),
      value.map((inner): Condition => ({ kind: "BareCondition", value: inner })),
      condition.map((inner): Condition => ({ kind: "Not", condition: inner })),
      condition.map((inner): Condition => ({ kind: "ParenthesizedCondition", condition: inner })),
      fc.record({
        kind: fc.constant("Logical" as const),
        operator: fc.constantFrom("AND" as const, "OR" as const),
        operands: fc.array(condition, { minLength: 2, maxLength: 3 }),
      }),
    ),
    table: fc.oneof(
      { maxDepth: 5, depthIdentifier: depth, withCrossShrink: true },
      fc
        .record({ kind: fc.constant("TableName" as const), name: names(3), alias: maybe(identifiers) })
        .map((node) => present(node) as TableReference),
      fc
        .record({ kind: fc.constant("DerivedTable" as const), query, alias: maybe(identifiers) })
        .map((node) => present(node) as TableReference),
      join,
      fc
        .record({ kind: fc.constant("ParenthesizedTable" as const), table, alias: maybe(identifiers) })
        .map((node) => present(node) as TableReference),
    ),
    body: fc.oneof(
      { maxDepth: 5, depthIdentifier: depth, withCrossShrink: true },
      fc
        .record({
          kind: fc.constant("Select" as const),
          quantifier: maybe(fc.constantFrom("ALL" as const, "DISTINCT" as const)),
          top: maybe(digits),
          columns: some(selectItems(value)),
          from: some(table, 2),
          where: maybe(condition),
          groupBy: fc.array(value, { maxLength: 2 }),
          having: maybe(condition),
        })
        .map((node) => present(node) as Select),
      query.map((inner): QueryBody => ({ kind: "ParenthesizedQuery", query: inner })),
      fc.record({
        kind: fc.constant("SetOperation" as const),
        operator: fc.constantFrom("UNION" as const, "EXCEPT" as const, "INTERSECT" as const),
        all: fc.boolean(),
        left: body,
        right: body,
      }),
    ),
    query: fc
      .record({
        kind: fc.constant("Query" as const),
        with: fc.constant([]),
        body,
        orderBy: fc.array(orderTerms(value), { maxLength: 2 }),
        offset: maybe(digits),
      })
      .map((node) => present(node) as Query),
  };
});

function selectItems(value: fc.Arbitrary<Value>): fc.Arbitrary<SelectItem> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .record({ kind: fc.constant("SelectColumn" as const), expression: value, alias: maybe(identifiers) })
        .map((node) => present(node) as SelectItem),
    },
    maybe(names(3)).map((table) => present({ kind: "AllColumns" as const, table }) as SelectItem),
  );
}

function orderTerms(value: fc.Arbitrary<Value>): fc.Arbitrary<OrderTerm> {
  return fc
    .record({
      kind: fc.constant("OrderTerm" as const),
      expression: value,
      direction: maybe(fc.constantFrom("ASC" as const, "DESC" as const)),
    })
    .map((node) => present(node) as OrderTerm);
}

function holdsOneSubquery(value: Value | undefined): boolean {
  if (value?.kind === "ParenthesizedValue") return holdsOneSubquery(value.expression);
  return value?.kind === "ScalarSubquery";
}

/** Whole queries, some with a WITH clause. */
export const queries: fc.Arbitrary<Query> = fc
  .tuple(
    nodes.query,
    fc.array(fc.tuple(identifiers, fc.array(identifiers, { maxLength: 2 }), nodes.query), { maxLength: 2 }),
  )
  .map(([query, tables]) => ({
    ...query,
    with: tables.map(([name, listed, inner]) => ({
      kind: "CommonTable" as const,
      name,
      columns: listed,
      query: inner,
    })),
  }));
