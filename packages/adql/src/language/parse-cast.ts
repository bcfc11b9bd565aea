import type { Cast, CastType, Value } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { fixOf, replacement } from "./edits.ts";
import { tooDeep, value } from "./parse-calls.ts";
import { closeParenthesis, openParenthesis } from "./recovery.ts";

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
