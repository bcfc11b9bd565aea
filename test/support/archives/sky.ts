import { type Point, pointAt } from "../tap-service/geometry.ts";

export const ARCHIVE_NAMES = ["mast", "heasarc", "irsa", "ned"] as const;
export type ArchiveName = (typeof ARCHIVE_NAMES)[number];

/** An object as one archive has it: under a name of its own, a fraction of an arcsecond from where it is. */
export interface Sighting extends Point {
  readonly name: string;
}

/** An object of the made-up sky, and the archives that know it. */
export interface SkyObject extends Point {
  /** What it is, whatever archives call it: `m31`, `m31-7`. */
  readonly key: string;
  readonly magnitude: number;
  readonly type: "G" | "*" | "QSO";
  /** Null for stars. */
  readonly redshift: number | null;
  readonly sightings: Readonly<Partial<Record<ArchiveName, Sighting>>>;
}

/** An image or a spectrum that an archive has. */
export interface Dataset extends Point {
  readonly archive: ArchiveName;
  readonly type: "image" | "spectrum";
  readonly collection: string;
  readonly id: string;
  readonly target: string;
  readonly fovDeg: number;
  readonly bandMinM: number;
  readonly bandMaxM: number;
  readonly startMjd: number;
  readonly exposureS: number;
  readonly accessUrl: string;
  /** Media type. */
  readonly format: string;
  readonly facility: string;
  readonly instrument: string;
}

export interface Catalogue {
  readonly objects: readonly SkyObject[];
  readonly datasets: readonly Dataset[];
}

/** The middles of the fields, each an object that all archives know: plain, by a pole, on the seam of right ascension. */
export const FIELDS: readonly (Point & { readonly key: string; readonly names: Record<ArchiveName, string> })[] = [
  {
    key: "m31",
    raDeg: 10.6847,
    decDeg: 41.2688,
    names: { mast: "M31", heasarc: "M 31", irsa: "m31", ned: "MESSIER 031" },
  },
  {
    key: "m87",
    raDeg: 187.7059,
    decDeg: 12.3911,
    names: { mast: "M87", heasarc: "M 87", irsa: "m87", ned: "MESSIER 087" },
  },
  {
    key: "north",
    raDeg: 40.2,
    decDeg: 89.93,
    names: { mast: "NORTH-1", heasarc: "North 1", irsa: "north_1", ned: "NORTH 1" },
  },
  {
    key: "seam",
    raDeg: 0.001,
    decDeg: -15.5,
    names: { mast: "SEAM-1", heasarc: "Seam 1", irsa: "seam_1", ned: "SEAM 1" },
  },
];

/** What the archives call the objects that have no other name. */
const PREFIXES: Readonly<Record<ArchiveName, string>> = {
  mast: "HSC",
  heasarc: "CXO",
  irsa: "2MASS",
  ned: "WISEA",
};

interface Survey {
  readonly archive: ArchiveName;
  readonly type: Dataset["type"];
  readonly collection: string;
  readonly facility: string;
  readonly instrument: string;
  readonly fovDeg: number;
  readonly bandM: readonly [number, number];
  /** Of a file, by its name. */
  readonly url: (file: string) => string;
}

const mastUrl = (file: string): string => `https://mast.stsci.edu/api/v0.1/Download/file?uri=mast:HST/product/${file}`;
// Doubled slashes, as HEASARC has them (navo.md 2.2, DataLink).
const heasarcUrl = (file: string): string => `https://heasarc.gsfc.nasa.gov/FTP/chandra/data//byobsid/${file}`;
const irsaUrl = (file: string): string => `https://irsa.ipac.caltech.edu/ibe/data/${file}`;

const SURVEYS: readonly Survey[] = [
  survey("mast", "image", "HST", "HST", "ACS/WFC", 0.056, [4.1e-7, 8.9e-7], mastUrl),
  survey("mast", "image", "GALEX", "GALEX", "GALEX", 1.2, [1.35e-7, 2.83e-7], mastUrl),
  survey("mast", "spectrum", "HST", "HST", "STIS", 0.0001, [1.15e-7, 3.1e-7], mastUrl),
  survey("heasarc", "image", "chanmaster", "Chandra", "ACIS-I", 0.28, [1.2e-10, 6.2e-9], heasarcUrl),
  survey("heasarc", "spectrum", "chanmaster", "Chandra", "HETG", 0.0005, [1.2e-10, 3.1e-9], heasarcUrl),
  survey("irsa", "image", "wise_allwise", "WISE", "W1", 1.56, [2.8e-6, 3.8e-6], irsaUrl),
  survey("irsa", "image", "spitzer_seip", "Spitzer", "IRAC1", 0.4, [3.1e-6, 3.9e-6], irsaUrl),
  survey("irsa", "spectrum", "iso_sws", "ISO", "SWS", 0.006, [2.38e-6, 4.52e-5], irsaUrl),
  // NED lists images that lie with others: this one is IRSA's, under the same URL.
  survey("ned", "image", "wise_allwise", "WISE", "W1", 1.56, [2.8e-6, 3.8e-6], irsaUrl),
  survey("ned", "spectrum", "NED-SED", "NED", "SED", 0.001, [1e-12, 1], nedSedUrl),
];

function survey(
  archive: ArchiveName,
  type: Dataset["type"],
  collection: string,
  facility: string,
  instrument: string,
  fovDeg: number,
  bandM: Survey["bandM"],
  url: Survey["url"],
): Survey {
  return { archive, type, collection, facility, instrument, fovDeg, bandM, url };
}

/** The SED of an object (navo.md 1.4). */
export function nedSedUrl(name: string): string {
  return `http://vo.ned.ipac.caltech.edu/services/accessSED?REQUEST=getData&TARGETNAME=${encodeURIComponent(name)}`;
}

/**
 * Makes the sky up: in each field its middle and `perField` objects within half a degree of it, known to one archive or
 * several, and in each survey some datasets. The same seed makes the same sky.
 */
export function makeSky({ seed = 1, perField = 40 }: { seed?: number; perField?: number } = {}): Catalogue {
  const random = randomNumbers(seed);
  const objects = FIELDS.flatMap((field) => [
    objectAt(field.key, field, random, field.names),
    ...Array.from({ length: perField }, (_, index) => {
      const [distance, angle] = [0.5 * Math.sqrt(random()), 2 * Math.PI * random()];
      const point = pointAt(field, distance * Math.cos(angle), distance * Math.sin(angle));
      return objectAt(`${field.key}-${index + 1}`, point, random);
    }),
  ]);
  const datasets = FIELDS.flatMap((field) =>
    SURVEYS.flatMap((each) => [0, 1, 2].map((index) => datasetAt(each, field, index))),
  );
  return { objects, datasets };
}

function objectAt(
  key: string,
  point: Point,
  random: () => number,
  names?: Readonly<Record<ArchiveName, string>>,
): SkyObject {
  const type = names !== undefined ? "G" : (["*", "G", "QSO"] as const)[Math.floor(random() * 3)];
  const seen = ARCHIVE_NAMES.map((archive) => {
    const isKnown = random() < 0.6 || names !== undefined;
    const [east, north] = [random() - 0.5, random() - 0.5];
    const at = pointAt(point, (0.4 * east) / 3600, (0.4 * north) / 3600);
    return isKnown ? [[archive, { name: names?.[archive] ?? iauName(PREFIXES[archive], at), ...at }] as const] : [];
  });
  return {
    key,
    raDeg: point.raDeg,
    decDeg: point.decDeg,
    magnitude: Math.round((12 + 10 * random()) * 1000) / 1000,
    type: type ?? "*",
    redshift: type === "*" ? null : Math.round(random() * 1e5) / 1e5,
    sightings: Object.fromEntries(seen.flat()),
  };
}

function datasetAt(each: Survey, field: (typeof FIELDS)[number], index: number): Dataset {
  const { archive, type, collection, fovDeg, bandM, facility, instrument, url } = each;
  const at = pointAt(field, 0.1 * index, -0.07 * index);
  const id = `${facility.toLowerCase()}_${instrument.toLowerCase().replace(/\W/g, "")}_${field.key}_${index}`;
  const [bandMinM, bandMaxM] = bandM;
  const isSed = collection === "NED-SED";
  return {
    archive,
    type,
    collection,
    id,
    target: field.names[archive],
    ...at,
    fovDeg,
    bandMinM,
    bandMaxM,
    startMjd: 52_000 + 100 * index + 10 * FIELDS.indexOf(field),
    exposureS: 1000 + 500 * index,
    accessUrl: url(isSed ? field.names.ned : `${id}.${type === "image" ? "fits" : "xml"}`),
    format: type === "image" ? "image/fits" : "application/x-votable+xml",
    facility,
    instrument,
  };
}

/** `2MASS J004244.3+411608` of a position, truncated as the IAU has it. */
function iauName(prefix: string, { raDeg, decDeg }: Point): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const tenths = Math.floor(((raDeg * 36_000) / 15) % 864_000);
  const seconds = Math.floor(Math.abs(decDeg) * 3600);
  const hms = [tenths / 36_000, (tenths / 600) % 60, (tenths / 10) % 60].map((part) => two(Math.floor(part)));
  const dms = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => two(Math.floor(part)));
  return `${prefix} J${hms.join("")}.${tenths % 10}${decDeg < 0 ? "-" : "+"}${dms.join("")}`;
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator of 32 bits, its upper half). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  const half = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 16;
  };
  return () => (half() * 65_536 + half()) / 2 ** 32;
}

/** The objects that an archive knows, as it knows them. */
export function sightingsOf({ objects }: Catalogue, archive: ArchiveName): readonly (SkyObject & Sighting)[] {
  return objects.flatMap((object) => {
    const sighting = object.sightings[archive];
    return sighting === undefined ? [] : [{ ...object, ...sighting }];
  });
}

/** The datasets that an archive lists. */
export function datasetsOf(catalogue: Catalogue, archive: ArchiveName, type: Dataset["type"]): readonly Dataset[] {
  return catalogue.datasets.filter((each) => each.archive === archive && each.type === type);
}
