import { type AdqlText, type AdqlTools, adqlFor, findDialectProfile } from "@armillary/adql";
import { adqlOf } from "@armillary/dali";
import type { TapCapabilities } from "@armillary/tap";

/** What a registry understands, and has: what constraints are written by. */
export interface RegistryFeatures {
  /** The template and its helpers in the registry's dialect. */
  readonly tools: AdqlTools;
  /** Whether there is a table: `stc_spatial` of `rr`, in lower case. */
  hasTable(table: string): boolean;
  hasColumn(table: string, column: string): boolean;
  /** Whether a user-defined function is declared, or none are, which some services forget. */
  hasFunction(name: string): boolean;
  /** UNION, which lets the database use one index a part. */
  readonly hasUnion: boolean;
  /** MOCs as values: `MOC(6, CIRCLE(…))`, `MOC('4/13')`. */
  readonly hasMoc: boolean;
  /** `column LIKE pattern`, letters of any case; `%` and `_` have their meaning in SQL. */
  like(column: AdqlText, pattern: string): AdqlText;
  /** Whether a text has a word, or several beside one another, by the registry's own idea of words. */
  hasWord(column: AdqlText, word: string): AdqlText;
  /** Whether a list with hash signs between its items has an item. */
  listHas(column: AdqlText, item: string): AdqlText;
}

/** What is known of a registry. */
export interface FeatureSources {
  readonly url: string;
  readonly capabilities?: TapCapabilities;
  /** Columns of the schema `rr`, by table, in lower case; undefined where TAP_SCHEMA could not be asked. */
  readonly columns?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Tables that came with RegTAP 1.2: not taken for there where nothing says so. */
const LATE_TABLES: ReadonlySet<string> = new Set(["stc_spatial", "stc_temporal", "stc_spectral", "tap_table"]);
/** Columns that came with RegTAP 1.1 or 1.2. */
const LATE_COLUMNS: ReadonlySet<string> = new Set([
  "interface.authenticated_only",
  "interface.mirror_url",
  "resource.rights_uri",
  "stc_spatial.ref_system_name",
]);

/** Puts together what a registry says of itself (RegTAP 1.2, section 9; TAPRegExt 1.0, section 2.3). */
export function registryFeatures({ url, capabilities, columns }: FeatureSources): RegistryFeatures {
  const declared = capabilities?.tableAccess === undefined ? undefined : adqlOf(capabilities.tableAccess);
  const functions = new Set(
    declared?.functions.map(({ signature }) => /^\s*([\w.]+)/.exec(signature)?.[1]?.toLowerCase()),
  );
  const forms = new Set(declared?.features.map(({ form }) => form.trim().toUpperCase()));
  const profile = findDialectProfile(url);
  const tools = adqlFor({
    ...(profile === undefined ? {} : { profile }),
    ...(declared === undefined
      ? {}
      : { service: { tables: [], versions: declared.versions, features: declared.features } }),
  });
  const { adql, raw } = tools;
  const hasFunction = (name: string): boolean => functions.size === 0 || functions.has(name);
  const hasIlike = forms.has("ILIKE");

  const like = (column: AdqlText, pattern: string): AdqlText => {
    if (hasIlike) return adql`${column} ILIKE ${pattern}`;
    if (hasFunction("ivo_nocasematch")) return adql`1 = ivo_nocasematch(${column}, ${pattern})`;
    return adql`LOWER(${column}) LIKE ${pattern.toLowerCase()}`;
  };
  return {
    tools,
    hasTable: (table) => columns?.has(table) ?? !LATE_TABLES.has(table),
    hasColumn: (table, column) => columns?.get(table)?.has(column) ?? !LATE_COLUMNS.has(`${table}.${column}`),
    hasFunction,
    hasUnion: forms.has("UNION"),
    hasMoc: forms.has("MOC"),
    like,
    hasWord: (column, word) =>
      hasFunction("ivo_hasword") ? adql`1 = ivo_hasword(${column}, ${word})` : like(column, `%${word}%`),
    listHas: (column, item) =>
      hasFunction("ivo_hashlist_has")
        ? adql`1 = ivo_hashlist_has(${column}, ${item})`
        : adql`${raw("'#'")} || ${column} || ${raw("'#'")} LIKE ${`%#${item}#%`}`,
  };
}
