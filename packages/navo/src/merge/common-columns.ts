import {
  type CellValue,
  type ColumnBatch,
  type ColumnWriter,
  createColumnWriter,
  type Field,
} from "@armillary/columns";
import type { SearchKind } from "../archives/profile.ts";
import type { CommonRow } from "./common-row.ts";

/** What a row says of itself, and what is said of it here. */
export interface MergedRow extends CommonRow {
  readonly archive: string;
  readonly service: string;
  readonly collection?: string;
  /** From the place that was asked for. */
  readonly distanceArcsec?: number;
  /** Number, from 0, of an earlier row of another service that is the same object, or file. */
  readonly sameAs?: number;
}

/** A column that all archives' rows have, and where its values are. */
interface CommonColumn {
  readonly field: Field;
  readonly of: (row: MergedRow) => CellValue | undefined;
}

function text(name: string, ucd: string, description: string, of: CommonColumn["of"]): CommonColumn {
  return { field: { name, datatype: "unicodeChar", arraysize: "*", ucd, description, layout: { kind: "utf8" } }, of };
}

function real(name: string, unit: string, ucd: string, description: string, of: CommonColumn["of"]): CommonColumn {
  return { field: { name, datatype: "double", unit, ucd, description, layout: { kind: "float", bits: 64 } }, of };
}

function count(name: string, description: string, of: CommonColumn["of"], unit?: string): CommonColumn {
  const layout = { kind: "int", bits: 64, signed: true } as const;
  return { field: { name, datatype: "long", description, layout, ...(unit === undefined ? {} : { unit }) }, of };
}

const whole = (value: number | undefined): bigint | undefined =>
  value === undefined || !Number.isFinite(value) ? undefined : BigInt(Math.round(value));

const PLACE: readonly CommonColumn[] = [
  text("archive", "meta.curation", "Archive that the row is from", (row) => row.archive),
  text("service", "meta.ref.url", "Service that gave it: its base URL", (row) => row.service),
  text("collection", "meta.dataset", "Collection that was asked", (row) => row.collection),
  text("id", "meta.id", "Identifier, as the archive has it", (row) => row.id),
  text("name", "meta.id;src", "Name of the object", (row) => row.name),
  real("ra", "deg", "pos.eq.ra;meta.main", "Right ascension, ICRS", (row) => row.raDeg),
  real("dec", "deg", "pos.eq.dec;meta.main", "Declination, ICRS", (row) => row.decDeg),
  real(
    "distance_arcsec",
    "arcsec",
    "pos.angDistance",
    "From the place that was asked for",
    (row) => row.distanceArcsec,
  ),
  count("same_as", "Number of an earlier row, from 0, of another service, that is the same", (row) =>
    whole(row.sameAs),
  ),
];

const DATASET: readonly CommonColumn[] = [
  text("title", "meta.title", "Title of the dataset", (row) => row.title),
  text("access_url", "meta.ref.url", "Address of the file, or of its links", (row) => row.accessUrl),
  text("access_format", "meta.code.mime", "Media type of what is there", (row) => row.format),
  count("access_size", "Size of the file", (row) => whole(row.sizeBytes), "byte"),
  text("product_type", "meta.code.class", "Kind of dataset", (row) => row.productType),
  text("facility", "meta.id;instr.tel", "Observatory", (row) => row.facility),
  text("instrument", "meta.id;instr", "Instrument", (row) => row.instrument),
  real("em_min", "m", "em.wl;stat.min", "Shortest wavelength, in vacuum", (row) => row.bandMinM),
  real("em_max", "m", "em.wl;stat.max", "Longest wavelength, in vacuum", (row) => row.bandMaxM),
  real("t_min", "d", "time.start;obs.exposure", "Begin of the observation, MJD", (row) => row.tMinMjd),
  real("t_max", "d", "time.end;obs.exposure", "End of the observation, MJD", (row) => row.tMaxMjd),
  real("exposure", "s", "time.duration;obs.exposure", "Exposure time", (row) => row.exposureS),
];

function columnsFor(kind: SearchKind): readonly CommonColumn[] {
  return kind === "cone" ? PLACE : [...PLACE, ...DATASET];
}

/** The columns that all archives' rows have, in one unit each. */
export function commonFields(kind: SearchKind): readonly Field[] {
  return columnsFor(kind).map(({ field }) => field);
}

/** Takes rows one at a time and gives their common columns. */
export class CommonColumns {
  readonly #columns: readonly CommonColumn[];
  readonly #writers: readonly ColumnWriter[];

  constructor(kind: SearchKind) {
    this.#columns = columnsFor(kind);
    this.#writers = this.#columns.map(({ field }) => createColumnWriter(field.layout));
  }

  add(row: MergedRow): void {
    this.#columns.forEach(({ of }, index) => {
      this.#writers[index]?.append(of(row) ?? null);
    });
  }

  take(): ColumnBatch["columns"] {
    return this.#writers.map((writer) => writer.take());
  }
}
