import type { FitsHeader } from "@armillary/fits";
import type { TableMetadata } from "@armillary/formats";
import type { Group, Param } from "@armillary/votable";

/** Something that a file says of itself: a card of a FITS header, a PARAM, a keyword of a table of text. */
export interface SpectrumKeyword {
  readonly name: string;
  readonly value: string | number | bigint | boolean;
  readonly unit?: string;
  readonly utype?: string;
  readonly comment?: string;
}

/** What a spectrum is of, by whom, and how it was made; what was not said is absent. */
export interface SpectrumMeta {
  readonly title?: string;
  readonly targetName?: string;
  /** ICRS, or what the file takes for it. */
  readonly raDeg?: number;
  readonly decDeg?: number;
  readonly redshift?: number;
  readonly publisherDid?: string;
  readonly creatorDid?: string;
  readonly collection?: string;
  readonly facility?: string;
  readonly instrument?: string;
  /** As written. */
  readonly dateObs?: string;
  readonly exposureS?: number;
  readonly fluxCalib?: string;
  readonly waveCalib?: string;
  /** All that is said, in its order. */
  readonly keywords: readonly SpectrumKeyword[];
}

/** Ends of utypes, and keywords of FITS headers, by what they tell; the surest first. */
interface MetaSource {
  readonly utype?: string;
  readonly keywords?: readonly string[];
}

const TEXTS = {
  title: { utype: "DataID.Title", keywords: ["TITLE"] },
  targetName: { utype: "Target.Name", keywords: ["OBJECT", "TARGNAME", "TARGPROP"] },
  publisherDid: { utype: "Curation.PublisherDID", keywords: ["DS_IDPUB"] },
  creatorDid: { utype: "DataID.CreatorDID", keywords: ["DS_IDENT"] },
  collection: { utype: "DataID.Collection", keywords: ["COLLECT1"] },
  facility: { utype: "DataID.ObservatoryOrFacility", keywords: ["TELESCOP"] },
  instrument: { utype: "DataID.Instrument", keywords: ["INSTRUME"] },
  dateObs: { keywords: ["DATE-OBS"] },
  fluxCalib: { utype: "Char.FluxAxis.Calibration", keywords: ["FLUX_CAL"] },
  waveCalib: { utype: "Char.SpectralAxis.Calibration", keywords: ["SPEC_CAL"] },
} as const satisfies Readonly<Record<string, MetaSource>>;

const NUMBERS = {
  redshift: { utype: "Target.Redshift", keywords: ["REDSHIFT"] },
  exposureS: { utype: "Char.TimeAxis.Coverage.Bounds.Extent", keywords: ["EXPTIME", "TEXPTIME", "EXPOSURE"] },
} as const satisfies Readonly<Record<string, MetaSource>>;

const POSITION = ["Target.Pos", "Char.SpatialAxis.Coverage.Location.Value"];
const RA_DEC = [
  ["RA_TARG", "DEC_TARG"],
  ["RA", "DEC"],
] as const;

/** Reads keywords into what they tell; the first that has a value counts. */
export function readMeta(keywords: readonly SpectrumKeyword[]): SpectrumMeta {
  const find = ({ utype, keywords: names = [] }: MetaSource): SpectrumKeyword | undefined => {
    const byUtype = utype === undefined ? [] : keywords.filter((keyword) => hasEnd(keyword.utype, utype.toLowerCase()));
    const byName = names.flatMap((name) => keywords.filter((keyword) => keyword.name.toUpperCase() === name));
    return [...byUtype, ...byName].find(({ value }) => String(value).trim() !== "");
  };
  const meta: Record<string, unknown> = {};
  for (const [name, source] of Object.entries(TEXTS)) {
    const text = String(find(source)?.value ?? "").trim();
    if (text !== "") meta[name] = text;
  }
  for (const [name, source] of Object.entries(NUMBERS)) {
    const value = numberOf(find(source)?.value);
    if (value !== undefined) meta[name] = value;
  }
  return { ...meta, ...positionOf(keywords, find), keywords };
}

function hasEnd(utype: string | undefined, end: string): boolean {
  const text = (utype ?? "").trim().toLowerCase();
  return text === end || text.endsWith(`.${end}`) || text.endsWith(`:${end}`);
}

/** Numbers only: a keyword with sexagesimal text may be in any equinox. */
function positionOf(
  keywords: readonly SpectrumKeyword[],
  find: (source: MetaSource) => SpectrumKeyword | undefined,
): Pick<SpectrumMeta, "raDeg" | "decDeg"> {
  for (const utype of POSITION) {
    const [ra, dec] = String(find({ utype })?.value ?? "")
      .trim()
      .split(/[\s,]+/)
      .map(numberOf);
    if (ra !== undefined && dec !== undefined) return { raDeg: ra, decDeg: dec };
  }
  for (const names of RA_DEC) {
    const [ra, dec] = names.map((name) => {
      const value = keywords.find((keyword) => keyword.name.toUpperCase() === name)?.value;
      return typeof value === "number" ? value : undefined;
    });
    if (ra !== undefined && dec !== undefined) return { raDeg: ra, decDeg: dec };
  }
  return {};
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "bigint") return Number(value);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Cards that say something of the data, not of how the file is laid out. */
const STRUCTURE =
  /^(?:SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|TFIELDS|T(?:FORM|DIM|SCAL|ZERO|NULL|DISP)\d+|CHECKSUM|DATASUM|COMMENT|HISTORY|END|)$/;

/** Of several headers, the one of the data first. */
export function keywordsOfHeaders(headers: readonly FitsHeader[]): SpectrumKeyword[] {
  return headers.flatMap(({ cards }) =>
    cards.flatMap(({ keyword, value, comment }): SpectrumKeyword[] => {
      const isSaid =
        typeof value === "string" ||
        typeof value === "number" ||
        typeof value === "boolean" ||
        typeof value === "bigint";
      if (!isSaid || STRUCTURE.test(keyword)) return [];
      return [{ name: keyword, value, ...(comment === undefined ? {} : { comment }) }];
    }),
  );
}

/** PARAMs, those of GROUPs among them, and INFOs. */
export function keywordsOfTable({
  params,
  groups = [],
  infos,
}: Pick<TableMetadata, "params" | "groups" | "infos">): SpectrumKeyword[] {
  const all = [...params, ...groups.flatMap(paramsWithin)];
  return [
    ...all.map(({ name, value, unit, utype, description }) => ({
      name,
      value,
      ...(unit === undefined ? {} : { unit }),
      ...(utype === undefined ? {} : { utype }),
      ...(description === undefined ? {} : { comment: description }),
    })),
    ...infos.map(({ name, value }) => ({ name, value })),
  ];
}

function paramsWithin(group: Group): Param[] {
  return [...group.params, ...group.groups.flatMap(paramsWithin)];
}
