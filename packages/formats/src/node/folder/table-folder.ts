import type { Field } from "@armillary/columns";
import { FormatError } from "../../errors.ts";
import { openTableFile } from "../open-file.ts";
import { findHatsCatalogue } from "./hats-catalogue.ts";
import { contentOf } from "./parquet-files.ts";
import { PartitionColumns } from "./partition-columns.ts";

/** A folder whose files are one table. */
export interface TableFolder {
  readonly kind: "hats" | "parquet";
  /** Its Parquet files, in order: those of a HATS catalogue are its partitions. */
  readonly files: readonly string[];
  /** Columns that are the names of folders, by which its files are opened. A HATS catalogue has none: its folders are cells of HEALPix. */
  readonly partitions: PartitionColumns;
  /** What a HATS catalogue calls itself (`obs_collection`). */
  readonly name?: string;
  /** Columns of right ascension and declination, in degrees, of a HATS catalogue (`hats_col_ra`, `hats_col_dec`). */
  readonly position?: { readonly ra: string; readonly dec: string };
  /** All that `hats.properties` says; empty for other folders. */
  readonly properties: ReadonlyMap<string, string>;
}

/**
 * The table that a folder stands for where it is named as one: a HATS catalogue, or else all Parquet files in it and in the folders in it. Names with
 * a dot or an underscore in front are about the data, as in Hive and Spark.
 * @throws FormatError FORMAT_FOLDER for a folder without Parquet, FORMAT_HATS for a catalogue that is not whole; the system's errors
 */
export async function openTableFolder(folder: string): Promise<TableFolder> {
  const catalogue = await hatsFolder(folder);
  if (catalogue !== undefined) return catalogue;
  const { parquet } = await contentOf(folder);
  if (parquet.length > 0) return parquetFolder(folder, parquet);
  throw new FormatError("FORMAT_FOLDER", "This is a folder, and no Parquet file is in it or below it.");
}

/**
 * Whether a folder of which nothing is said is one table: a HATS catalogue, or nothing but Parquet files with the same columns.
 * @returns undefined for a folder of various files
 * @throws as `openTableFolder`, but for folders that are none
 */
export async function findTableFolder(folder: string): Promise<TableFolder | undefined> {
  const catalogue = await hatsFolder(folder);
  if (catalogue !== undefined) return catalogue;
  const { parquet, hasOthers } = await contentOf(folder);
  if (parquet.length === 0 || hasOthers || !(await haveSameColumns(parquet))) return undefined;
  return parquetFolder(folder, parquet);
}

function parquetFolder(folder: string, files: readonly string[]): TableFolder {
  return { kind: "parquet", files, partitions: PartitionColumns.of(files, folder), properties: new Map() };
}

async function hatsFolder(folder: string): Promise<TableFolder | undefined> {
  const catalogue = await findHatsCatalogue(folder);
  if (catalogue === undefined) return undefined;
  const { files, properties } = catalogue;
  const [name, ra, dec] = ["obs_collection", "hats_col_ra", "hats_col_dec"].map(
    (key) => properties.get(key) || undefined,
  );
  return {
    kind: "hats",
    files,
    partitions: PartitionColumns.none,
    properties,
    ...(name === undefined ? {} : { name }),
    ...(ra === undefined || dec === undefined ? {} : { position: { ra, dec } }),
  };
}

/** Whether the columns of Parquet files have the same names and datatypes; read of their footers. */
async function haveSameColumns(files: readonly string[]): Promise<boolean> {
  let first: string | undefined;
  for (const path of files) {
    // What is wrong with a file is said by whoever opens it as a table.
    const table = await openTableFile(path).catch(() => undefined);
    if (table === undefined) return false;
    await table.close();
    const columns = table.fields.map(columnKey).sort().join("\n");
    first ??= columns;
    if (columns !== first) return false;
  }
  return true;
}

function columnKey({ name, datatype, arraysize }: Field): string {
  // Texts of one length and of another are the same column.
  return JSON.stringify([name, datatype === "char" || datatype === "unicodeChar" ? "text" : [datatype, arraysize]]);
}
