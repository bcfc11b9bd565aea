import type { CellValue, FieldMeta, LinkMeta } from "@armillary/columns";
import type { Group, Info, Param, Reference } from "@armillary/votable";
import type { StreamSummary, TableMetadata, TableStream } from "../table-stream.ts";
import { printHead, readHead } from "../votable-head.ts";

/** Key of the metadata that a table has beside its columns, as JSON. */
const TABLE_KEY = "vo:table";
/** Key of the status at the end of the source, as JSON; only where a file has a place for what is known last. */
const STATUS_KEY = "vo:status";
/** Key under which VOParquet keeps a VOTable document without rows. */
export const VOTABLE_KEY = "IVOA.VOTable-Parquet.content";

/** What a table says of itself, as the key and value pairs of an Arrow schema. */
export function tableToMetadata(table: Pick<TableStream, "fields" | "metadata">): Map<string, string> {
  const pairs = new Map<string, string>();
  const { params, infos, ...rest } = table.metadata;
  const says = Object.values(rest).some((value) => value !== undefined);
  if (says || params.length > 0 || infos.length > 0) {
    pairs.set(
      TABLE_KEY,
      JSON.stringify(table.metadata, (key, value) => (key === "typed" ? cellToJson(value) : value)),
    );
  }
  const head = printHead(table);
  if (head !== undefined) pairs.set(VOTABLE_KEY, head);
  for (const { name, value } of infos) {
    const key = name.startsWith(INFO_PREFIX) ? name.slice(INFO_PREFIX.length) : "";
    if (key !== "" && !OWN_KEY.test(key)) pairs.set(key, value);
  }
  return pairs;
}

/**
 * The way back; what is not there or does not parse is empty. `vo:table` is exact, the document has what that lacks.
 * `fields` are those of the document.
 */
export async function tableFromMetadata(
  pairs: ReadonlyMap<string, string>,
): Promise<{ readonly metadata: TableMetadata; readonly fields: readonly FieldMeta[] }> {
  const xml = pairs.get(VOTABLE_KEY);
  const head = xml === undefined ? undefined : await readHead(xml);
  const exact = parsedRecord(pairs.get(TABLE_KEY));
  const whole = Array.isArray(exact["params"]) && Array.isArray(exact["infos"]);
  const metadata: Record<string, unknown> = {
    params: [],
    infos: [],
    // A valid document has no place for all that a table may say, and says some of it otherwise.
    ...(whole ? {} : head?.metadata),
  };
  for (const key of TEXT_KEYS) if (typeof exact[key] === "string") metadata[key] = exact[key];
  for (const [key, listFrom] of LISTS) if (Array.isArray(exact[key])) metadata[key] = listFrom(exact[key]);
  const known = metadata as unknown as TableMetadata;
  return { metadata: { ...known, infos: withForeignKeys(known.infos, pairs) }, fields: head?.fields ?? [] };
}

/** What the names of INFOs begin with that hold keys of other software; the key follows. */
const INFO_PREFIX = "ARROW:metadata:";
/** Keys that say of this table what is said anew of the next. */
const OWN_KEY = /^(?:vo:|ARROW:|IVOA\.VOTable-Parquet\.)/;

/** Keys of the schema that are none of ours are INFOs of the table: a VOTable has no other place that others keep. */
function withForeignKeys(infos: readonly Info[], pairs: ReadonlyMap<string, string>): readonly Info[] {
  const foreign = Array.from(pairs, ([key, value]): Info => ({ name: INFO_PREFIX + key, value })).filter(
    ({ name }) => !OWN_KEY.test(name.slice(INFO_PREFIX.length)),
  );
  if (foreign.length === 0) return infos;
  const names = new Set(foreign.map(({ name }) => name));
  return [...infos.filter(({ name }) => !names.has(name)), ...foreign];
}

const TEXT_KEYS = ["name", "ID", "ucd", "utype", "description"] as const;

/** What is taken from each list: entries that have what nobody looks for twice. */
const LISTS: readonly (readonly [key: keyof TableMetadata, listFrom: (entries: readonly unknown[]) => unknown[]])[] = [
  ["params", paramsFrom],
  ["infos", named],
  ["groups", groupsFrom],
  ["links", objects],
  ["coosys", objects],
  ["timesys", objects],
  ["raw", (entries) => entries.filter((entry) => typeof entry === "string")],
];

function groupsFrom(entries: readonly unknown[]): Group[] {
  const listIn = (group: Record<string, unknown>, key: string): readonly unknown[] =>
    Array.isArray(group[key]) ? group[key] : [];
  return objects(entries).map((group) => ({
    ...group,
    fieldRefs: references(listIn(group, "fieldRefs")),
    paramRefs: references(listIn(group, "paramRefs")),
    params: paramsFrom(listIn(group, "params")),
    groups: groupsFrom(listIn(group, "groups")),
    links: objects(listIn(group, "links")) as LinkMeta[],
  }));
}

function references(entries: readonly unknown[]): Reference[] {
  return objects(entries).filter((entry) => typeof entry["ref"] === "string") as unknown as Reference[];
}

function paramsFrom(params: readonly unknown[]): Param[] {
  return named(params)
    .filter((param) => typeof param["datatype"] === "string")
    .map((param) => ({ ...param, typed: cellFromJson(param["typed"]) }) as unknown as Param);
}

/** How the source of a table ended, for the footer of a file. */
export function summaryToMetadata({ status, message, rows }: StreamSummary): Map<string, string> {
  return new Map([[STATUS_KEY, JSON.stringify({ status, message, rows })]]);
}

/** The status that a footer keeps, if it has one. */
export function summaryFromMetadata(
  metadata: ReadonlyMap<string, string>,
): Pick<StreamSummary, "status" | "message"> | undefined {
  const { status, message } = parsedRecord(metadata.get(STATUS_KEY));
  if (status !== "OK" && status !== "OVERFLOW" && status !== "ERROR") return undefined;
  return typeof message === "string" ? { status, message } : { status };
}

/** The last QUERY_STATUS among INFOs that came with the table; OK where there is none (DALI 1.1, section 4.4). */
export function statusOfInfos(infos: readonly Info[]): Pick<StreamSummary, "status" | "message"> {
  const info = infos.filter(({ name }) => name === "QUERY_STATUS").at(-1);
  const status = info?.value.trim().toUpperCase();
  if (status !== "OVERFLOW" && status !== "ERROR") return { status: "OK" };
  return info?.text === undefined ? { status } : { status, message: info.text };
}

/** Entries with the name and value that INFO and PARAM both must have. */
function named(entries: readonly unknown[]): Record<string, unknown>[] {
  return objects(entries).filter((entry) => typeof entry["name"] === "string" && typeof entry["value"] === "string");
}

function objects(entries: readonly unknown[]): Record<string, unknown>[] {
  return (entries as Record<string, unknown>[]).filter((entry) => typeof entry === "object" && entry !== null);
}

function parsedRecord(json: string | undefined): Readonly<Record<string, unknown>> {
  if (json === undefined) return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** JSON has neither 64-bit integers nor all floats: those stand as `{"int": "…"}` and `{"float": "…"}`. */
function cellToJson(value: CellValue): unknown {
  if (typeof value === "bigint") return { int: value.toString() };
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { float: Object.is(value, -0) ? "-0" : String(value) };
  }
  return Array.isArray(value) ? value.map(cellToJson) : value;
}

function cellFromJson(value: unknown): CellValue {
  if (Array.isArray(value)) return value.map(cellFromJson);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  if ("int" in value && typeof value.int === "string" && /^-?\d+$/.test(value.int)) return BigInt(value.int);
  if ("float" in value && typeof value.float === "string") return Number(value.float);
  return null;
}
