import { type ColumnBatch, type FieldMeta, valueAt } from "@armillary/columns";

/** A file of an archive, as a list of products tells of it. */
export interface ProductFile {
  /** `mast:JWST/product/…` (dataURI); also `s3://…`, `https://…`, and of mission searches `DATASET/FILE`. Empty where the row has none. */
  readonly uri: string;
  /** What it is to be called (productFilename); the end of its URI where the list does not say. */
  readonly fileName?: string;
  /** obs_collection: `JWST`. */
  readonly collection?: string;
  /** obs_id, or the data set of a mission search. */
  readonly observationId?: string;
  /** Whose data it is (proposal_id), by which rights are given. */
  readonly programme?: string;
  /** Its length. */
  readonly bytes?: number;
  /** Who may have it, in MAST's word: `PUBLIC`, `EXCLUSIVE_ACCESS`. */
  readonly rights?: string;
}

/** Which columns say what: places of the table, from 0. */
export type ProductColumns = { readonly uri: number } & {
  readonly [Key in Exclude<keyof ProductFile, "uri">]?: number;
};

/** Names in lists of CAOM (`Mast.Caom.Products`) and in those of mission searches (`list_products`), compared without case. */
const NAMES: Readonly<Record<keyof ProductFile, readonly string[]>> = {
  uri: ["dataURI", "uri", "dataURL"],
  fileName: ["productFilename", "filename"],
  collection: ["obs_collection"],
  observationId: ["obs_id", "dataset"],
  programme: ["proposal_id", "authz_primary_identifier", "program"],
  bytes: ["size"],
  rights: ["dataRights", "access"],
};

/** The columns of a list of products; undefined where no column has URIs. */
export function findProductColumns(fields: readonly FieldMeta[]): ProductColumns | undefined {
  const lower = fields.map(({ name }) => name.toLowerCase());
  const found = Object.entries(NAMES).flatMap(([key, names]) => {
    const at = names.map((name) => lower.indexOf(name.toLowerCase())).find((place) => place !== -1);
    return at === undefined ? [] : [[key, at] as const];
  });
  const columns = Object.fromEntries(found) as Partial<ProductColumns>;
  return columns.uri === undefined ? undefined : (columns as ProductColumns);
}

/** The rows of a list of products. */
export function* productsOfBatch(
  { rows, columns }: ColumnBatch,
  places: ProductColumns,
): Generator<ProductFile, void, undefined> {
  const text = (at: number | undefined, row: number): string | undefined => {
    const column = at === undefined ? undefined : columns[at];
    const value = column === undefined ? null : valueAt(column, row);
    const isText = typeof value === "string" || typeof value === "number" || typeof value === "bigint";
    const printed = isText ? String(value).trim() : "";
    return printed === "" ? undefined : printed;
  };
  for (let row = 0; row < rows; row++) {
    const fileName = text(places.fileName, row);
    const collection = text(places.collection, row);
    const observationId = text(places.observationId, row);
    const programme = text(places.programme, row);
    const rights = text(places.rights, row);
    const bytes = Number(text(places.bytes, row) ?? Number.NaN);
    yield {
      uri: text(places.uri, row) ?? "",
      ...(fileName === undefined ? {} : { fileName }),
      ...(collection === undefined ? {} : { collection }),
      ...(observationId === undefined ? {} : { observationId }),
      ...(programme === undefined ? {} : { programme }),
      ...(rights === undefined ? {} : { rights }),
      // Lists have 0 and -1 for what they do not know.
      ...(Number.isSafeInteger(bytes) && bytes > 0 ? { bytes } : {}),
    };
  }
}
