import { type ColumnBatch, type Field, valueAt } from "@armillary/columns";
import { type ColumnWanted, findColumn } from "../table/find-column.ts";
import { parseChecksum } from "./checksum.ts";
import type { DownloadItem } from "./item.ts";

/** Which columns say what: places of the table, from 0. */
export interface ItemColumns {
  readonly url: number;
  readonly path?: number;
  /** Exact lengths, or such that are only told. */
  readonly size?: { readonly column: number; readonly isExact: boolean; readonly bytesPerUnit: number };
  readonly checksum?: number;
  readonly contentType?: number;
}

/** Columns by name, for what a table does not tell by itself. */
export interface ItemColumnNames {
  readonly url?: string;
  /** What the files are to be called; no table tells by itself. */
  readonly path?: string;
  readonly size?: string;
}

const URL_COLUMN: ColumnWanted = {
  utypes: ["obscore:access.reference", "access.reference"],
  ucds: ["VOX:Image_AccessReference", "DATA_LINK"],
  names: ["access_url", "accessurl", "access_uri", "download_url", "dataurl", "cloud_url", "url"],
};
/** What is true to the byte; told lengths (ObsCore, SIA, SSA) are about. */
const EXACT_SIZE: ColumnWanted = { names: ["content_length", "contentlength"] };
const TOLD_SIZE: ColumnWanted = {
  utypes: ["obscore:access.size", "access.size"],
  ucds: ["VOX:Image_FileSize"],
  names: ["access_estsize", "filesize", "size"],
};
const CONTENT_TYPE: ColumnWanted = {
  utypes: ["obscore:access.format", "access.format"],
  ucds: ["VOX:Image_Format"],
  names: ["access_format", "content_type"],
};
const CHECKSUM: ColumnWanted = { names: ["checksum", "content_checksum", "sha256", "sha512", "sha1", "md5", "md5sum"] };

/**
 * The columns of a table that say what to fetch: by utype and UCD (ObsCore, SIA, SSA, DataLink), by name, or as `names` says.
 * @returns undefined where no column holds URLs
 * @throws RangeError naming a column of `names` that is not there
 */
export function findItemColumns(fields: readonly Field[], names: ItemColumnNames = {}): ItemColumns | undefined {
  const url = named(fields, names.url) ?? findColumn(fields, URL_COLUMN) ?? plainUrlColumn(fields);
  if (url === undefined) return undefined;
  const path = named(fields, names.path);
  const chosen = named(fields, names.size);
  const exact = chosen ?? findColumn(fields, EXACT_SIZE);
  const size = exact ?? findColumn(fields, TOLD_SIZE);
  const checksum = findColumn(fields, CHECKSUM);
  const contentType = findColumn(fields, CONTENT_TYPE);
  return {
    url,
    ...(path === undefined ? {} : { path }),
    ...(size === undefined
      ? {}
      : {
          size: {
            column: size,
            isExact: exact !== undefined,
            bytesPerUnit: bytesPerUnit(fields[size], size === chosen),
          },
        }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

/** UCD meta.ref.url is given to links of every kind: it tells where nothing else does, and one column alone has it. */
function plainUrlColumn(fields: readonly Field[]): number | undefined {
  const found = fields.flatMap(({ ucd }, at) => (/(?:^|;)\s*meta\.ref\.ur[li]\s*(?:;|$)/i.test(ucd ?? "") ? [at] : []));
  return found.length === 1 ? found[0] : undefined;
}

function named(fields: readonly Field[], name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const exact = fields.findIndex((field) => field.name === name || field.ID === name);
  const found = exact === -1 ? fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase()) : exact;
  if (found !== -1) return found;
  throw new RangeError(`There is no column "${name}"; there are ${fields.map((field) => field.name).join(", ")}.`);
}

/** By the unit of VOUnits; ObsCore and SSA count in kilobytes, also where their tables do not say so. */
function bytesPerUnit(field: Field | undefined, isChosen: boolean): number {
  const [, prefix] = /^([kKMGT]?i?)(?:B|byte|bytes)$/.exec(field?.unit ?? "") ?? [];
  const factors: Readonly<Record<string, number>> = {
    "": 1,
    k: 1e3,
    K: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    Ki: 1024,
    Mi: 1024 ** 2,
    Gi: 1024 ** 3,
  };
  if (prefix !== undefined) return factors[prefix] ?? 1;
  return !isChosen && (/access\.size$/i.test(field?.utype ?? "") || field?.name === "access_estsize") ? 1000 : 1;
}

/** The items of a table's rows. A row without a URL gives one without, which a run counts as failed. */
export async function* itemsOfTable(
  batches: AsyncIterable<ColumnBatch>,
  columns: ItemColumns,
): AsyncGenerator<DownloadItem, void, undefined> {
  for await (const batch of batches) {
    const text = (at: number | undefined, row: number): string | undefined => {
      const column = at === undefined ? undefined : batch.columns[at];
      const value = column === undefined ? null : valueAt(column, row);
      const printed =
        typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? String(value).trim() : "";
      return printed === "" ? undefined : printed;
    };
    for (let row = 0; row < batch.rows; row++) {
      const path = text(columns.path, row);
      const size = sizeOfRow(text(columns.size?.column, row), columns.size);
      const checksum = parseChecksum(text(columns.checksum, row) ?? "");
      const contentType = text(columns.contentType, row);
      yield {
        url: text(columns.url, row) ?? "",
        ...(path === undefined ? {} : { path }),
        ...size,
        ...(checksum === undefined ? {} : { checksum }),
        ...(contentType === undefined ? {} : { contentType }),
      };
    }
  }
}

function sizeOfRow(
  text: string | undefined,
  size: ItemColumns["size"],
): Pick<DownloadItem, "bytes" | "estimatedBytes"> {
  const bytes = Math.round(Number(text ?? Number.NaN) * (size?.bytesPerUnit ?? 1));
  // Services write 0 and -1 for what they do not know.
  if (size === undefined || !Number.isSafeInteger(bytes) || bytes <= 0) return {};
  return size.isExact ? { bytes } : { estimatedBytes: bytes };
}
