import { stat } from "node:fs/promises";
import type { FormatName } from "@armillary/formats";
import { formatNamed, identify, openIdentified, readParquetRows } from "@armillary/formats";
import type { TableFolder } from "@armillary/formats/node";
import { openVotable } from "@armillary/votable";
import { failureIn } from "../failure.ts";
import { type Input, openInput } from "../input.ts";
import { type Io, writeOut } from "../io.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printableLine } from "../printable.ts";
import { Progress } from "../progress.ts";
import { printBytes, printCounted } from "../quantities.ts";
import { tableFolderAt } from "../table-folder.ts";
import {
  type DocumentDescription,
  describeFitsFile,
  describeFolder,
  describeTableStream,
  describeVotable,
  type TableDescription,
} from "./describe-document.ts";
import { openInputs } from "./open-inputs.ts";

export interface InfoArguments extends NetworkOptions {
  readonly input: string;
  readonly from?: FormatName;
  readonly json: boolean;
}

/** `armillary info`: the structure of a document, or of a folder that is a table. */
export async function runInfo({ input, from, json, ...options }: InfoArguments, io: Io): Promise<void> {
  const folder = await tableFolderAt(input);
  const { description, label, bytes } =
    folder === undefined
      ? await describeInput(input, from, options, io)
      : { description: await describeFiles(input, folder, from, io), label: input, bytes: await sizeOf(folder.files) };
  const text = json ? JSON.stringify(description, undefined, 2) : printDescription(description, label, bytes);
  await writeOut(io.stdout, `${text}\n`);
}

/** What is told of an input, and how large it is. */
interface Described {
  readonly description: DocumentDescription;
  readonly label: string;
  readonly bytes: number;
}

async function describeInput(
  text: string,
  from: FormatName | undefined,
  options: NetworkOptions,
  io: Io,
): Promise<Described> {
  const input = await openInput(text, io, options);
  const progress = new Progress(io, input.size);
  try {
    const description = await describe(input, from, progress);
    return { description, label: input.label, bytes: input.size ?? progress.bytesRead };
  } catch (thrown) {
    throw failureIn(input.label, thrown);
  } finally {
    progress.end();
  }
}

async function describeFiles(
  input: string,
  folder: TableFolder,
  from: FormatName | undefined,
  io: Io,
): Promise<DocumentDescription> {
  const { table, progress } = await openInputs([input], io, {
    lenient: true,
    ...(from === undefined ? {} : { format: from }),
  });
  try {
    return await describeFolder(folder, table);
  } catch (thrown) {
    throw failureIn(input, thrown);
  } finally {
    progress.end();
    await table.close();
  }
}

async function sizeOf(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of files) bytes += (await stat(path)).size;
  return bytes;
}

async function describe(input: Input, from: FormatName | undefined, progress: Progress): Promise<DocumentDescription> {
  const source = await identify(input.bytes, {
    ...(from === undefined ? {} : { format: from }),
    ...(input.name === undefined ? {} : { name: input.name }),
    onProgress: ({ bytesRead }) => {
      progress.bytesRead = bytesRead;
    },
  });
  if (source.format === "votable") {
    const reader = await openVotable(source.bytes, {
      lenient: true,
      readParquet: (stream, fields) => readParquetRows(stream, fields),
    });
    try {
      return await describeVotable(reader);
    } finally {
      await reader.close();
    }
  }
  if (source.format === "fits") {
    const { describeFits } = await import("@armillary/formats/fits");
    return describeFitsFile(await describeFits(source.bytes));
  }
  const table = await openIdentified(source, input.access);
  try {
    return await describeTableStream(source.format, table);
  } finally {
    await table.close();
  }
}

function printDescription(description: DocumentDescription, label: string, bytes: number): string {
  const { format, version, status, message, tables, hdus, files, params, infos, diagnostics } = description;
  const serializations = [...new Set(tables.flatMap(({ serialization }) => serialization ?? []))];
  const head = [
    version === undefined ? (formatNamed(format)?.title ?? format) : `VOTable ${printableLine(version)}`,
    ...(files === undefined ? [] : [printCounted(files, "file")]),
    printBytes(bytes),
    ...(serializations.length === 0 ? [] : [serializations.join(", ")]),
    `status ${status}`,
  ];
  const lines = [`${printableLine(label)}   ${head.join(" · ")}`];
  if (message !== undefined && message.trim() !== "") lines.push(`  "${printableLine(message, 500)}"`);
  for (const param of params) lines.push(`PARAM ${nameAndValue(param)}`);
  for (const info of infos) lines.push(`INFO ${nameAndValue(info)}`);
  if (hdus !== undefined) lines.push(...printHdus(hdus));
  let resource: string | undefined;
  for (const table of tables) {
    if (table.resource !== resource && table.resource !== undefined)
      lines.push(`RESOURCE ${printableLine(table.resource)}`);
    resource = table.resource;
    lines.push(...printTable(table, resource === undefined ? "" : "  "));
  }
  if (tables.length === 0) lines.push(hdus === undefined ? "No TABLE." : "No table.");
  if (diagnostics.length > 0) {
    const places = diagnostics.reduce((sum, { count }) => sum + count, 0);
    lines.push(
      `${printCounted(diagnostics.length, "kind")} of departure from the standard, ${printCounted(places, "place")}: armillary lint shows them.`,
    );
  }
  return lines.join("\n");
}

/** The HDUs of a FITS file, one a line: `HDU 1  image  SCI,1  1024 x 1024  -32 bit  electron/s`. */
function printHdus(hdus: NonNullable<DocumentDescription["hdus"]>): string[] {
  const cells = hdus.map(({ index, kind, name, version, bitpix, axes, unit, table }) => {
    const isTable = table !== undefined;
    const pixels = axes.length === 0 ? "no data" : axes.join(" x ");
    return [
      `HDU ${index}`,
      isTable ? `${kind === "table" ? "ASCII" : "binary"} table ${table}` : kind,
      printableLine(name === undefined ? "" : version === undefined ? name : `${name},${version}`),
      isTable ? "" : pixels,
      isTable || axes.length === 0 ? "" : `BITPIX ${bitpix}`,
      printableLine(unit ?? ""),
    ];
  });
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  return cells.map((row) => {
    const padded = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return padded
      .filter((_, column) => (widths[column] ?? 1) > 0)
      .join("  ")
      .trimEnd();
  });
}

function printTable(table: TableDescription, indent: string): string[] {
  const { name, rows, fields, params, infos, description, serialization } = table;
  const counts = [printCounted(fields.length, "column")];
  if (rows !== undefined) counts.push(printCounted(rows, "row"));
  else if (serialization === undefined) counts.push("no DATA");
  const lines = [`${indent}TABLE${name === undefined ? "" : ` ${printableLine(name)}`}   ${counts.join(" · ")}`];
  if (description !== undefined) lines.push(`${indent}  ${printableLine(description, 200)}`);
  for (const param of params) lines.push(`${indent}  PARAM ${nameAndValue(param)}`);
  for (const info of infos) lines.push(`${indent}  INFO ${nameAndValue(info)}`);
  const cells = fields.map((field) => [
    printableLine(field.name),
    printableLine(typeOf(field)),
    printableLine(field.unit ?? ""),
    printableLine(field.ucd ?? ""),
    printableLine(field.description ?? "", 100),
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    cells.reduce((most, row) => Math.max(most, (row[column] ?? "").length), 0),
  );
  for (const row of cells) {
    const padded = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    lines.push(`${indent}  ${padded.filter((_, column) => (widths[column] ?? 1) > 0).join("  ")}`.trimEnd());
  }
  return lines;
}

function typeOf({ datatype, arraysize, xtype }: TableDescription["fields"][number]): string {
  return `${datatype}${arraysize === undefined ? "" : `[${arraysize}]`}${xtype === undefined ? "" : ` ${xtype}`}`;
}

function nameAndValue({
  name,
  value,
  unit,
}: {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
}): string {
  return printableLine(`${name} = ${value}${unit === undefined || value === "" ? "" : ` ${unit}`}`, 160);
}
