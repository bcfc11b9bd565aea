import type { MashupFilter } from "../filters/mashup-filters.ts";
import type { MastSession } from "../session/session.ts";
import { type InvokeOptions, invokeMashup, type MashupResult } from "./invoke.ts";
import type { JsonValue, MashupUpload } from "./request.ts";

/** Around a place: ICRS degrees. */
interface Cone {
  readonly ra: number;
  readonly dec: number;
  /** Degrees; each service has its own default. */
  readonly radius?: number;
}

/** By filters; `columns` are names between commas, `*`, or `COUNT_BIG(*)` for one row that counts. */
interface Filtered {
  readonly columns: string;
  readonly filters: readonly MashupFilter[];
}

/** Which columns of the uploaded table are its places (degrees), and how far away a match may be (degrees). */
interface Crossmatch {
  readonly raColumn: string;
  readonly decColumn: string;
  readonly radius?: number;
}

/** Hubble Source Catalog. */
interface Hsc extends Cone {
  /** Rows at most (default 50 000). */
  readonly nr?: number;
  /** Images at least (default 1). */
  readonly ni?: number;
  /** 1: MagAper2 (default); 2: MagAuto. */
  readonly magtype?: 1 | 2;
}

type Nothing = Readonly<Record<string, never>>;
type Tess = "Tic" | "Ctl";
type GaiaRelease = "1" | "2" | "3";

/** Parameters of the services that MAST documents, by name; others, and new ones, are asked by `invokeMashup`. */
export interface MashupServiceParams
  extends Readonly<
      Record<`Mast.Jwst.Filtered.${"Nircam" | "Niriss" | "Nirspec" | "Miri" | "Fgs" | "GuideStar" | "Wss"}`, Filtered>
    >,
    Readonly<Record<`Mast.Catalogs.Filtered.${Tess}${"" | ".Rows"}`, Filtered>>,
    Readonly<Record<`Mast.Catalogs.Filtered.${Tess}.Position${"" | ".Rows"}`, Filtered & Cone>>,
    Readonly<Record<`Mast.Catalogs.${Tess}.Cone`, Cone>>,
    Readonly<Record<`Mast.Catalogs.Filtered.Wfc3Psf.${"Uvis" | "Ir"}`, Filtered>>,
    Readonly<Record<`Mast.Catalogs.GaiaDR${GaiaRelease}.Cone`, Cone>>,
    Readonly<Record<`Mast.GaiaDR${GaiaRelease}.Crossmatch`, Crossmatch>>,
    Readonly<Record<`Mast.${Tess | "Tgas" | "Galex" | "Sdss" | "2Mass"}.Crossmatch`, Crossmatch>>,
    Readonly<Record<`Mast.Hsc.Db.v${"2" | "3"}`, Hsc>>,
    Readonly<Record<`Mast.HscMatches.Db.v${"2" | "3"}`, { readonly input: number | bigint }>>,
    Readonly<Record<`Mast.Hsc.Crossmatch.${"MagAper2v3" | "MagAutov3"}`, Crossmatch>> {
  readonly "Mast.Caom.Cone": Cone & { readonly exclude_hla?: boolean };
  readonly "Mast.Caom.Filtered": Filtered;
  /** `position`: right ascension, declination and radius between commas. */
  readonly "Mast.Caom.Filtered.Position": Filtered & { readonly position: string };
  /** Product group ids between commas. */
  readonly "Mast.Caom.Products": { readonly obsid: string };
  readonly "Mast.Caom.Crossmatch": Crossmatch;
  readonly "Mast.Missions.List": Nothing;
  readonly "Mast.HscSpectra.Db.All": Nothing;
  readonly "Mast.Catalogs.Tgas.Cone": Cone;
  readonly "Mast.Catalogs.Plato.Cone": Cone;
  readonly "Mast.Catalogs.DiskDetective.Cone": Cone;
  readonly "Mast.Galex.Catalog": Cone & { readonly maxrecords?: number };
  /** Spelt so. A search of the whole VO, which takes long. */
  readonly "Vo.Hesarc.DatascopeListable": Cone;
  /** Any VOTable, as JSON. */
  readonly "Vo.Generic.Table": { readonly url: string };
}

/** A service whose parameters are known. */
export type MashupServiceName = keyof MashupServiceParams;

/**
 * Asks a documented service for rows; its parameters are checked by their types.
 * @param options - as of `invokeMashup`; `data` is the table of a cross-match
 * @throws as `invokeMashup`
 */
export function invokeService<Name extends MashupServiceName, Row = Record<string, unknown>>(
  session: MastSession,
  service: Name,
  params: MashupServiceParams[Name],
  options: InvokeOptions & { readonly data?: MashupUpload } = {},
): Promise<MashupResult<Row>> {
  // Types of objects have no index signature, and JSON is what they are.
  return invokeMashup<Row>(session, { ...options, service, params: params as { readonly [name: string]: JsonValue } });
}
