import fc from "fast-check";

// Texts of valid queries of ADQL 2.1 with every construct that keywords belong to, and CASE; words separated by blanks.

type Words = fc.Arbitrary<string>;

const words = (...parts: readonly (string | Words)[]): Words =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((found) => found.filter((word) => word !== "").join(" "));

const maybe = (part: Words): Words => fc.option(part, { nil: "", freq: 3 });
const listOf = (part: Words, most = 3): Words =>
  fc.array(part, { minLength: 1, maxLength: most }).map((parts) => parts.join(" , "));
const oneOf = (...texts: readonly string[]): Words => fc.constantFrom(...texts);

const name = oneOf("alpha", "beta", "gamma_2", '"select"', "t1");
const column: Words = fc.oneof(name, words(name, ".", name), words(name, ".", name, ".", name));

/** All that nests is counted together: a subquery in a condition in a subquery is deep enough. */
const NESTED = { depthIdentifier: fc.createDepthIdentifier(), maxDepth: 3, withCrossShrink: true } as const;

type Texts = Readonly<Record<"value" | "condition" | "table" | "select" | "body" | "query" | "whole", string>>;

const { whole: queryText } = fc.letrec<Texts>((tie) => {
  const value = tie("value");
  const condition = tie("condition");
  const query = tie("query");
  const table = tie("table");
  const subquery = words("(", query, ")");
  return {
    value: fc.oneof(
      NESTED,
      column,
      oneOf("1", "2.5e3", "'text'"),
      words(value, oneOf("+", "-", "*", "/", "||"), value),
      words("-", column),
      words("(", value, ")"),
      words(oneOf("ABS", "my_function", "COALESCE", "LOWER"), "(", listOf(value, 2), ")"),
      words("POINT ( alpha , beta )"),
      words("CAST (", value, "AS", oneOf("INTEGER", "DOUBLE PRECISION", "VARCHAR ( 10 )", "TIMESTAMP"), ")"),
      words(
        "CASE WHEN",
        condition,
        "THEN",
        value,
        maybe(words("WHEN", condition, "THEN", value)),
        "ELSE",
        value,
        "END",
      ),
      words("CASE", column, "WHEN 1 THEN", value, "END"),
    ),
    condition: fc.oneof(
      NESTED,
      words(column, oneOf("=", "<>", "<", ">="), value),
      words(value, maybe(fc.constant("NOT")), "BETWEEN", value, "AND", value),
      words(value, maybe(fc.constant("NOT")), "IN (", listOf(value), ")"),
      words(value, maybe(fc.constant("NOT")), "IN", subquery),
      words(column, maybe(fc.constant("NOT")), oneOf("LIKE", "ILIKE"), "'a%'"),
      words(column, oneOf("IS NULL", "IS NOT NULL")),
      words("EXISTS", subquery),
      words("NOT", condition),
      words("(", condition, ")"),
      words(condition, oneOf("AND", "OR"), condition),
    ),
    table: fc.oneof(
      NESTED,
      words(name, maybe(words(maybe(fc.constant("AS")), oneOf("a1", "a2")))),
      words(name, ".", name, "AS a3"),
      words(subquery, "AS a4"),
      words(table, maybe(oneOf("INNER", "LEFT", "RIGHT OUTER", "FULL")), "JOIN", name, "ON", condition),
      words(table, "LEFT JOIN", name, "AS a5 USING ( alpha , beta )"),
      words(table, "NATURAL JOIN", name),
      words("(", name, "JOIN", name, "ON", condition, ")"),
    ),
    select: words(
      "SELECT",
      maybe(oneOf("DISTINCT", "ALL")),
      maybe(fc.constant("TOP 10")),
      fc.oneof(
        fc.constant("*"),
        listOf(
          fc.oneof(
            words(value, maybe(words(maybe(fc.constant("AS")), oneOf("r1", "r2")))),
            words(name, ". *"),
            words(oneOf("COUNT", "AVG", "MAX"), "(", maybe(oneOf("DISTINCT", "ALL")), value, ")"),
            fc.constant("COUNT ( * ) AS n"),
          ),
        ),
      ),
      "FROM",
      listOf(table, 2),
      maybe(words("WHERE", condition)),
      maybe(words("GROUP BY", listOf(column), maybe(words("HAVING", condition)))),
    ),
    body: fc.oneof(
      NESTED,
      tie("select"),
      words(tie("body"), oneOf("UNION", "UNION ALL", "EXCEPT", "INTERSECT"), tie("select")),
      words("(", tie("select"), ") UNION", tie("select")),
    ),
    query: words(
      tie("body"),
      maybe(words("ORDER BY", listOf(words(column, maybe(oneOf("ASC", "DESC")))))),
      maybe(fc.constant("OFFSET 5")),
    ),
    whole: words(maybe(words("WITH", listOf(words(name, "AS", subquery), 2))), query),
  };
});

/** A valid query, its tokens separated by blanks. */
export { queryText };
