import type { CellValue } from "@armillary/columns";
import type { Info, Param } from "@armillary/votable";
import type { StreamSummary, TableMetadata } from "../table-stream.ts";

/** Key of the metadata that a table has beside its columns, as JSON. */
const TABLE_KEY = "vo:table";
/** Key of the status at the end of the source, as JSON; only where a file has a place for what is known last. */
const STATUS_KEY = "vo:status";
/** Key under which VOParquet keeps a VOTable document without rows. */
export const VOTABLE_KEY = "IVOA.VOTable-Parquet.content";

/** What a table says of itself, as the key and value pairs of an Arrow schema. */
export function tableToMetadata({ votable, ...table }: TableMetadata): Map<string, string> {
  const metadata = new Map<string, string>();
  const { name, description, params, infos } = table;
  if (name !== undefined || description !== undefined || params.length > 0 || infos.length > 0) {
    const plainParams = params.map((param) => ({ ...param, typed: cellToJson(param.typed) }));
    metadata.set(TABLE_KEY, JSON.stringify({ name, description, params: plainParams, infos }));
  }
  if (votable !== undefined) metadata.set(VOTABLE_KEY, votable);
  return metadata;
}

/** The way back; what is not there or does not parse is empty. */
export function tableFromMetadata(metadata: ReadonlyMap<string, string>): TableMetadata {
  const votable = metadata.get(VOTABLE_KEY);
  const { name, description, params, infos } = parsedRecord(metadata.get(TABLE_KEY));
  return {
    ...(typeof name === "string" && { name }),
    ...(typeof description === "string" && { description }),
    params: records(params)
      .filter((param) => typeof param["datatype"] === "string")
      .map((param) => ({ ...param, typed: cellFromJson(param["typed"]) }) as unknown as Param),
    infos: records(infos) as unknown as Info[],
    ...(votable !== undefined && { votable }),
  };
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
function records(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entry) => typeof entry?.name === "string" && typeof entry.value === "string");
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
