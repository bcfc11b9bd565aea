/** A file of an observation, as far as downloads and choices need it; what MAST did not say is absent. */
export interface MastProduct {
  /** Of the observation that it was asked for with: products of several come once with each. */
  readonly obsid: string;
  /** The mission's name of the observation. */
  readonly obsId?: string;
  readonly collection?: string;
  /** `mast:JWST/product/…`: what it is downloaded by. */
  readonly dataUri: string;
  readonly filename: string;
  /** Of the file; MAST does not always know it. */
  readonly sizeBytes?: number;
  /** `SCIENCE`, `AUXILIARY`, `PREVIEW`, `INFO`, … */
  readonly productType?: string;
  /** `Minimum Recommended Products` for those that most want. */
  readonly group?: string;
  /** `I2D`, `X1D`, `CAL`, … */
  readonly subGroup?: string;
  /** 0 (raw) to 4 (contributed). */
  readonly calibLevel?: number;
  readonly description?: string;
  readonly proposalId?: string;
  /** Whether only its proposers may have it yet: MAST wants a token with the right to it. */
  readonly isExclusive: boolean;
}

/** Rows of `Mast.Caom.Products`, which `listProducts` gives. */
export type ProductRow = Readonly<Record<string, unknown>>;

/** A row as a product; undefined for one without a URI, which cannot be had. */
export function readProduct(row: ProductRow): MastProduct | undefined {
  const text = (name: string): string | undefined => {
    const value = row[name];
    return value === null || value === undefined || value === "" ? undefined : String(value);
  };
  const number = (name: string): number | undefined => {
    const value = row[name];
    return typeof value === "bigint" || typeof value === "number" ? Number(value) : undefined;
  };
  const dataUri = text("dataURI");
  if (dataUri === undefined) return undefined;
  const found = {
    obsId: text("obs_id"),
    collection: text("obs_collection"),
    sizeBytes: number("size"),
    productType: text("productType"),
    group: text("productGroupDescription"),
    subGroup: text("productSubGroupDescription"),
    calibLevel: number("calib_level"),
    description: text("description"),
    proposalId: text("proposal_id"),
  };
  const given = Object.entries(found).filter(([, value]) => value !== undefined);
  return {
    obsid: text("obsID") ?? "",
    dataUri,
    filename: text("productFilename") ?? dataUri.slice(dataUri.lastIndexOf("/") + 1),
    ...Object.fromEntries(given),
    isExclusive: isExclusive(text("dataRights")),
  };
}

/** `EXCLUSIVE_ACCESS`, in whatever spelling; `RESTRICTED` and `PROPRIETARY` are words of other archives' CAOM. */
export function isExclusive(dataRights: string | undefined): boolean {
  return dataRights !== undefined && /exclusive|restricted|proprietary/i.test(dataRights);
}
