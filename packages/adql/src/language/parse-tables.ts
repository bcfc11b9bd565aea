import type { QualifiedName, Query, TableReference } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, insertion, replacement } from "./edits.ts";
import { spanOf } from "./operand-rules.ts";
import { isOpening } from "./parentheses.ts";
import { alias } from "./parse-alias.ts";
import { qualifiedName, unquotedTableName } from "./parse-names.ts";
import { closeParenthesis, isListEnd, openParenthesis } from "./recovery.ts";

/** Reads a table with its joins: what may stand in parentheses. */
type Reference = (cursor: Cursor) => TableReference | undefined;

const AFTER_TABLES = [
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "OFFSET",
  "JOIN",
  "INNER",
  "LEFT",
  "RIGHT",
  "NATURAL",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "USING",
];

/** `table_primary ::= table_name [[AS] name] | table_subquery [AS] name | '(' joined_table ')'` */
export function tablePrimary(cursor: Cursor, reference: Reference): TableReference | undefined {
  const { token, index } = cursor;
  if (isOpening(token)) return parenthesizedTable(cursor, reference);
  if (token.kind === "string" || token.kind === "number") {
    const piece = token.kind === "number" ? unquotedTableName(cursor, index) : undefined;
    if (piece === undefined) return quotedWrongly(cursor);
    return tableNamed(cursor, piece, token.start);
  }
  const name = qualifiedName(cursor, "a table", 3);
  if (name === undefined) return undefined;
  if (isOpening(cursor.token)) return tableFunction(cursor, spanOf(name).end);
  const glued =
    cursor.isAdjacent() &&
    (cursor.token.kind === "number" || (cursor.token.kind === "symbol" && "/+-*".includes(cursor.token.text)));
  const piece = glued && name.parts.every((part) => !part.delimited) ? unquotedTableName(cursor, index) : undefined;
  return tableNamed(cursor, piece ?? name, token.start);
}

function tableNamed(cursor: Cursor, name: QualifiedName, start: number): TableReference {
  const called = alias(cursor, AFTER_TABLES);
  return { kind: "TableName", name, ...(called === undefined ? {} : { alias: called }), span: cursor.spanFrom(start) };
}

/** A string where a table must stand is a name in the wrong quotes. */
function quotedWrongly(cursor: Cursor): TableReference | undefined {
  const { token } = cursor;
  if (token.kind !== "string") {
    cursor.expected(["a table"]);
    return undefined;
  }
  cursor.advance();
  const quoted = `"${token.text.replaceAll('"', '""')}"`;
  cursor.report("ADQL_SYNTAX", token, `The name of a table stands in double quotes, if it needs any: ${quoted}.`, {
    fixes: [fixOf(`Replace by ${quoted}`, replacement(token, quoted))],
  });
  const span = { start: token.start, end: token.end };
  const part = { kind: "Identifier", name: token.text, delimited: true, span } as const;
  return tableNamed(cursor, { kind: "QualifiedName", parts: [part], span }, token.start);
}

function tableFunction(cursor: Cursor, end: number): TableReference | undefined {
  const opening = cursor.token;
  const name = cursor.at(cursor.index - 1);
  cursor.report("ADQL_SYNTAX", { start: name.start, end }, "ADQL has no functions that give tables.");
  const partner = cursor.partner(cursor.index);
  if (partner === -1) openParenthesis(cursor, cursor.slice(opening));
  else cursor.jump(partner + 1);
  alias(cursor, AFTER_TABLES);
  return undefined;
}

function parenthesizedTable(cursor: Cursor, reference: Reference): TableReference | undefined {
  const opening = cursor.token;
  const { start } = opening;
  if (!cursor.enter()) {
    cursor.skipTo(() => isListEnd(cursor));
    cursor.fail();
    cursor.leave();
    return undefined;
  }
  cursor.advance();
  cursor.open++;
  const subquery = cursor.startsQuery();
  const query = subquery ? cursor.grammar.query(cursor, "nested") : undefined;
  const table = subquery ? undefined : reference(cursor);
  closeParenthesis(cursor, opening, subquery ? [] : ["JOIN"]);
  cursor.leave();
  if (query !== undefined) return derivedTable(cursor, query, start);
  if (table === undefined) return undefined;
  if (table.kind === "TableName" || table.kind === "DerivedTable") {
    cursor.extension(
      spanOf(table),
      "The grammar of ADQL has parentheses around joins and subqueries, not around one table.",
    );
  }
  const called = alias(cursor, AFTER_TABLES);
  return {
    kind: "ParenthesizedTable",
    table,
    ...(called === undefined ? {} : { alias: called }),
    span: cursor.spanFrom(start),
  };
}

/** `derived_table ::= table_subquery correlation_specification`; the name is mandatory. */
function derivedTable(cursor: Cursor, query: Query, start: number): TableReference {
  const { end } = cursor.at(cursor.index - 1);
  const named = cursor.findings.length;
  const called = alias(cursor, AFTER_TABLES);
  if (called === undefined && cursor.findings.length === named) {
    const name = freshName(cursor);
    cursor.expected(["a name of the subquery"], "Every subquery in FROM needs one.", [
      fixOf(`Name it ${name}`, insertion(end, ` AS ${name}`)),
    ]);
  }
  return {
    kind: "DerivedTable",
    query,
    ...(called === undefined ? {} : { alias: called }),
    span: cursor.spanFrom(start),
  };
}

/** `sub1`, or the first of its kind that the text has not. */
function freshName(cursor: Cursor): string {
  let number = 1;
  while (cursor.hasWord(`sub${number}`)) number++;
  return `sub${number}`;
}
