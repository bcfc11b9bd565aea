import { isRegularIdentifier, quoteIdentifier } from "@armillary/adql";
import { EngineError } from "../errors.ts";

/** The schema of tables that are given none: DuckDB's own. */
const DEFAULT_SCHEMA = "main";

export interface TableName {
  /** As it stands in a query. */
  readonly name: string;
  readonly schema: string;
}

/**
 * A table's name as ADQL has it, of what the caller calls it: `stars`, `cat.stars`, `"J/A+A/1".stars`. A text that is none of
 * these is a name as a whole and gets quotes: `my-table`.
 * @throws EngineError ENGINE_NAME for the empty name, and in the schemas that are the engine's own
 */
export function tableName(given: string): TableName {
  if (given.trim() === "" || given.includes("\0")) throw new EngineError("ENGINE_NAME", "A table needs a name.");
  const parts = partsOf(given.trim());
  const schema = parts.length > 1 ? (parts[0] as string) : DEFAULT_SCHEMA;
  if (/^"?tap_(?:schema|upload)"?$/i.test(schema)) {
    const message = `No table can be called ${given}: ${schema} is for what the engine says of itself, and for uploads.`;
    throw new EngineError("ENGINE_NAME", message);
  }
  return { name: parts.join("."), schema };
}

/** The name of an upload. */
export function uploadName(given: string): TableName {
  if (given.trim() === "") throw new EngineError("ENGINE_NAME", "An upload needs a name.");
  return { name: `TAP_UPLOAD.${quoteIdentifier(given.trim())}`, schema: "TAP_UPLOAD" };
}

/** What two names have to differ in: ADQL's case does not count. */
export function nameKey({ name, schema }: TableName): string {
  const full = name.toLowerCase().startsWith(`${schema.toLowerCase()}.`) ? name : `${schema}.${name}`;
  return full.replaceAll('"', "").toLowerCase();
}

function partsOf(given: string): readonly string[] {
  const [, schema, table] = /^(?:([A-Za-z]\w*|"(?:[^"]|"")+")\.)?([A-Za-z]\w*|"(?:[^"]|"")+")$/.exec(given) ?? [];
  if (table === undefined) return [quoteIdentifier(given)];
  const parts = schema === undefined ? [table] : [schema, table];
  return parts.map((part) => (part.startsWith('"') || isRegularIdentifier(part) ? part : quoteIdentifier(part)));
}
