import type {
  Aggregate,
  AggregateFunction,
  Case,
  CaseBranch,
  FunctionCall,
  Identifier,
  QualifiedName,
  Value,
} from "./ast.ts";
import { checkCall } from "./call-rules.ts";
import { asCondition, asValue } from "./coerce.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, insertion, replacement } from "./edits.ts";
import { isClosing } from "./parentheses.ts";
import { closeParenthesis, commaList, isListEnd, openParenthesis } from "./recovery.ts";
import type { Token } from "./token.ts";

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
  let given = 1;
  const { token } = cursor;
  if (cursor.takeSymbol("*")) {
    argument = "*";
  } else if (isClosing(token)) {
    argument = cursor.missingValue();
    given = 0;
  } else {
    const values = commaList(cursor, "a value", value);
    argument = values[0] ?? cursor.missingValue();
    given = values.length;
  }
  closeParenthesis(cursor, opening, ["an operator"]);
  cursor.leave();
  const span = cursor.spanFrom(word.start);
  if (argument === "*") {
    checkStar(cursor, token, name, quantifier);
  } else if (given > 1 || isClosing(token)) {
    const fixes =
      name === "COUNT" && given === 0 && quantifier === undefined
        ? [fixOf("Count rows: COUNT(*)", insertion(token.start, "*"))]
        : [];
    const message = `${name} takes 1 argument, and has ${given === 0 ? "none" : given}.`;
    cursor.report("ADQL_ARGUMENTS", span, message, fixes.length === 0 ? {} : { fixes });
  }
  return { kind: "Aggregate", function: name, ...(quantifier === undefined ? {} : { quantifier }), argument, span };
}

/** `*` is for COUNT alone, and without DISTINCT. */
function checkStar(cursor: Cursor, star: Token, name: AggregateFunction, quantifier: Aggregate["quantifier"]): void {
  if (name !== "COUNT") {
    cursor.report("ADQL_ARGUMENTS", star, `${name} takes a value; only COUNT takes *.`);
  } else if (quantifier !== undefined) {
    cursor.report("ADQL_ARGUMENTS", star, `COUNT(*) counts rows and takes no ${quantifier}. Name what to count.`);
  }
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

/** Leaves out what is nested too deep; answers enter(). */
export function tooDeep(cursor: Cursor): Value {
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

/** A value, where nothing else may stand. */
export function value(cursor: Cursor): Value {
  return asValue(cursor, cursor.grammar.expression(cursor));
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
    const when = operand === undefined ? asCondition(cursor, tested) : asValue(cursor, tested);
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
