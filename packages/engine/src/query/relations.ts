import type { DerivedTable, Query, Source, TableName, TableReference } from "@armillary/adql";
import { formOf, type SqlValue } from "../value.ts";
import { type Context, outputColumns, sourceOf } from "./context.ts";

/** What stands behind FROM for each table, before its alias. */
export type RelationTexts = Map<Source, string>;

/** Gives every table of a FROM clause its name in SQL, and finds out what its columns are. */
export function nameRelations(table: TableReference, texts: RelationTexts, context: Context): void {
  switch (table.kind) {
    case "TableName":
      nameTable(table, texts, context);
      return;
    case "DerivedTable":
      nameQuery(table, table.query, texts, context);
      return;
    case "Join":
      nameRelations(table.left, texts, context);
      nameRelations(table.right, texts, context);
      return;
    case "ParenthesizedTable":
      nameRelations(table.table, texts, context);
      if (table.alias === undefined) return;
      context.refuse(
        "ADQL_FEATURE",
        table.alias,
        "A join has no name of its own here: write (SELECT * FROM …) AS name.",
      );
  }
}

function nameTable(node: TableName, texts: RelationTexts, context: Context): void {
  const source = sourceOf(node, context);
  const alias = context.freshName("t");
  if (source.common !== undefined) {
    const common =
      context.commons.get(source.common) ??
      context.refuse("ADQL_UNKNOWN_TABLE", node, "This query of the WITH clause cannot be reached from here.");
    texts.set(source, common.name);
    context.relations.set(source, { alias, columns: outputColumns(alias, common.outputs) });
    return;
  }
  const physical = source.table === undefined ? undefined : context.catalog.physicalTable(source.table);
  if (source.table === undefined || physical === undefined) {
    const name = node.name.parts.map((part) => part.name).join(".");
    context.refuse("ADQL_UNKNOWN_TABLE", node.name, `There is no table ${name} here.`);
  }
  const types = source.table.columns;
  const columns = physical.columns.map((column, index): SqlValue => {
    const type = types[index]?.type ?? { name: "UNKNOWN" };
    return {
      sql: `${alias}.${column.sql}`,
      form: formOf(column, type),
      type,
      column: { alias, table: physical, index },
    };
  });
  texts.set(source, physical.relation);
  context.relations.set(source, { alias, columns });
}

function nameQuery(node: DerivedTable, query: Query, texts: RelationTexts, context: Context): void {
  const source = sourceOf(node, context);
  const alias = context.freshName("t");
  const { sql, outputs } = context.subquery(query);
  texts.set(source, `(${sql})`);
  context.relations.set(source, { alias, columns: outputColumns(alias, outputs) });
}
