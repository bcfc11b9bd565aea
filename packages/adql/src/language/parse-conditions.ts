import type { Condition, Value } from "./ast.ts";
import { asCondition, bare } from "./coerce.ts";
import type { Cursor } from "./cursor.ts";
import { deletion, fixOf } from "./edits.ts";
import { predicate } from "./parse-predicates.ts";
import { isListEnd, wordWithGap } from "./recovery.ts";

/** `search_condition`, whose first word (WHERE, ON, HAVING) has been read. */
export function searchCondition(cursor: Cursor): Condition {
  if (isListEnd(cursor)) {
    cursor.expected(["a condition"]);
    return bare(cursor.missingValue());
  }
  return asCondition(cursor, expression(cursor));
}

/** `search_condition ::= boolean_term {OR boolean_term}`, or a value. */
export function expression(cursor: Cursor): Value | Condition {
  return logical(cursor, "OR", conjunction);
}

/** `boolean_term ::= boolean_factor {AND boolean_factor}` */
function conjunction(cursor: Cursor): Value | Condition {
  return logical(cursor, "AND", negation);
}

function logical(
  cursor: Cursor,
  operator: "AND" | "OR",
  operand: (cursor: Cursor) => Value | Condition,
): Value | Condition {
  const { start } = cursor.token;
  const first = operand(cursor);
  if (!cursor.isWord(operator)) return first;
  const operands = [asCondition(cursor, first)];
  while (cursor.takeWord(operator)) operands.push(asCondition(cursor, operand(cursor)));
  return { kind: "Logical", operator, operands, span: cursor.spanFrom(start) };
}

/** `boolean_factor ::= [NOT] boolean_primary` */
function negation(cursor: Cursor): Value | Condition {
  const { token } = cursor;
  if (cursor.isWord("AND") || cursor.isWord("OR")) {
    const span = wordWithGap(token, cursor.peek());
    cursor.report(
      "ADQL_SYNTAX",
      token,
      `A condition is missing before ${token.text}. Write it, or remove the ${token.text}.`,
      {
        fixes: [fixOf(`Remove ${token.text}`, deletion(span))],
      },
    );
    cursor.advance();
    return negation(cursor);
  }
  if (!cursor.isWord("NOT")) return predicate(cursor);
  if (!cursor.enter()) return tooDeep(cursor);
  cursor.advance();
  if (cursor.isWord("NOT"))
    cursor.extension(cursor.token, "The grammar of ADQL has one NOT before a condition; more need parentheses.");
  const condition = asCondition(cursor, negation(cursor));
  cursor.leave();
  return { kind: "Not", condition, span: cursor.spanFrom(token.start) };
}

function tooDeep(cursor: Cursor): Value {
  const value = cursor.missingValue();
  cursor.skipTo(() => isListEnd(cursor));
  cursor.fail();
  cursor.leave();
  return value;
}
