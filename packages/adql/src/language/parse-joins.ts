import type { Identifier, Join, JoinType, TableReference } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, insertion, replacement } from "./edits.ts";
import { spanOf } from "./operand-rules.ts";
import { searchCondition } from "./parse-conditions.ts";
import { identifier } from "./parse-names.ts";
import { tablePrimary } from "./parse-tables.ts";
import { closeParenthesis, commaList, isListEnd, openParenthesis, withoutParentheses } from "./recovery.ts";

/** `FROM table_reference {, table_reference}`, whose FROM has been read. */
export function fromList(cursor: Cursor): TableReference[] {
  return commaList(cursor, "a table", tableReference);
}

/** `table_reference ::= table_primary {[NATURAL] [INNER | (LEFT | RIGHT | FULL) [OUTER]] JOIN table_primary [join_specification]}` */
function tableReference(cursor: Cursor): TableReference | undefined {
  const { start } = cursor.token;
  let left = tablePrimary(cursor, tableReference);
  if (left === undefined) return undefined;
  while (startsJoin(cursor)) {
    const join = joinedTable(cursor, left, start);
    if (join === undefined) break;
    left = join;
    while (left.kind === "Join" && startsSpecification(cursor)) {
      const regrouped = regroup(left);
      if (regrouped === undefined) break;
      left = withSpecification(cursor, regrouped, start);
    }
  }
  for (const join of withoutSpecification(left)) {
    cursor.report(
      "ADQL_SYNTAX",
      spanOf(join.right),
      "This JOIN has neither ON nor USING. The grammar takes it, most services do not.",
      {
        severity: "warning",
      },
    );
  }
  return left;
}

const JOIN_WORDS: ReadonlySet<string> = new Set([
  "JOIN",
  "INNER",
  "LEFT",
  "RIGHT",
  "FULL",
  "OUTER",
  "NATURAL",
  "CROSS",
]);

function startsJoin({ token }: Cursor): boolean {
  return token.kind === "word" && JOIN_WORDS.has(token.text);
}

function startsSpecification(cursor: Cursor): boolean {
  return cursor.isWord("ON") || cursor.isWord("USING");
}

function joinedTable(cursor: Cursor, left: TableReference, start: number): TableReference | undefined {
  const first = cursor.token;
  const natural = cursor.takeWord("NATURAL");
  const type = joinType(cursor);
  if (!cursor.takeWord("JOIN")) {
    const { end } = cursor.at(cursor.index - 1);
    cursor.expected(["JOIN"], "", isListEnd(cursor) ? [] : [fixOf("Insert JOIN", insertion(end, " JOIN"))]);
    if (isListEnd(cursor)) return undefined;
  }
  const right = tablePrimary(cursor, tableReference);
  if (right === undefined) return undefined;
  const join: Join = {
    kind: "Join",
    natural,
    ...(type === undefined ? {} : { type }),
    left,
    right,
    span: cursor.spanFrom(start),
  };
  if (type === "CROSS") {
    const { end } = spanOf(right);
    cursor.extension(first, "ADQL has no CROSS JOIN. Separate the tables with a comma, or write JOIN … ON 1=1.", [
      fixOf(
        "Write JOIN … ON 1=1",
        replacement({ start: first.start, end: cursor.slice(first).length + first.start }, "INNER"),
        insertion(end, " ON 1=1"),
      ),
    ]);
    return join;
  }
  // `a JOIN b NATURAL JOIN c ON x`: NATURAL needs no ON, the JOIN before does.
  if (!startsSpecification(cursor) || (natural && regroup(join) !== undefined)) return join;
  if (natural) {
    cursor.report(
      "ADQL_SYNTAX",
      cursor.token,
      "A NATURAL JOIN compares the columns of the same name, and needs no ON or USING.",
      { severity: "warning" },
    );
  }
  return withSpecification(cursor, join, start);
}

function joinType(cursor: Cursor): JoinType | undefined {
  const { token } = cursor;
  switch (token.text) {
    case "INNER":
    case "CROSS":
      cursor.advance();
      return token.text;
    case "LEFT":
    case "RIGHT":
    case "FULL":
      cursor.advance();
      cursor.takeWord("OUTER");
      return token.text;
    case "OUTER":
      cursor.expected(["LEFT, RIGHT or FULL before OUTER"], "", [
        fixOf("Insert LEFT", insertion(token.start, "LEFT ")),
        fixOf("Insert FULL", insertion(token.start, "FULL ")),
      ]);
      cursor.advance();
      return "LEFT";
    default:
      return undefined;
  }
}

/** `join_specification ::= ON search_condition | USING '(' column_name {, column_name} ')'` */
function withSpecification(cursor: Cursor, join: Join, start: number): Join {
  if (cursor.takeWord("ON")) {
    const on = searchCondition(cursor);
    return { ...join, on, span: cursor.spanFrom(start) };
  }
  cursor.advance();
  const opening = cursor.token;
  const column = (item: Cursor): Identifier | undefined => identifier(item, "the name of a column, without table");
  let using: readonly Identifier[] = [];
  if (cursor.isName(opening)) {
    const single = withoutParentheses(cursor, "USING", () => column(cursor));
    if (single !== undefined) using = [single];
  } else if (openParenthesis(cursor, "USING") !== undefined) {
    using = commaList(cursor, "a column", column);
    closeParenthesis(cursor, opening, ["a comma"]);
  }
  return { ...join, using, span: cursor.spanFrom(start) };
}

/** `a JOIN b JOIN c ON x ON y`: the second ON belongs to the first JOIN, `a JOIN (b JOIN c ON x) ON y`. */
function regroup(join: Join): Join | undefined {
  const outer = join.left;
  if (
    outer.kind !== "Join" ||
    outer.natural ||
    outer.type === "CROSS" ||
    outer.on !== undefined ||
    outer.using !== undefined
  )
    return undefined;
  const right: Join = { ...join, left: outer.right, span: { start: spanOf(outer.right).start, end: spanOf(join).end } };
  return { ...outer, right };
}

/** Joins of a chain that have no condition and should, in the order of the text. */
function withoutSpecification(table: TableReference): Join[] {
  const found: Join[] = [];
  const waiting: TableReference[] = [table];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.kind !== "Join") continue;
    if (!next.natural && next.type !== "CROSS" && next.on === undefined && next.using === undefined) found.push(next);
    waiting.push(next.left, next.right);
  }
  return found.reverse();
}
