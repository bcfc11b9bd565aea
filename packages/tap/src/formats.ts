import {
  formatOfIvoid,
  type OutputFormat,
  readFormat,
  type TableFormat,
  type VotableSerialization,
} from "@armillary/dali";
import type { TapCapabilities, TapMode } from "./capabilities.ts";
import type { TapFacts } from "./facts.ts";

/** Formats of results that are read here. */
export const RESULT_FORMATS = ["votable", "csv", "tsv", "fits", "parquet", "arrow", "ecsv", "ipac"] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number] & TableFormat;

/** The least work to read first. */
const PREFERENCE: readonly (VotableSerialization | undefined)[] = ["binary2", "tabledata", "binary", undefined];

/** What RESPONSEFORMAT says, and under which names it is sent. */
export interface FormatRequest {
  readonly value: string;
  readonly parameters: readonly ("RESPONSEFORMAT" | "FORMAT")[];
}

/**
 * How to ask for a format: with the words that the service declares for it. A VOTable in BINARY2 before one in TABLEDATA
 * before one of which nothing is said; a service that declares no VOTable, but CSV, is asked for that. What comes need not
 * be that: it is looked at.
 *
 * TAP 1.0 calls the parameter FORMAT; TAPLib's servers pass over RESPONSEFORMAT (NED, SIMBAD, VizieR).
 */
export function chooseFormat(
  wanted: ResultFormat | undefined,
  mode: TapMode,
  capabilities: TapCapabilities | undefined,
  facts: TapFacts | undefined,
): FormatRequest {
  if (capabilities === undefined) return findFormat(wanted, mode, capabilities, facts);
  const key = `${wanted} ${mode} ${facts?.id}`;
  const known = choices.get(capabilities) ?? new Map<string, FormatRequest>();
  const choice = known.get(key) ?? findFormat(wanted, mode, capabilities, facts);
  choices.set(capabilities, known.set(key, choice));
  return choice;
}

/** What was chosen before: reading media types takes longer than all else about a small query. */
const choices = new WeakMap<TapCapabilities, Map<string, FormatRequest>>();

function findFormat(
  wanted: ResultFormat | undefined,
  mode: TapMode,
  capabilities: TapCapabilities | undefined,
  facts: TapFacts | undefined,
): FormatRequest {
  const declared = (capabilities?.tableAccess?.outputFormats ?? []).filter(
    ({ forMode }) => forMode === undefined || forMode === mode,
  );
  const format = wanted ?? defaultFormat(declared);
  const value =
    format === "votable" ? (facts?.votableFormat?.value ?? votableWord(declared)) : wordFor(format, declared);
  if (facts?.formatParameter !== undefined) return { value, parameters: ["FORMAT"] };
  const isModern = capabilities?.version !== undefined && capabilities.version !== "1.0";
  return { value, parameters: isModern ? ["RESPONSEFORMAT"] : ["RESPONSEFORMAT", "FORMAT"] };
}

/** VOTable, which TAP demands, but for a service that lists others alone. */
function defaultFormat(declared: readonly OutputFormat[]): ResultFormat {
  const offered = declared.map((each) => meaningOf(each)?.format);
  if (declared.length === 0 || offered.includes("votable")) return "votable";
  return offered.includes("csv") ? "csv" : offered.includes("tsv") ? "tsv" : "votable";
}

function votableWord(declared: readonly OutputFormat[]): string {
  const votables = declared.filter((each) => meaningOf(each)?.format === "votable");
  for (const serialization of PREFERENCE) {
    for (const each of votables) {
      if (meaningOf(each)?.serialization !== serialization) continue;
      // The word itself must say it: an ivo-id beside a bare "text/xml" promises what the service does not keep (HEASARC).
      const words = [...each.aliases, each.mime].filter((word) => readFormat(word)?.serialization === serialization);
      const [word] = words;
      if (word !== undefined) return serialization === undefined && words.includes("votable") ? "votable" : word;
    }
  }
  return "votable";
}

/** The short form where it is declared: `text/csv` comes without a header line from DaCHS, `csv` with one. */
function wordFor(format: ResultFormat, declared: readonly OutputFormat[]): string {
  const own =
    declared.find((each) => [...each.aliases, each.mime].includes(format)) ??
    declared.find((each) => meaningOf(each)?.format === format);
  if (own === undefined) return format;
  return [...own.aliases, own.mime].includes(format) ? format : own.mime;
}

function meaningOf({ mime, aliases, ivoid }: OutputFormat): ReturnType<typeof readFormat> {
  const told = [mime, ...aliases].map(readFormat).filter((meaning) => meaning !== undefined);
  const precise = told.find(({ serialization }) => serialization !== undefined);
  return precise ?? (ivoid === undefined ? undefined : formatOfIvoid(ivoid)) ?? told[0];
}
