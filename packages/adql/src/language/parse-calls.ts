import type {
  Aggregate,
  AggregateFunction,
  Case,
  CaseBranch,
  Cast,
  CastType,
  Condition,
  FunctionCall,
  Identifier,
  QualifiedName,
  Value,
} from "./ast.ts";
import { checkCall } from "./call-rules.ts";
import { type Cursor, fixOf, insertion, isClosing, replacement } from "./cursor.ts";
import { closeParenthesis, commaList, isListEnd, openParenthesis } from "./recovery.ts";

const AGGREGATES: ReadonlySet<string> = new Set<AggregateFunction>(["AVG", "MAX", "MIN", "SUM", "COUNT"]);

export function isAggregate(word: string): word is AggregateFunction {
  return AGGREGATES.has(word);
}

/** `set_function_specification ::= COUNT '(' * ')' | (AVG | MAX | MIN | SUM | COUNT) '(' [DISTINCT | ALL] value_expression ')'` */
export function aggregate(cursor: Cursor): Value {
  if (!cursor.enter()) return tooDeep(cursor);
  const word = cursor.advance();
  const name = word.text as AggregateFunction;
  const opening = openParenthesis(cursor, name) ?? word;
  const quantifier =
    cursor.isWord("DISTINCT") || cursor.isWord("ALL") ? (cursor.advance().text as "DISTINCT" | "ALL") : undefined;
  let argument: Aggregate["argument"];
  if (cursor.isSymbol("*")) {
    argument = "*";
    const star = cursor.advance();
    if (name !== "COUNT") {
      cursor.report("ADQL_ARGUMENTS", star, `${name} takes a value; only COUNT takes *.`);
    } else if (quantifier !== undefined) {
      cursor.report("ADQL_ARGUMENTS", star, `COUNT(*) counts rows and takes no ${quantifier}. Name what to count.`);
    }
  } else if (isClosing(cursor.token)) {
    const fixes =
      name === "COUNT" && quantifier === undefined
        ? [fixOf("Count rows: COUNT(*)", insertion(cursor.token.start, "*"))]
        : [];
    cursor.report(
      "ADQL_ARGUMENTS",
      cursor.spanFrom(word.start),
      `${name} takes 1 argument, and has none.`,
      fixes.length === 0 ? {} : { fixes },
    );
    argument = cursor.missingValue();
  } else {
    const values = commaList(cursor, "a value", value);
    argument = values[0] ?? cursor.missingValue();
    if (values.length > 1) {
      cursor.report(
        "ADQL_ARGUMENTS",
        cursor.spanFrom(word.start),
        `${name} takes 1 argument, and has ${values.length}.`,
      );
    }
  }
  closeParenthesis(cursor, opening, ["an operator"]);
  cursor.leave();
  return {
    kind: "Aggregate",
    function: name,
    ...(quantifier === undefined ? {} : { quantifier }),
    argument,
    span: cursor.spanFrom(word.start),
  };
}

/** `name '(' [value_expression {, value_expression}] ')'`: a function of ADQL, a user-defined one, or one of SQL's. */
export function callOf(cursor: Cursor, written?: Identifier | QualifiedName): Value {
  if (!cursor.enter()) return tooDeep(cursor);
  const name = written === undefined ? wordName(cursor) : nameOfFunction(cursor, written);
  const start = name.span?.start ?? cursor.token.start;
  const opening = openParenthesis(cursor, cursor.slice(name.span ?? cursor.token));
  let given: readonly Value[] = [];
  if (opening !== undefined) {
    if (!isClosing(cursor.token)) given = commaList(cursor, "an argument", value);
    closeParenthesis(cursor, opening, ["a comma", "an operator"]);
  }
  cursor.leave();
  const call: FunctionCall = { kind: "FunctionCall", name, arguments: given, span: cursor.spanFrom(start) };
  checkCall(cursor, call);
  return call;
}

function tooDeep(cursor: Cursor): Value {
  const missing = cursor.missingValue();
  cursor.skipTo(() => isListEnd(cursor));
  cursor.fail();
  cursor.leave();
  return missing;
}

function wordName(cursor: Cursor): QualifiedName {
  const token = cursor.advance();
  const span = { start: token.start, end: token.end };
  return {
    kind: "QualifiedName",
    parts: [{ kind: "Identifier", name: cursor.slice(token), delimited: false, span }],
    span,
  };
}

function nameOfFunction(cursor: Cursor, written: Identifier | QualifiedName): QualifiedName {
  const span = written.span ?? cursor.token;
  if (written.kind === "QualifiedName") {
    cursor.extension(span, "Functions of ADQL have no schema; some services have functions in one.");
    return written;
  }
  cursor.report("ADQL_SYNTAX", span, "The name of a function stands without quotes.", {
    fixes: [fixOf("Remove the quotes", replacement(span, written.name))],
  });
  return { kind: "QualifiedName", parts: [written], span };
}

function value(cursor: Cursor): Value {
  return valueOnly(cursor, cursor.grammar.expression(cursor));
}

/** What must be a value; a condition is reported. */
function valueOnly(cursor: Cursor, operand: Value | Condition): Value {
  return cursor.grammar.asValue(cursor, operand);
}

// Types of `<cast_target>` (ADQL 2.1, section 4.7.1).
const CAST_TYPES: ReadonlySet<string> = new Set([
  "SMALLINT",
  "INTEGER",
  "BIGINT",
  "REAL",
  "DOUBLE PRECISION",
  "CHAR",
  "VARCHAR",
  "TIMESTAMP",
  "POINT",
  "CIRCLE",
  "POLYGON",
]);

/** Types of SQL and of databases, by the type of ADQL that means the same. */
const OTHER_TYPES: ReadonlyMap<string, string> = new Map([
  ["DOUBLE", "DOUBLE PRECISION"],
  ["FLOAT", "DOUBLE PRECISION"],
  ["FLOAT8", "DOUBLE PRECISION"],
  ["FLOAT4", "REAL"],
  ["INT", "INTEGER"],
  ["INT4", "INTEGER"],
  ["INT2", "SMALLINT"],
  ["INT8", "BIGINT"],
  ["LONG", "BIGINT"],
  ["CHARACTER", "CHAR"],
  ["CHARACTER VARYING", "VARCHAR"],
  ["NVARCHAR", "VARCHAR"],
  ["TEXT", "VARCHAR"],
  ["STRING", "VARCHAR"],
  ["DATETIME", "TIMESTAMP"],
]);

/** `cast_specification ::= CAST '(' value_expression AS cast_target ')'` */
export function castSpecification(cursor: Cursor): Value {
  if (!cursor.enter()) return tooDeep(cursor);
  const word = cursor.advance();
  cursor.since21(word, "CAST");
  cursor.feature("type", "CAST", word);
  const opening = openParenthesis(cursor, "CAST") ?? word;
  const expression = value(cursor);
  if (!cursor.takeWord("AS")) {
    const comma = cursor.token;
    cursor.expected(
      ["AS and a type"],
      "",
      cursor.isSymbol(",") ? [fixOf("Replace , by AS", replacement(comma, " AS"))] : [],
    );
    cursor.takeSymbol(",");
  }
  const type = castType(cursor);
  closeParenthesis(cursor, opening);
  cursor.leave();
  const node: Cast = { kind: "Cast", expression, type, span: cursor.spanFrom(word.start) };
  return node;
}

/** `cast_target`: one word or two, and for strings a length. */
function castType(cursor: Cursor): CastType {
  const { start } = cursor.token;
  const words: string[] = [];
  while (cursor.token.kind === "word" && cursor.token.text !== "NULL" && words.length < 2)
    words.push(cursor.advance().text);
  const name = words.join(" ");
  const span = cursor.spanFrom(start);
  if (name === "") {
    cursor.expected([...CAST_TYPES].slice(0, -1).concat("POLYGON"));
    if (cursor.isWord("NULL")) cursor.advance();
    return { kind: "CastType", name: "VARCHAR", span };
  }
  const length = typeLength(cursor, name);
  if (!CAST_TYPES.has(name)) {
    const meant = OTHER_TYPES.get(name);
    cursor.extension(
      span,
      `${name} is no type of ADQL.${meant === undefined ? ` Its types are ${[...CAST_TYPES].join(", ")}.` : ` Write ${meant}.`}`,
      meant === undefined ? [] : [fixOf(`Replace by ${meant}`, replacement(span, meant))],
    );
  }
  return { kind: "CastType", name, ...(length === undefined ? {} : { length }), span: cursor.spanFrom(start) };
}

function typeLength(cursor: Cursor, name: string): number | undefined {
  if (!cursor.isSymbol("(")) return undefined;
  const opening = openParenthesis(cursor, name) ?? cursor.token;
  const { token } = cursor;
  const valid = token.kind === "number" && /^[0-9]{1,9}$/.test(token.text);
  if (valid) cursor.advance();
  else cursor.expected(["a length in digits"]);
  if (valid && CAST_TYPES.has(name) && !name.endsWith("CHAR")) {
    cursor.report("ADQL_SYNTAX", token, `${name} has no length; CHAR and VARCHAR have one.`);
  }
  closeParenthesis(cursor, opening);
  return valid ? Number(token.text) : undefined;
}

/** `CASE [value] WHEN … THEN value {WHEN …} [ELSE value] END`: SQL's. */
export function caseExpression(cursor: Cursor): Value {
  if (!cursor.enter()) return tooDeep(cursor);
  const { start } = cursor.token;
  const first = cursor.advance();
  const operand = cursor.isWord("WHEN") ? undefined : value(cursor);
  const branches: CaseBranch[] = [];
  while (cursor.isWord("WHEN")) {
    const branch = cursor.advance();
    const tested = cursor.grammar.expression(cursor);
    const when = operand === undefined ? cursor.grammar.asCondition(cursor, tested) : valueOnly(cursor, tested);
    if (!cursor.takeWord("THEN")) cursor.expected(["THEN"]);
    const then = value(cursor);
    branches.push({ kind: "CaseBranch", when, then, span: cursor.spanFrom(branch.start) });
  }
  if (branches.length === 0) cursor.expected(["WHEN"]);
  const otherwise = cursor.takeWord("ELSE") ? value(cursor) : undefined;
  if (!cursor.takeWord("END")) {
    const { end } = cursor.at(cursor.index - 1);
    cursor.expected(["END of the CASE"], "", [fixOf("Insert END", insertion(end, " END"))]);
  }
  cursor.leave();
  const node: Case = {
    kind: "Case",
    ...(operand === undefined ? {} : { operand }),
    branches,
    ...(otherwise === undefined ? {} : { otherwise }),
    span: cursor.spanFrom(start),
  };
  cursor.extension(first, "ADQL has no CASE; some services do.");
  return node;
}
