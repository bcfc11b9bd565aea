import type { ColumnMetadata, ForeignKeyMetadata, TableMetadata } from "@armillary/adql";
import { element, textElement, type XmlNode, XSI } from "../xml.ts";

const NAMESPACES = {
  "xmlns:vosi": "http://www.ivoa.net/xml/VOSITables/v1.0",
  "xmlns:vs": "http://www.ivoa.net/xml/VODataService/v1.1",
  "xmlns:xsi": XSI,
};

/** Of the tables alone, or of their columns, too (VOSI 1.1, section 4.1). */
export type TablesDetail = "min" | "max";

/** All tables by their schemas, in the order of the tables (VOSI 1.1, section 4; VODataService 1.2, section 3.3). */
export function tablesDocument(tables: readonly TableMetadata[], detail: TablesDetail): XmlNode {
  const schemas = new Map<string, TableMetadata[]>();
  for (const table of tables) {
    const schema = schemaOf(table);
    schemas.set(schema, [...(schemas.get(schema) ?? []), table]);
  }
  return element(
    "vosi:tableset",
    NAMESPACES,
    [...schemas].map(([name, own]) =>
      element(
        "schema",
        element("name", name),
        own.map((table) => tableElement("table", {}, table, detail)),
      ),
    ),
  );
}

/** One table with its columns (VOSI 1.1, section 4.1.3). */
export function tableDocument(table: TableMetadata): XmlNode {
  return tableElement("vosi:table", NAMESPACES, table, "max");
}

/** What the first part of the name says where the table does not; VODataService has no table without a schema. */
function schemaOf({ name, schema }: TableMetadata): string {
  return schema ?? /^([^."]+)\./.exec(name)?.[1] ?? "default";
}

function tableElement(
  name: string,
  attributes: XmlNode["attributes"],
  table: TableMetadata,
  detail: TablesDetail,
): XmlNode {
  return element(
    name,
    { ...attributes, type: table.type },
    element("name", table.name),
    textElement("title", table.title),
    textElement("description", table.description),
    textElement("utype", table.utype),
    textElement("nrows", table.rows),
    ...(detail === "min" ? [] : table.columns.map(columnElement)),
    ...(detail === "min" ? [] : (table.foreignKeys ?? []).map(keyElement)),
  );
}

function columnElement(column: ColumnMetadata): XmlNode {
  const { name, description, unit, ucd, utype, datatype, arraysize, xtype, std, indexed, principal } = column;
  return element(
    "column",
    { std },
    element("name", name),
    textElement("description", description),
    textElement("unit", unit),
    textElement("ucd", ucd),
    textElement("utype", utype),
    datatype === undefined
      ? undefined
      : element("dataType", { "xsi:type": "vs:VOTableType", arraysize, extendedType: xtype }, datatype),
    indexed === true ? element("flag", "indexed") : undefined,
    principal === true ? element("flag", "principal") : undefined,
  );
}

function keyElement({ targetTable, columns, description }: ForeignKeyMetadata): XmlNode {
  return element(
    "foreignKey",
    element("targetTable", targetTable),
    columns.map(({ from, target }) =>
      element("fkColumn", element("fromColumn", from), element("targetColumn", target)),
    ),
    textElement("description", description),
  );
}
