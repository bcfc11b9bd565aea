import type { ServiceMetadata } from "@armillary/adql";
import { CommandError } from "../failure.ts";

/**
 * ServiceMetadata as JSON, `{"tables": [{"name", "columns": [{"name", "datatype", …}]}], "functions": …}`; a list alone is
 * one of tables.
 * @throws CommandError SCHEMA_FORMAT saying where the text departs from that
 */
export function parseSchemaJson(text: string): ServiceMetadata {
  const value = parse(text);
  const service = Array.isArray(value) ? { tables: value as unknown[] } : value;
  if (!isRecord(service)) throw wrong("a JSON object is wanted");
  for (const [index, table] of listOf(service, "tables").entries()) {
    const where = `tables[${index}]`;
    if (!isRecord(table) || typeof table["name"] !== "string") throw wrong(`${where} has no name`);
    const { columns } = table;
    if (!Array.isArray(columns)) throw wrong(`${where} has no list of columns`);
    for (const [number, column] of columns.entries()) {
      if (!isRecord(column) || typeof column["name"] !== "string")
        throw wrong(`${where}.columns[${number}] has no name`);
      for (const key of COLUMN_TEXTS) {
        if (column[key] !== undefined && typeof column[key] !== "string") {
          throw wrong(`${where}.columns[${number}].${key} is not a string`);
        }
      }
    }
  }
  for (const [index, item] of listOf(service, "functions").entries()) {
    if (!isRecord(item) || typeof item["signature"] !== "string") throw wrong(`functions[${index}] has no signature`);
  }
  for (const [index, item] of listOf(service, "features").entries()) {
    if (!isRecord(item) || typeof item["type"] !== "string" || typeof item["form"] !== "string") {
      throw wrong(`features[${index}] has no type and form`);
    }
  }
  for (const [index, item] of listOf(service, "versions").entries()) {
    if (typeof item !== "string") throw wrong(`versions[${index}] is not a string`);
  }
  return service as ServiceMetadata;
}

const COLUMN_TEXTS = ["datatype", "arraysize", "xtype", "unit", "ucd", "utype", "description"];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw wrong(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function listOf(service: Readonly<Record<string, unknown>>, key: string): readonly unknown[] {
  const list = service[key];
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw wrong(`${key} is not a list`);
  return list;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(what: string): CommandError {
  return new CommandError({ code: "SCHEMA_FORMAT", message: `This is no JSON of a schema: ${what}.` });
}
