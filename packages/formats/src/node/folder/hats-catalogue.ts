import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { FormatError } from "../../errors.ts";
import { partitionPath } from "../../hats/partitions.ts";
import { readProperties } from "../../hats/read-properties.ts";
import { contentOf } from "./parquet-files.ts";

/** A HATS catalogue on disk. */
export interface HatsCatalogue {
  /** What it says of itself, as in `hats.properties`. */
  readonly properties: ReadonlyMap<string, string>;
  /** Its rows; the file of its columns alone where it has none. */
  readonly files: readonly string[];
}

/**
 * The HATS catalogue that a folder is; of a collection, its primary catalogue under the collection's name, for margins repeat rows, and indices are about
 * them.
 * @returns undefined for any other folder
 * @throws FormatError FORMAT_HATS for one that lacks what it says it has; the system's errors
 */
export async function findHatsCatalogue(folder: string): Promise<HatsCatalogue | undefined> {
  const own = await propertiesIn(folder);
  if (own !== undefined) return { properties: own, files: await filesOf(folder, own) };
  const collection = await propertiesFile(join(folder, "collection.properties"));
  const primary = collection?.get("hats_primary_table_url");
  if (collection === undefined || primary === undefined) return undefined;
  const place = resolve(folder, primary);
  if (relative(folder, place).split(sep)[0] === ".." || /^[a-z][a-z0-9+.-]+:\/\//i.test(primary)) {
    const message = `The primary catalogue of this collection is elsewhere (${primary}): name that one.`;
    throw new FormatError("FORMAT_HATS", message);
  }
  const properties = await propertiesIn(place);
  if (properties === undefined) {
    throw new FormatError("FORMAT_HATS", `The primary catalogue of this collection, ${primary}, is no HATS catalogue.`);
  }
  const name = collection.get("obs_collection");
  return {
    properties: name === undefined ? properties : new Map([...properties, ["obs_collection", name]]),
    files: await filesOf(place, properties),
  };
}

/** `hats.properties`, or `properties`, which the first versions had and HiPS has, too. */
async function propertiesIn(folder: string): Promise<ReadonlyMap<string, string> | undefined> {
  const found = await propertiesFile(join(folder, "hats.properties"));
  if (found !== undefined) return found;
  const others = await propertiesFile(join(folder, "properties"));
  return others !== undefined && [...others.keys()].some((key) => key.startsWith("hats_")) ? others : undefined;
}

async function propertiesFile(path: string): Promise<ReadonlyMap<string, string> | undefined> {
  const text = await readFile(path, "utf8").catch(unlessMissing);
  return text === undefined ? undefined : readProperties(text);
}

function unlessMissing(failure: NodeJS.ErrnoException): undefined {
  if (failure.code !== "ENOENT" && failure.code !== "ENOTDIR" && failure.code !== "EISDIR") throw failure;
}

/**
 * The files of rows: those of the partitions that the catalogue lists, so that one that was lost in a copy is missed; without a list (indices, the first
 * versions) all below `dataset/`. What lies in that folder itself (`data_thumbnail.parquet`) repeats rows, and what lies beside it tells of them.
 */
async function filesOf(folder: string, properties: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const dataset = join(folder, "dataset");
  const list = await readFile(join(folder, "partition_info.csv"), "utf8").catch(unlessMissing);
  const there: readonly string[] = (await readdir(dataset).catch(unlessMissing)) ?? [];
  const files =
    list !== undefined ? await listed(dataset, list, properties) : there.length === 0 ? [] : await below(dataset);
  if (files.length > 0) return files;
  // A table without rows has columns all the same.
  const file = ["_common_metadata", "_metadata"].find((name) => there.includes(name));
  if (file !== undefined) return [join(dataset, file)];
  throw new FormatError("FORMAT_HATS", "This HATS catalogue has no files of rows, and none that tells its columns.");
}

async function below(dataset: string): Promise<readonly string[]> {
  const { parquet } = await contentOf(dataset);
  return parquet.filter((path) => relative(dataset, path).includes(sep));
}

async function listed(
  dataset: string,
  list: string,
  properties: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const suffix = properties.get("hats_npix_suffix") ?? ".parquet";
  const [head = "", ...lines] = list.split(/\r?\n/).filter((line) => line.trim() !== "");
  const names = head.split(",").map((name) => name.trim());
  const [order, pixel] = [names.indexOf("Norder"), names.indexOf("Npix")];
  if (order < 0 || pixel < 0) {
    throw new FormatError(
      "FORMAT_HATS",
      "partition_info.csv has no columns Norder and Npix, by which files are found.",
    );
  }
  const files: string[] = [];
  for (const line of lines) {
    const cells = line.split(",").map(Number);
    const partition = { order: cells[order] ?? Number.NaN, pixel: cells[pixel] ?? Number.NaN };
    if (!(Number.isSafeInteger(partition.order) && Number.isSafeInteger(partition.pixel))) {
      throw new FormatError("FORMAT_HATS", `partition_info.csv has a line that is no partition: ${line}`);
    }
    // With the suffix "/" a partition is a folder of files.
    const isFolder = suffix === "/";
    const path = join(dataset, partitionPath(partition, isFolder ? "" : suffix));
    if (isFolder) files.push(...(await contentOf(path)).parquet);
    else files.push(path);
  }
  return files;
}
