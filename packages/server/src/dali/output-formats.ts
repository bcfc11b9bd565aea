import { parseMediaType } from "@armillary/dali";
import type { ConvertOptions, FormatName } from "@armillary/formats";
import { usageError } from "../errors.ts";

/** A format that results are written in, as capabilities tell of it (TAPRegExt 1.0, section 2.4). */
export interface OutputFormat {
  /** Of the answer, and what clients may ask for. */
  readonly mime: string;
  /** Short names that clients may ask for, the one of DALI first. */
  readonly aliases: readonly string[];
  readonly ivoid?: string;
  readonly format: FormatName;
  readonly options?: Pick<ConvertOptions, "serialization">;
}

const TAPREGEXT = "ivo://ivoa.net/std/TAPRegExt#output-votable-";

/** The default first. */
export const OUTPUT_FORMATS: readonly OutputFormat[] = [
  {
    mime: "application/x-votable+xml",
    aliases: ["votable", "text/xml", "application/xml"],
    format: "votable",
    options: { serialization: "tabledata" },
  },
  {
    mime: "application/x-votable+xml;serialization=TABLEDATA",
    aliases: ["votable/td"],
    ivoid: `${TAPREGEXT}td`,
    format: "votable",
    options: { serialization: "tabledata" },
  },
  {
    mime: "application/x-votable+xml;serialization=BINARY2",
    aliases: ["votable/b2"],
    ivoid: `${TAPREGEXT}binary2`,
    format: "votable",
    options: { serialization: "binary2" },
  },
  {
    mime: "application/x-votable+xml;serialization=BINARY",
    aliases: ["votable/b"],
    ivoid: `${TAPREGEXT}binary`,
    format: "votable",
    options: { serialization: "binary" },
  },
  { mime: "text/csv;header=present", aliases: ["csv", "text/csv"], format: "csv" },
  { mime: "text/tab-separated-values", aliases: ["tsv"], format: "tsv" },
  { mime: "application/fits", aliases: ["fits", "application/x-fits"], format: "fits" },
  { mime: "application/vnd.apache.parquet", aliases: ["parquet", "application/x-parquet"], format: "parquet" },
  { mime: "application/vnd.apache.arrow.stream", aliases: ["arrows"], format: "arrows" },
  { mime: "application/vnd.apache.arrow.file", aliases: ["arrow"], format: "arrow" },
  { mime: "application/x-ndjson", aliases: ["ndjson", "jsonl"], format: "ndjson" },
  { mime: "text/x-ecsv", aliases: ["ecsv", "application/x-ecsv"], format: "ecsv" },
  { mime: "text/x-ipac-table", aliases: ["ipac"], format: "ipac" },
  { mime: "text/plain", aliases: ["text"], format: "text" },
];

/** What an answer is written in. */
export interface ChosenFormat {
  readonly contentType: string;
  readonly format: FormatName;
  readonly options: Pick<ConvertOptions, "serialization">;
}

const TEXTS: ReadonlySet<FormatName> = new Set(["csv", "tsv", "ecsv", "ipac", "text"]);

/**
 * The format that a value of RESPONSEFORMAT asks for, by its short name or its media type, in any case; the default where there
 * is none. Who asks for one of several media types of a format gets that one (DALI 1.1, section 3.4.3).
 * @throws ServiceError SERVER_USAGE
 */
export function chooseFormat(asked: string | undefined): ChosenFormat {
  const word = asked?.trim().toLowerCase() ?? "votable";
  const media = parseMediaType(word);
  const found =
    OUTPUT_FORMATS.find(({ mime, aliases }) => aliases.includes(word) || isSameMedia(mime, word)) ??
    // Parameters that change nothing, such as charset or the header that is there anyway.
    (media === undefined || media.parameters.has("serialization") || media.parameters.get("header") === "absent"
      ? undefined
      : OUTPUT_FORMATS.find(({ mime, aliases }) => aliases.includes(media.essence) || mime === media.essence));
  if (found === undefined) {
    const names = OUTPUT_FORMATS.map(({ aliases }) => aliases[0]).join(", ");
    throw usageError(`RESPONSEFORMAT ${asked} is not written here. There are: ${names}.`);
  }
  const { mime, format, options = {} } = found;
  // A short name with a slash, `votable/b2`, looks like a media type and is none.
  const isOtherMedia = media !== undefined && !word.startsWith("votable/") && !mime.startsWith(media.essence);
  const type = isOtherMedia ? media.essence : mime;
  return { contentType: TEXTS.has(format) ? `${type};charset=utf-8` : type, format, options };
}

/** Blanks and case do not matter. */
function isSameMedia(mime: string, word: string): boolean {
  return mime.toLowerCase() === word.replaceAll(/\s+|"/g, "");
}
