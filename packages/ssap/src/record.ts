import { type CellValue, type Field, uniqueNames } from "@armillary/columns";
import { mjdOfEpochMs, mjdOfJd, readServiceTime } from "@armillary/dali";
import { cellAt, converterTo, type DatasetReader, numbersOf, type Quantity, textOf } from "@armillary/dali/dataset";
import { type DatasetRecord, findColumn } from "@armillary/dali/table";
import { separationDeg } from "@armillary/sky";
import type { Group, Param } from "@armillary/votable";
import { isDatalinkColumn, QUANTITIES, type QuantityName, type QuantityWanted } from "./columns.ts";
import { parseSpectralUnit } from "./spectrum/spectral-units.ts";

/** A spectrum that a service found, or a time series or SED; what was not said is absent. */
export interface SsaRecord extends DatasetRecord {
  readonly protocol: "ssa";
  /** From the position that was asked for. */
  readonly separationDeg?: number;
  /** How well it fits the question, as the service sees it. */
  readonly score?: number;
  readonly creatorDid?: string;
  /** Rows that belong together: `MultiFormat` for one dataset in several formats. */
  readonly association?: { readonly type?: string; readonly id?: string; readonly key?: string };
  /** Address of its links (DataLink), where the service has a column for that. */
  readonly datalinkUrl?: string;
  /** Points. */
  readonly length?: number;
  /** `Spectrum-1.0`, … */
  readonly dataModel?: string;
  readonly dataSource?: string;
  readonly creationType?: string;
  readonly creator?: string;
  readonly publisher?: string;
  /** Bibcode or URL. */
  readonly reference?: string;
  readonly targetClass?: string;
  readonly redshift?: number;
  readonly varAmpl?: number;
  readonly snr?: number;
  readonly apertureDeg?: number;
  readonly spatResDeg?: number;
  readonly timeResS?: number;
  /** Full width at half maximum. */
  readonly specResM?: number;
  /** λ/Δλ. */
  readonly specRp?: number;
  /** `ABSOLUTE`, `RELATIVE`, …, as the service writes it. */
  readonly fluxCalib?: string;
  readonly waveCalib?: string;
  readonly spectralUcd?: string;
  readonly spectralUnit?: string;
  readonly fluxUcd?: string;
  readonly fluxUnit?: string;
  /** When the dataset was taken back; the record is all that is left of it. */
  readonly deleted?: string;
}

/** What stands beside the rows. */
export interface RecordContext {
  readonly fields: readonly Field[];
  readonly params: readonly Param[];
  readonly groups: readonly Group[];
  /** Of the answer: relative references are below it. */
  readonly url: string;
  /** Where was asked. */
  readonly centre?: { readonly raDeg: number; readonly decDeg: number };
}

/**
 * Makes records of the rows of an answer. What all rows have in common may stand in a PARAM instead of a column (SSA 1.1,
 * section 4.2.5), also in one of a GROUP.
 */
export function createRecordReader(context: RecordContext): DatasetReader<SsaRecord> {
  const { fields, url, centre } = context;
  const names = uniqueNames(fields.map(({ name }) => name));
  const params = [...context.params, ...context.groups.flatMap(paramsWithin)];
  const places = new Map<QuantityName, Place>();
  for (const [name, wanted] of Object.entries(QUANTITIES) as [QuantityName, QuantityWanted][]) {
    const place = findPlace(wanted, fields, params);
    if (place !== undefined) places.set(name, place);
  }
  const datalink = fields.findIndex(isDatalinkColumn);

  return (batch, row) => {
    const cell: Cell = (name) => {
      const place = places.get(name);
      if (place === undefined) return undefined;
      const { column, value, unit } = place;
      return { value: column === undefined ? value : cellAt(batch, column, row), unit };
    };
    const whole: Record<string, CellValue> = {};
    names.forEach((name, index) => {
      whole[name] = cellAt(batch, index, row);
    });
    const links = datalink === -1 ? undefined : textIn(cellAt(batch, datalink, row));
    const record = readRecord(cell, url);
    return withoutAbsent({
      ...record,
      separationDeg: centre === undefined ? undefined : separationFrom(centre, record),
      datalinkUrl: links === undefined ? undefined : absoluteUrl(links, url),
      row: whole,
    });
  };
}

function separationFrom(
  centre: NonNullable<RecordContext["centre"]>,
  { raDeg, decDeg }: Pick<SsaRecord, "raDeg" | "decDeg">,
): number | undefined {
  if (raDeg === undefined || decDeg === undefined) return undefined;
  return separationDeg(centre.raDeg, centre.decDeg, raDeg, decDeg);
}

/** The place of the column that has the addresses of the data, if there is one. */
export function findAccessColumn(fields: readonly Field[]): number | undefined {
  return findPlace(QUANTITIES.accessUrl, fields, [])?.column;
}

/** A column, or the one value of a PARAM. */
interface Place {
  readonly column?: number;
  readonly value: CellValue;
  readonly unit: string;
}

type Cell = (name: QuantityName) => { readonly value: CellValue; readonly unit: string } | undefined;

/** By utype before all else, in columns and then in PARAMs: a name means less than what a PARAM says it is. */
function findPlace(wanted: QuantityWanted, fields: readonly Field[], params: readonly Param[]): Place | undefined {
  for (const ways of [{ utypes: wanted.utypes ?? [] }, { ucds: wanted.ucds ?? [], names: wanted.names ?? [] }]) {
    const column = findColumn(fields, ways);
    const field = column === undefined ? undefined : fields[column];
    if (column !== undefined && field !== undefined) {
      return { column, value: null, unit: unitOf(field.unit, wanted) };
    }
    const { utypes } = ways;
    const place = utypes === undefined ? undefined : findColumn(params, { utypes });
    const param = place === undefined ? undefined : params[place];
    if (param !== undefined) return { value: param.typed, unit: unitOf(param.unit, wanted) };
  }
  return undefined;
}

function unitOf(unit: string | undefined, wanted: QuantityWanted): string {
  return unit === undefined || unit.trim() === "" ? (wanted.unit ?? "") : unit;
}

function paramsWithin(group: Group): Param[] {
  return [...group.params, ...group.groups.flatMap(paramsWithin)];
}

function readRecord(cell: Cell, url: string): Partial<SsaRecord> & Pick<SsaRecord, "protocol"> {
  const text = (name: QuantityName): string | undefined => textIn(cell(name)?.value);
  const number: NumberOf = (name, as) => {
    const found = cell(name);
    const value = numberIn(found?.value);
    if (value === undefined || found === undefined || as === undefined) return value;
    return typeof as === "function" ? as(value, found.unit) : converterTo(as, found.unit, "")?.(value);
  };
  const reference = text("accessUrl");
  const apertureDeg = number("aperture", "deg");
  return withoutAbsent({
    protocol: "ssa",
    title: text("title"),
    accessUrl: reference === undefined ? undefined : absoluteUrl(reference, url),
    format: text("format"),
    sizeBytes: number("size", "byte"),
    publisherDid: text("publisherDid"),
    creatorDid: text("creatorDid"),
    obsId: text("obsId"),
    collection: text("collection"),
    productType: text("productType")?.toLowerCase(),
    calibLevel: number("calibLevel"),
    targetName: text("targetName"),
    ...positionIn(cell),
    fovDeg: apertureDeg,
    apertureDeg,
    region: text("region"),
    bandName: text("bandName"),
    ...bandIn(number),
    ...timesIn(cell, number),
    exposureS: number("exposure", "s"),
    facility: text("facility"),
    instrument: text("instrument"),
    score: number("score"),
    association: associationIn(text),
    length: number("length"),
    dataModel: text("dataModel"),
    dataSource: text("dataSource"),
    creationType: text("creationType"),
    creator: text("creator"),
    publisher: text("publisher"),
    reference: text("reference"),
    targetClass: text("targetClass"),
    redshift: number("redshift"),
    varAmpl: number("varAmpl"),
    snr: number("snr"),
    spatResDeg: number("spatialResolution", "deg"),
    timeResS: number("timeResolution", "s"),
    specResM: number("spectralResolution", widthM),
    specRp: number("specRp"),
    fluxCalib: text("fluxCalib"),
    waveCalib: text("waveCalib"),
    spectralUcd: text("spectralUcd"),
    spectralUnit: text("spectralUnit"),
    fluxUcd: text("fluxUcd"),
    fluxUnit: text("fluxUnit"),
    deleted: text("deleted"),
  });
}

type NumberOf = (name: QuantityName, as?: Quantity | typeof widthM) => number | undefined;

/** Of the spectrum, or of its target. In other frames than ICRS (and FK5, which is within 0.1″ of it) there is none. */
function positionIn(cell: Cell): Pick<DatasetRecord, "raDeg" | "decDeg"> {
  const frame = textIn(cell("frame")?.value)?.toUpperCase() ?? "ICRS";
  if (!/ICRS|FK5|J2000/.test(frame)) return {};
  for (const name of ["position", "targetPosition"] as const) {
    const [raDeg, decDeg] = numbersOf(cell(name)?.value ?? null) ?? [];
    if (raDeg !== undefined && decDeg !== undefined) return { raDeg, decDeg };
    if (name === "targetPosition") continue;
    const ra = numberIn(cell("ra")?.value);
    const dec = numberIn(cell("dec")?.value);
    if (ra !== undefined && dec !== undefined) return { raDeg: ra, decDeg: dec };
  }
  return {};
}

/** Its ends, or else its middle and width. Ends that are frequencies or energies change places. */
function bandIn(number: NumberOf): Pick<DatasetRecord, "bandMinM" | "bandMaxM"> {
  const start = number("bandMin", "m");
  const stop = number("bandMax", "m");
  if (start !== undefined && stop !== undefined)
    return { bandMinM: Math.min(start, stop), bandMaxM: Math.max(start, stop) };
  const middle = number("bandMid", widthM);
  const width = number("bandWidth", widthM);
  if (middle !== undefined && width !== undefined)
    return { bandMinM: middle - width / 2, bandMaxM: middle + width / 2 };
  return withoutAbsent({ bandMinM: start, bandMaxM: stop });
}

/** Its ends, or else its middle and the exposure around it. */
function timesIn(cell: Cell, number: NumberOf): Pick<DatasetRecord, "tMinMjd" | "tMaxMjd"> {
  const [tMinMjd, tMaxMjd, middle] = (["timeMin", "timeMax", "timeMid"] as const).map((name) => {
    const found = cell(name);
    return found === undefined ? undefined : mjdIn(found.value);
  });
  if (tMinMjd !== undefined || tMaxMjd !== undefined) return withoutAbsent({ tMinMjd, tMaxMjd });
  if (middle === undefined) return {};
  const halfDays = (number("exposure", "s") ?? 0) / 2 / 86_400;
  return { tMinMjd: middle - halfDays, tMaxMjd: middle + halfDays };
}

/** A day count, or a timestamp. Days from 2 400 000 on are Julian Dates: as MJD they would be in the year 8429. */
function mjdIn(value: CellValue): number | undefined {
  const days = numberIn(value);
  if (days !== undefined) return days >= 2_400_000 ? mjdOfJd(days) : days;
  const { epochMs } = readServiceTime(textIn(value)?.replace(" ", "T") ?? "");
  return epochMs === undefined ? undefined : mjdOfEpochMs(epochMs);
}

/** A width in metres: only of wavelengths, for in hertz or electronvolts it is none. */
function widthM(value: number, unit: string): number | undefined {
  const known = parseSpectralUnit(unit);
  return known?.kind === "wavelength" ? value * known.factor : undefined;
}

function associationIn(text: (name: QuantityName) => string | undefined): SsaRecord["association"] {
  const association = withoutAbsent({
    type: text("associationType"),
    id: text("associationId"),
    key: text("associationKey"),
  });
  return association.type === undefined && association.id === undefined ? undefined : association;
}

/** As it stands where it is no URL at all: the row must not be lost for it. */
function absoluteUrl(reference: string, base: string): string {
  return URL.canParse(reference, base) ? new URL(reference, base).href : reference;
}

/** Services that have no value write NaN, in columns of text, too. */
function textIn(value: CellValue | undefined): string | undefined {
  const text = textOf(value ?? null);
  return text === "NaN" ? undefined : text;
}

function numberIn(value: CellValue | undefined): number | undefined {
  return numbersOf(value ?? null)?.[0];
}

/** Without the properties that are undefined, as `exactOptionalPropertyTypes` has it. */
function withoutAbsent<Whole extends object>(object: Whole): { [Key in keyof Whole]: Exclude<Whole[Key], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}
