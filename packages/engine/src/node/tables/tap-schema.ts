import type { ForeignKeyMetadata, TableMetadata } from "@armillary/adql";
import {
  type CellValue,
  type ColumnBatch,
  createColumnWriter,
  type Datatype,
  type Field,
  layoutOfDatatype,
} from "@armillary/columns";

/** A table of TAP_SCHEMA with its rows. */
export interface SchemaTable {
  readonly metadata: TableMetadata;
  readonly fields: readonly Field[];
  readonly batch: ColumnBatch;
}

type ColumnSpec = readonly [name: string, datatype: Datatype, description: string];

interface TableSpec {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ColumnSpec[];
  readonly keys?: readonly {
    readonly target: string;
    readonly columns: readonly (readonly [from: string, target: string])[];
  }[];
}

/** The tables of TAP_SCHEMA and their columns (TAP 1.1, section 4). */
const SPECS: readonly TableSpec[] = [
  {
    name: "schemas",
    description: "Schemas that tables are in",
    columns: [
      ["schema_name", "char", "Name of the schema, as in queries"],
      ["utype", "char", "UTYPE of the schema"],
      ["description", "char", "What is in it"],
      ["schema_index", "int", "Place in a list of schemas"],
    ],
  },
  {
    name: "tables",
    description: "Tables that can be queried",
    columns: [
      ["schema_name", "char", "Schema that the table is in"],
      ["table_name", "char", "Name of the table, as in queries"],
      ["table_type", "char", "table or view"],
      ["utype", "char", "UTYPE of the table"],
      ["description", "char", "What is in it"],
      ["table_index", "int", "Place in a list of tables"],
    ],
    keys: [{ target: "schemas", columns: [["schema_name", "schema_name"]] }],
  },
  {
    name: "columns",
    description: "Columns of the tables",
    columns: [
      ["table_name", "char", "Table that the column is in"],
      ["column_name", "char", "Name of the column, as in queries"],
      ["datatype", "char", "Datatype as in VOTable"],
      ["arraysize", "char", "Shape of arrays and length of text as in VOTable"],
      ["xtype", "char", "What the values stand for (DALI)"],
      ["size", "int", "Length of text of a fixed length; arraysize says more"],
      ["description", "char", "What is in it"],
      ["utype", "char", "UTYPE of the column"],
      ["unit", "char", "Unit of the values (VOUnits)"],
      ["ucd", "char", "UCD of the column"],
      ["indexed", "int", "1 where a condition on the column is fast"],
      ["principal", "int", "1 for columns of most use"],
      ["std", "int", "1 for columns of a standard"],
      ["column_index", "int", "Place in the table"],
    ],
    keys: [{ target: "tables", columns: [["table_name", "table_name"]] }],
  },
  {
    name: "keys",
    description: "Foreign keys between tables",
    columns: [
      ["key_id", "char", "Identifier of the key"],
      ["from_table", "char", "Table that has the key"],
      ["target_table", "char", "Table that it points to"],
      ["utype", "char", "UTYPE of the key"],
      ["description", "char", "What it means"],
    ],
    keys: [
      { target: "tables", columns: [["from_table", "table_name"]] },
      { target: "tables", columns: [["target_table", "table_name"]] },
    ],
  },
  {
    name: "key_columns",
    description: "Columns of foreign keys",
    columns: [
      ["key_id", "char", "Key that they are of"],
      ["from_column", "char", "Column of the table that has the key"],
      ["target_column", "char", "Column of the table that it points to"],
    ],
    keys: [{ target: "keys", columns: [["key_id", "key_id"]] }],
  },
];

const SCHEMA_DESCRIPTION = "What there is to be queried: schemas, tables, columns and foreign keys";

/** The tables of TAP_SCHEMA, themselves among those that they tell of. */
export function tapSchema(tables: readonly TableMetadata[]): readonly SchemaTable[] {
  const own = SPECS.map(metadataOf);
  const rows = rowsOf([...tables, ...own]);
  return SPECS.map((spec, index) => {
    const fields = spec.columns.map(fieldOf);
    return {
      metadata: own[index] as TableMetadata,
      fields,
      batch: batchOf(fields, rows[spec.name as keyof typeof rows]),
    };
  });
}

function metadataOf({ name, description, columns, keys = [] }: TableSpec): TableMetadata {
  return {
    name: `TAP_SCHEMA.${name}`,
    schema: "TAP_SCHEMA",
    type: "table",
    description,
    columns: columns.map((spec) => {
      const { name: column, datatype, arraysize, description: about = "" } = fieldOf(spec);
      return {
        // A reserved word.
        name: column === "size" ? '"size"' : column,
        datatype,
        ...(arraysize === undefined ? {} : { arraysize }),
        description: about,
        std: true,
      };
    }),
    foreignKeys: keys.map(
      ({ target, columns: pairs }): ForeignKeyMetadata => ({
        targetTable: `TAP_SCHEMA.${target}`,
        columns: pairs.map(([from, to]) => ({ from, target: to })),
      }),
    ),
  };
}

function fieldOf([name, datatype, description]: ColumnSpec): Field {
  const shape = datatype === "char" ? { datatype, arraysize: "*" } : { datatype };
  return { name, ...shape, description, layout: layoutOfDatatype(datatype) };
}

type Row = readonly (string | number | undefined)[];

function rowsOf(
  tables: readonly TableMetadata[],
): Record<"schemas" | "tables" | "columns" | "keys" | "key_columns", Row[]> {
  const schemas = [...new Set(tables.map(({ schema = "" }) => schema))];
  const keys = tables.flatMap((table) => (table.foreignKeys ?? []).map((key) => ({ table, key })));
  return {
    schemas: schemas.map((schema, index) => [
      schema,
      undefined,
      schema === "TAP_SCHEMA" ? SCHEMA_DESCRIPTION : undefined,
      index,
    ]),
    tables: tables.map(({ schema = "", name, type = "table", utype, description }, index) => [
      schema,
      name,
      type,
      utype,
      description,
      index,
    ]),
    columns: tables.flatMap((table) =>
      table.columns.map((column, index) => [
        table.name,
        column.name,
        column.datatype,
        column.arraysize,
        column.xtype,
        sizeOf(column.arraysize),
        column.description,
        column.utype,
        column.unit,
        column.ucd,
        Number(column.indexed ?? false),
        Number(column.principal ?? false),
        Number(column.std ?? false),
        index,
      ]),
    ),
    keys: keys.map(({ table, key }, index) => [
      `key_${index}`,
      table.name,
      key.targetTable,
      undefined,
      key.description,
    ]),
    key_columns: keys.flatMap(({ key }, index) =>
      key.columns.map(({ from, target }) => [`key_${index}`, from, target]),
    ),
  };
}

function batchOf(fields: readonly Field[], rows: readonly Row[]): ColumnBatch {
  const columns = fields.map(({ layout }, index) => {
    const writer = createColumnWriter(layout);
    for (const row of rows) writer.append((row[index] ?? null) as CellValue);
    return writer.take();
  });
  return { rows: rows.length, columns };
}

/** The number of a one-dimensional arraysize, bounded or fixed; taplint holds the two against one another. */
function sizeOf(arraysize: string | undefined): number | undefined {
  const digits = /^(\d+)\*?$/.exec(arraysize ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
