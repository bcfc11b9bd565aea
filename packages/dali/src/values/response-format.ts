/** Kinds of tables that services send, by the short forms of DALI 1.2, section 4.3.3, and by those that archives added. */
export const TABLE_FORMATS = [
  "votable",
  "csv",
  "tsv",
  "fits",
  "parquet",
  "arrow",
  "json",
  "ecsv",
  "ipac",
  "hdf5",
  "text",
  "html",
] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** How the rows of a VOTable are written. */
export const VOTABLE_SERIALIZATIONS = ["tabledata", "binary", "binary2", "fits", "parquet"] as const;
export type VotableSerialization = (typeof VOTABLE_SERIALIZATIONS)[number];

/** What a value of RESPONSEFORMAT, a media type or an identifier of TAPRegExt means. */
export interface FormatMeaning {
  readonly format: TableFormat;
  /** Of a VOTable, where it is said. */
  readonly serialization?: VotableSerialization;
}

/** A media type (RFC 6838): type and subtype in lower case, parameters by name in lower case. */
export interface MediaType {
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const FORMATS: ReadonlyMap<string, TableFormat> = new Map<string, TableFormat>([
  ...TABLE_FORMATS.map((format): [string, TableFormat] => [format, format]),
  ["application/x-votable+xml", "votable"],
  ["text/xml", "votable"],
  ["application/xml", "votable"],
  ["text/csv", "csv"],
  ["text/tab-separated-values", "tsv"],
  ["application/fits", "fits"],
  ["application/x-fits", "fits"],
  ["image/fits", "fits"], // TAPLib, of tables too
  ["application/vnd.apache.parquet", "parquet"],
  ["application/x-parquet", "parquet"],
  ["application/parquet", "parquet"],
  ["application/vnd.apache.arrow.file", "arrow"],
  ["application/vnd.apache.arrow.stream", "arrow"],
  ["application/json", "json"],
  ["text/json", "json"],
  ["application/x-ecsv", "ecsv"],
  ["text/ecsv", "ecsv"],
  ["ipac_table", "ipac"], // IRSA
  ["text/plain", "text"],
  ["text/html", "html"],
  ["application/x-hdf5", "hdf5"],
]);

const SERIALIZATIONS: ReadonlyMap<string, VotableSerialization> = new Map<string, VotableSerialization>([
  ...VOTABLE_SERIALIZATIONS.map((name): [string, VotableSerialization] => [name, name]),
  ["td", "tabledata"],
  ["b", "binary"],
  ["b1", "binary"],
  ["b2", "binary2"],
  ["plain", "tabledata"], // ESA: votable_plain
]);

/** Fragments of `ivo://ivoa.net/std/TAPRegExt` (TAPRegExt 1.0, section 2.4). */
const IVOIDS: ReadonlyMap<string, FormatMeaning> = new Map<string, FormatMeaning>([
  ["output-votable-td", { format: "votable", serialization: "tabledata" }],
  ["output-votable-binary", { format: "votable", serialization: "binary" }],
  ["output-votable-binary2", { format: "votable", serialization: "binary2" }],
]);

const MEDIA_TYPE = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*((?:;.*)?)$/s;
const PARAMETER = /;\s*([\w!#$&^.+-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"\s]*))\s*/g;

/** Parses a media type with its parameters, quoted or not; undefined for what is none. */
export function parseMediaType(text: string): MediaType | undefined {
  const match = MEDIA_TYPE.exec(text);
  if (match === null) return undefined;
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, bare = ""] of (match[2] ?? "").matchAll(PARAMETER)) {
    parameters.set(name.toLowerCase(), quoted === undefined ? bare : quoted.replace(/\\(.)/g, "$1"));
  }
  return { essence: (match[1] ?? "").toLowerCase(), parameters };
}

/**
 * What a value of RESPONSEFORMAT, a short form or a media type means: `votable`, `votable/b2` (GAVO, TAPLib),
 * `votable_plain` (ESA), `application/x-votable+xml;serialization=BINARY2`, `text/csv;header=absent`. Undefined for what
 * is not known here. What is sent for it need not be that: services answer BINARY where they promise TABLEDATA.
 */
export function readFormat(text: string): FormatMeaning | undefined {
  const word = text.trim().toLowerCase();
  const short = /^votable[/_](\w+)$/.exec(word)?.[1];
  if (short !== undefined) {
    const serialization = SERIALIZATIONS.get(short);
    return serialization === undefined ? { format: "votable" } : { format: "votable", serialization };
  }
  const media = parseMediaType(word);
  const format = FORMATS.get(media?.essence ?? word);
  if (format === undefined) return undefined;
  const serialization =
    format === "votable" ? SERIALIZATIONS.get(media?.parameters.get("serialization") ?? "") : undefined;
  return serialization === undefined ? { format } : { format, serialization };
}

/** What an `ivo-id` of an outputFormat means: `ivo://ivoa.net/std/TAPRegExt#output-votable-td`, in any case. */
export function formatOfIvoid(ivoid: string): FormatMeaning | undefined {
  const match = /^ivo:\/\/ivoa\.net\/std\/tapregext#(.+)$/.exec(ivoid.trim().toLowerCase());
  return IVOIDS.get(match?.[1] ?? "");
}
