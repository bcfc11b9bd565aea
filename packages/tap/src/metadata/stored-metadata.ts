import type { AdqlDeclaration, TableDescription } from "@armillary/dali";
import type { KnownTables } from "./service-tables.ts";
import type { Validators } from "./table-list.ts";

/** What is kept of a service. */
export interface StoredMetadata {
  /** Base URL, without credentials. */
  readonly url: string;
  /** When the service last said so; ISO 8601, UTC. */
  readonly fetchedAt: string;
  readonly validators: Validators;
  readonly tables: KnownTables;
  /** What the service declares of ADQL; absent where it does not. */
  readonly adql?: AdqlDeclaration;
}

const FORMAT = "armillary service metadata";
const VERSION = 1;

export function printStored(stored: StoredMetadata): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...stored })}\n`;
}

/**
 * Reads what was kept of a service. Whatever is wrong with it (cut off, of another version, of another service, edited) it
 * is as if there was nothing.
 */
export function readStored(text: string, url: string): StoredMetadata | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value["format"] !== FORMAT || value["version"] !== VERSION || value["url"] !== url)
    return undefined;
  const { fetchedAt, validators, tables, adql } = value;
  if (typeof fetchedAt !== "string" || Number.isNaN(Date.parse(fetchedAt))) return undefined;
  if (!isTexts(validators) || !isKnownTables(tables) || !(adql === undefined || isDeclaration(adql))) return undefined;
  return { url, fetchedAt, validators, tables, ...(adql === undefined ? {} : { adql }) };
}

function isKnownTables(value: unknown): value is KnownTables {
  if (!isRecord(value)) return false;
  const { source, schemas, tables, loaded, problems } = value;
  return (
    (source === "vosi" || source === "tap_schema") &&
    isList(schemas, isRecord) &&
    isList(tables, isTable) &&
    (loaded === "all" || isList(loaded, isText)) &&
    isList(problems, isText)
  );
}

function isTable(value: unknown): value is TableDescription {
  return (
    isRecord(value) &&
    isText(value["name"]) &&
    isList(
      value["columns"],
      (column) => isRecord(column) && isText(column["name"]) && isList(column["flags"], isText),
    ) &&
    (value["foreignKeys"] === undefined || isList(value["foreignKeys"], isKey))
  );
}

function isKey(value: unknown): boolean {
  if (!isRecord(value) || !isText(value["targetTable"])) return false;
  return isList(value["columns"], (pair) => isRecord(pair) && isText(pair["from"]) && isText(pair["target"]));
}

function isDeclaration(value: unknown): value is AdqlDeclaration {
  return (
    isRecord(value) &&
    isList(value["versions"], isText) &&
    isList(value["functions"], (each) => isRecord(each) && isText(each["signature"])) &&
    isList(value["features"], (each) => isRecord(each) && isText(each["type"]) && isText(each["form"]))
  );
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every(isText);
}

function isList<Item>(value: unknown, isItem: (item: unknown) => boolean): value is readonly Item[] {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
