/** Every format that a command or an option may name. */
export const FORMAT_NAMES = [
  "votable",
  "fits",
  "csv",
  "tsv",
  "ecsv",
  "ipac",
  "arrow",
  "arrows",
  "parquet",
  "ndjson",
  "text",
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** A table format: what it is called, how files and services name it, and what is done with it here. */
export interface Format {
  readonly name: FormatName;
  /** For people: `Arrow IPC file`. */
  readonly title: string;
  /** Ends of file names, without the dot, the one to write first; a `.gz` behind them is looked through. */
  readonly extensions: readonly string[];
  /** Media types without parameters, the one to write first. */
  readonly mediaTypes: readonly string[];
  readonly reads: boolean;
  readonly writes: boolean;
  /** Bytes that a terminal must not be shown. */
  readonly binary: boolean;
}

export const FORMATS: readonly Format[] = [
  {
    name: "votable",
    title: "VOTable",
    extensions: ["vot", "votable", "xml", "vot2"],
    mediaTypes: ["application/x-votable+xml", "text/xml", "application/xml"],
    reads: true,
    writes: true,
    binary: false,
  },
  {
    name: "fits",
    title: "FITS",
    extensions: ["fits", "fit", "fts"],
    mediaTypes: ["application/fits", "image/fits"],
    reads: true,
    writes: true,
    binary: true,
  },
  {
    name: "csv",
    title: "CSV",
    extensions: ["csv"],
    mediaTypes: ["text/csv"],
    reads: true,
    writes: true,
    binary: false,
  },
  {
    name: "tsv",
    title: "TSV",
    extensions: ["tsv", "tab"],
    mediaTypes: ["text/tab-separated-values"],
    reads: true,
    writes: true,
    binary: false,
  },
  {
    name: "ecsv",
    title: "ECSV",
    extensions: ["ecsv"],
    mediaTypes: ["text/x-ecsv"],
    reads: true,
    writes: true,
    binary: false,
  },
  {
    name: "ipac",
    title: "IPAC table",
    extensions: ["tbl", "ipac"],
    mediaTypes: ["text/x-ipac-table"],
    reads: true,
    writes: true,
    binary: false,
  },
  {
    name: "arrow",
    title: "Arrow IPC file",
    extensions: ["arrow", "feather", "ipc"],
    mediaTypes: ["application/vnd.apache.arrow.file"],
    reads: true,
    writes: true,
    binary: true,
  },
  {
    name: "arrows",
    title: "Arrow IPC stream",
    extensions: ["arrows"],
    mediaTypes: ["application/vnd.apache.arrow.stream"],
    reads: true,
    writes: true,
    binary: true,
  },
  {
    name: "parquet",
    title: "Parquet",
    extensions: ["parquet", "parq", "pq"],
    mediaTypes: ["application/vnd.apache.parquet", "application/x-parquet"],
    reads: true,
    writes: true,
    binary: true,
  },
  {
    name: "ndjson",
    title: "NDJSON",
    extensions: ["ndjson", "jsonl"],
    mediaTypes: ["application/x-ndjson", "application/jsonl"],
    reads: false,
    writes: true,
    binary: false,
  },
  {
    name: "text",
    title: "text table",
    extensions: ["txt"],
    mediaTypes: ["text/plain"],
    reads: false,
    writes: true,
    binary: false,
  },
];

/** The format called `name`, in any case. */
export function formatNamed(name: string): Format | undefined {
  const wanted = name.toLowerCase();
  return FORMATS.find((format) => format.name === wanted);
}

/** The format that the end of a file name or URL path stands for: `gaia.vot`, `gaia.csv.gz`. */
export function formatOfFileName(fileName: string): FormatName | undefined {
  const extension = /\.([^./\\]+?)(?:\.gz)?$/i.exec(fileName)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  return FORMATS.find((format) => format.extensions.includes(extension))?.name;
}

/** The format of a media type such as a Content-Type header has; parameters are ignored. */
export function formatOfMediaType(mediaType: string): FormatName | undefined {
  const essence = mediaType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return FORMATS.find((format) => format.mediaTypes.includes(essence))?.name;
}
