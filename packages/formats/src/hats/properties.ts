import { type HatsPartition, INDEX_ORDER, skyFraction } from "./partitions.ts";

/** What `hats.properties` says of a catalogue. */
export interface HatsDescription {
  /** A short name, one word. */
  readonly name: string;
  readonly raColumn: string;
  readonly decColumn: string;
  readonly indexColumn: string;
  readonly partitions: readonly HatsPartition[];
  readonly mostRows: number;
  /** Order of the counts in `skymap.fits`, where that is there. */
  readonly skymapOrder: number | undefined;
  /** Of all files. */
  readonly bytes: number;
  /** Name and version of the program. */
  readonly builder: string;
  readonly created: Date;
}

/** The version of the note that a catalogue follows, and its date. */
const VERSION = "v1.0";
const RELEASE_DATE = "2025-08-22";

/** `hats.properties`, by the note HATS 1.0 of the IVOA: a file of Java properties. */
export function printProperties(description: HatsDescription): string {
  const { name, raColumn, decColumn, indexColumn, partitions, mostRows, skymapOrder, bytes, builder, created } =
    description;
  const rows = partitions.reduce((sum, partition) => sum + partition.rows, 0);
  const deepest = partitions.reduce((most, { order }) => Math.max(most, order), 0);
  const pairs: readonly (readonly [key: string, value: string | number])[] = [
    ["obs_collection", name],
    ["dataproduct_type", "object"],
    ["hats_nrows", rows],
    ["hats_col_ra", raColumn],
    ["hats_col_dec", decColumn],
    ["hats_col_healpix", indexColumn],
    ["hats_col_healpix_order", INDEX_ORDER],
    ["hats_npix_suffix", ".parquet"],
    ...(skymapOrder === undefined ? [] : [["hats_skymap_order", skymapOrder] as const]),
    ["hats_max_rows", mostRows],
    ["hats_order", deepest],
    ["hats_estsize", Math.ceil(bytes / 1024)],
    ["moc_sky_fraction", Number(skyFraction(partitions).toPrecision(5))],
    ["hats_builder", builder],
    ["hats_creation_date", `${created.toISOString().slice(0, 16)}UTC`],
    ["hats_release_date", RELEASE_DATE],
    ["hats_version", VERSION],
  ];
  return `#HATS catalog\n${pairs.map(([key, value]) => `${key}=${escaped(String(value))}\n`).join("")}`;
}

/** As Java has it: what is not printable ASCII by its code, and no blank at the beginning. */
function escaped(value: string): string {
  return value
    .replaceAll("\\", "\\\\")
    .replace(/^ /, "\\ ")
    .replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
