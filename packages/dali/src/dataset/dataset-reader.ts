import { type ColumnBatch, type Field, uniqueNames } from "@armillary/columns";
import type { DatasetRecord } from "../table/dataset.ts";
import type { ColumnWanted } from "../table/find-column.ts";
import { parseCloudAccess } from "./cloud-access.ts";
import {
  cellAt,
  columnOf,
  numbersOf,
  type PropertyReader,
  type PropertySource,
  propertyReader,
} from "./property-reader.ts";
import { regionText } from "./region-text.ts";

/** Properties of a record that are one text or one number each. */
type PlainProperty = Exclude<keyof DatasetRecord, "protocol" | "row" | "region" | "pixels" | "cloudCopies">;

/** Where a protocol has the properties of a dataset. */
export interface DatasetSources extends Readonly<Partial<Record<PlainProperty, PropertySource>>> {
  readonly region?: readonly ColumnWanted[];
  /** The columns, or the one of an array, that have the lengths of the pixel axes. */
  readonly pixels?: readonly (readonly ColumnWanted[])[];
}

/** What a reader of records is made for. */
export interface DatasetContext {
  readonly protocol: DatasetRecord["protocol"];
  /** Of the answer: relative access URLs are resolved against it. */
  readonly url: string;
}

/** Makes a record of a row. */
export type DatasetReader<Made extends DatasetRecord = DatasetRecord> = (batch: ColumnBatch, row: number) => Made;

/** `cloud_access` is IRSA's; MAST and HEASARC prototyped it under the same name. */
const CLOUD_ACCESS: readonly ColumnWanted[] = [{ names: ["cloud_access"] }];

/**
 * Finds the columns of an answer's table that tell of datasets, once, and gives what makes records of its rows: numbers in
 * the units of the record, access URLs absolute, what is not said absent.
 */
export function createDatasetReader(
  fields: readonly Field[],
  sources: DatasetSources,
  { protocol, url }: DatasetContext,
): DatasetReader {
  const { region, pixels = [], ...plain } = sources;
  const readers: (readonly [property: PlainProperty, read: PropertyReader])[] = [];
  for (const [property, source] of Object.entries(plain)) {
    const read = propertyReader(fields, source);
    if (read !== undefined) readers.push([property as PlainProperty, read]);
  }
  const regionIndex = region === undefined ? undefined : columnOf(fields, region);
  const axes = pixels.map((wanted) => columnOf(fields, wanted)).filter((index) => index !== undefined);
  const cloudIndex = columnOf(fields, CLOUD_ACCESS);
  const names = uniqueNames(fields.map(({ name }) => name));

  return (batch, row) => {
    const found: Partial<Record<PlainProperty, string | number>> = {};
    for (const [property, read] of readers) {
      const value = read(batch, row);
      if (value !== undefined) found[property] = value;
    }
    const record = found as Partial<DatasetRecord>;
    const { accessUrl, bandMinM, bandMaxM, pixelScaleArcsec } = record;
    const covered = regionIndex === undefined ? undefined : regionTextAt(batch, regionIndex, row);
    const lengths = axes.flatMap((index) => numbersOf(cellAt(batch, index, row)) ?? []);
    const cloud = cloudIndex === undefined ? null : cellAt(batch, cloudIndex, row);
    const copies = typeof cloud === "string" ? parseCloudAccess(cloud) : [];
    // What is the upper limit in hertz or electronvolts is the lower one in metres.
    const isTurned = bandMinM !== undefined && bandMaxM !== undefined && bandMinM > bandMaxM;
    return {
      ...record,
      protocol,
      ...(accessUrl === undefined ? {} : { accessUrl: absoluteUrl(accessUrl, url) }),
      ...(isTurned ? { bandMinM: bandMaxM, bandMaxM: bandMinM } : {}),
      // The scale of an axis that runs to the west is negative in SIA 1.
      ...(pixelScaleArcsec === undefined ? {} : { pixelScaleArcsec: Math.abs(pixelScaleArcsec) }),
      ...(covered === undefined ? {} : { region: covered }),
      ...(lengths.length === 0 ? {} : { pixels: lengths }),
      ...(copies.length === 0 ? {} : { cloudCopies: copies }),
      row: rowAt(batch, row),
    };
  };

  function regionTextAt(batch: ColumnBatch, index: number, row: number): string | undefined {
    return regionText(fields[index] as Field, cellAt(batch, index, row));
  }

  function rowAt(batch: ColumnBatch, row: number): DatasetRecord["row"] {
    const cells: Record<string, unknown> = {};
    names.forEach((name, index) => {
      cells[name] = cellAt(batch, index, row);
    });
    return cells;
  }
}

/** Records of the rows of a result, once, as they arrive. */
export async function* recordsOf<Made extends DatasetRecord>(
  result: { batches(): AsyncIterable<ColumnBatch> },
  read: DatasetReader<Made>,
): AsyncGenerator<Made, void, void> {
  for await (const batch of result.batches()) {
    for (let row = 0; row < batch.rows; row++) yield read(batch, row);
  }
}

/** As it is where it is no URL at all: services put paths of their own machines there. */
function absoluteUrl(text: string, base: string): string {
  return URL.canParse(text, base) ? new URL(text, base).href : text;
}
