import { type ColumnMetadata, declareSchema, type TableMetadata } from "@armillary/adql";
import { TapService } from "@armillary/tap";
import { printAligned } from "../aligned.ts";
import { CommandError } from "../failure.ts";
import type { Io } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import type { ServiceAddress } from "../network/service-address.ts";
import { printableLine } from "../printable.ts";
import { printCount, printCounted } from "../quantities.ts";
import { type FoundTable, findTables } from "../services/find-tables.ts";
import { openMetadataCache } from "../services/load-metadata.ts";
import { openService } from "../services/open-service.ts";
import { openSink } from "../sink.ts";
import { warn } from "../warnings.ts";

export interface TablesArguments extends NetworkOptions {
  readonly service: string;
  /** A table's name, a glob, or a word of names, descriptions and UCDs. */
  readonly pattern?: string;
  readonly output: string;
  readonly json: boolean;
  /** TypeScript declarations. */
  readonly types: boolean;
  /** Ask the service, whatever is kept of it. */
  readonly refresh: boolean;
}

/** `armillary tables`: what a service has, as text, JSON or TypeScript. */
export async function runTables(
  { service: named, pattern, output, json, types, refresh, ...options }: TablesArguments,
  io: Io,
): Promise<void> {
  const { address, network } = await openService(named, "TAP", options, io);
  try {
    const { transport, deadline } = network;
    const service = new TapService(address.url, { transport, metadataCache: await openMetadataCache(io) });
    const description = await service.describe({
      ...(deadline === undefined ? {} : { deadline }),
      ...(refresh ? { maxAgeMs: 0 } : {}),
    });
    const { tables } = description;
    const found = await findTables(tables, pattern, io);
    if (found.length === 0) throw nothingFound(pattern, address);
    const [only] = found;
    const isOne = only !== undefined && found.length === 1;
    const wanted = found.map(({ table }) => table.name);
    if (json || types || isOne) await (pattern === undefined ? tables.loadAll() : tables.load(wanted));
    await description.kept();
    const known = new Map(tables.tables.map((table) => [table.name, table]));
    const full = found.map(({ table }) => known.get(table.name) ?? table);
    const problems = [...description.problems, ...tables.problems];
    for (const problem of json ? [] : description.problems) warn(io, problem);
    const width = output === "-" && io.stdout.isTTY === true ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY;
    const [first] = full;
    const text = types
      ? declareSchema({ tables: full }, { source: address.label })
      : json
        ? `${JSON.stringify({ service: service.url, source: tables.source, fetched: description.fetchedAt, tables: full, problems })}\n`
        : isOne && first !== undefined && pattern !== undefined
          ? printTable(first, width)
          : printList(found, width);
    const sink = await openSink(output, io);
    try {
      await sink.write(Buffer.from(text));
      await sink.commit();
    } finally {
      await sink.discard();
    }
  } finally {
    await network.close();
  }
}

function nothingFound(pattern: string | undefined, { label }: ServiceAddress): CommandError {
  if (pattern === undefined) {
    return new CommandError({ code: "TABLES_NONE", message: `${label} lists no tables.` });
  }
  return new CommandError({
    code: "TABLES_NONE",
    message: `No table of ${label} is called ${pattern}, or has it in its name, description or columns.`,
    hint: `armillary tables ${label} lists them all; --refresh asks the service anew.`,
  });
}

export function printList(found: readonly FoundTable[], width: number): string {
  const rows = found.map(({ table, columns }) => [
    table.name,
    table.rows === undefined ? "" : printCount(table.rows),
    [columns.length === 0 ? "" : `(${columns.join(", ")})`, table.description ?? table.title ?? ""]
      .filter((part) => part !== "")
      .join(" "),
  ]);
  return printAligned([["TABLE", "ROWS", "DESCRIPTION"], ...rows], width);
}

export function printTable(table: TableMetadata, width: number): string {
  const rows = table.rows === undefined ? "" : `, ${printCounted(table.rows, "row")}`;
  const head = [`${table.name} (${table.type ?? "table"}${rows})`, table.title ?? "", table.description ?? ""];
  const columns = table.columns.map((column) => [
    column.name,
    printTypeOf(column),
    column.unit ?? "",
    column.ucd ?? "",
    [column.indexed === true ? "indexed" : "", column.principal === true ? "principal" : ""].filter(Boolean).join(" "),
    column.description ?? "",
  ]);
  const keys = (table.foreignKeys ?? []).map(({ targetTable, columns: pairs }) => {
    const joined = pairs.map(({ from, target }) => `${from} = ${targetTable}.${target}`).join(" AND ");
    return `joins ${targetTable} ON ${joined}`;
  });
  return [
    ...head.filter((line) => line !== "").map((line) => `${printableLine(line)}\n`),
    "\n",
    printAligned([["COLUMN", "TYPE", "UNIT", "UCD", "FLAGS", "DESCRIPTION"], ...columns], width),
    ...(keys.length === 0 ? [] : ["\n", ...keys.map((line) => `${printableLine(line)}\n`)]),
  ].join("");
}

/** `char(*)`, `double`, `double(2) point` */
function printTypeOf({ datatype = "", arraysize, xtype }: ColumnMetadata): string {
  const shape = arraysize === undefined || arraysize === "1" ? "" : `(${arraysize})`;
  return `${datatype}${shape}${xtype === undefined || xtype === "" ? "" : ` ${xtype}`}`;
}
