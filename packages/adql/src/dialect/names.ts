import type { Identifier, QualifiedName } from "../language/ast.ts";
import { tokenize } from "../language/lexer.ts";

/** Whether two names mean the same: without quotes in any case, with quotes exactly (ADQL 2.1, section 2.1.6). */
export function sameName(a: Identifier, b: Identifier): boolean {
  if (a.delimited && b.delimited) return a.name === b.name;
  return a.name.toLowerCase() === b.name.toLowerCase();
}

/** Whether a name as a query has it means the table or column of a name as metadata has it. */
export function meansName(written: QualifiedName, name: string): boolean {
  const parts = namesIn(name);
  return (
    parts.length >= written.parts.length &&
    written.parts.every((part, index) => {
      const other = parts[parts.length - written.parts.length + index];
      return other !== undefined && sameName(part, other);
    })
  );
}

/** The names that a name as metadata has it consists of: `"J/A+A/1"."table-2"` has two. */
export function namesIn(name: string): readonly Identifier[] {
  const tokens = tokenize(name).tokens.filter(({ kind }) => kind === "word" || kind === "delimited");
  return tokens.map(({ kind, text, start, end }) =>
    kind === "delimited"
      ? { kind: "Identifier", name: text, delimited: true }
      : { kind: "Identifier", name: name.slice(start, end), delimited: false },
  );
}
