import { COMMON_KEYWORDS, KEYWORD_DESCRIPTIONS, OWN_KEYWORDS } from "./keyword-data.ts";

/** What is searched by keywords of JWST's files, as the services are called (`Mast.Jwst.Filtered.Nircam`, …). */
export const KEYWORD_SETS = ["Nircam", "Niriss", "Nirspec", "Miri", "Fgs", "GuideStar", "Wss"] as const;
export type KeywordSet = (typeof KEYWORD_SETS)[number];

/** mjd: a Modified Julian Date (UTC), days; date: `/Date(…)/` in Mashup's own words, with a twin `…_mjd`. */
export const KEYWORD_TYPES = ["text", "integer", "real", "mjd", "date"] as const;
export type KeywordType = (typeof KEYWORD_TYPES)[number];

/** A keyword that files can be searched by, and a column that they have. */
export interface Keyword {
  readonly name: string;
  readonly type: KeywordType;
  readonly description?: string;
}

/** The services that have files; wavefront maps and guide stars beside the instruments. */
const INSTRUMENTS: ReadonlySet<KeywordSet> = new Set(["Nircam", "Niriss", "Nirspec", "Miri", "Fgs"]);

/**
 * The keywords that a set is known to have, by name. More may be there: the service says (`fetchKeywords`).
 */
export function knownKeywords(set: KeywordSet): ReadonlyMap<string, Keyword> {
  const known = new Map<string, Keyword>();
  const lists = [...(INSTRUMENTS.has(set) ? [COMMON_KEYWORDS] : []), OWN_KEYWORDS[set] ?? {}];
  for (const list of lists) {
    for (const type of KEYWORD_TYPES) {
      for (const name of list[type]?.trim().split(/\s+/) ?? []) {
        add(known, name, type);
        if (type === "date") add(known, `${name}_mjd`, "mjd");
      }
    }
  }
  return known;
}

function add(known: Map<string, Keyword>, name: string, type: KeywordType): void {
  if (name === "") return;
  const base = name.replace(/_mjd$/, "");
  const described = KEYWORD_DESCRIPTIONS[name] ?? (base === name ? undefined : KEYWORD_DESCRIPTIONS[base]);
  const description = described === undefined || base === name ? described : `${described}, MJD`;
  known.set(name, { name, type, ...(description === undefined ? {} : { description }) });
}

/** `Mast.Jwst.Filtered.Nircam`. */
export function serviceOf(set: KeywordSet): string {
  return `Mast.Jwst.Filtered.${set}`;
}

/** A set by any spelling of its name: `nircam`, `NIRCam`, `guidestar`. */
export function parseKeywordSet(text: string): KeywordSet | undefined {
  const wanted = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]/g, "");
  return KEYWORD_SETS.find((set) => set.toLowerCase() === wanted);
}

/** The column that names the file: services of guide stars and wavefronts spell it otherwise. */
export function fileNameColumn(set: KeywordSet): "filename" | "fileName" {
  return INSTRUMENTS.has(set) ? "filename" : "fileName";
}
