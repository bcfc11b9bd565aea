import type { AdqlText } from "@armillary/adql";
import { RegistryError } from "./errors.ts";
import type { RegistryFeatures } from "./features.ts";
import type { RegistryRecord } from "./record.ts";

/**
 * A condition on resources. Each is a plain object that a function makes (`waveband("infrared")`); those of a search hold all
 * at once. One of your own needs no more than these members.
 */
export interface Constraint {
  /** What is asked, in words, always the same for the same: it is shown, and names what is kept. */
  readonly text: string;
  /**
   * The condition as ADQL, on the table `rr.resource` under the name `r`.
   * @throws RegistryError code REG_FEATURE where the registry has not what it takes: another is asked then
   */
  condition(features: RegistryFeatures): AdqlText;
  /**
   * Whether a record fits, as far as the record itself tells; undefined where it does not. Without it the condition can be
   * judged by a registry alone.
   */
  judge?(record: RegistryRecord): boolean | undefined;
}

/** Resources of which a row of another table fits: `r.ivoid IN (SELECT ivoid FROM rr.table WHERE …)`. */
export function inRows({ tools: { adql, raw } }: RegistryFeatures, table: string, condition: AdqlText): AdqlText {
  return adql`r.ivoid IN (SELECT ivoid FROM ${raw(`rr.${table}`)} WHERE ${condition})`;
}

/**
 * Conditions of which one is enough, over several tables: one list of identifiers where the registry can, which is much
 * faster.
 */
export function inAnyRows(
  features: RegistryFeatures,
  parts: readonly { readonly table: string; readonly condition: AdqlText }[],
): AdqlText {
  const { adql, raw, anyOf } = features.tools;
  if (!features.hasUnion) return anyOf(...parts.map(({ table, condition }) => inRows(features, table, condition)));
  const selects = parts.map(
    ({ table, condition }) => adql`SELECT ivoid FROM ${raw(`rr.${table}`)} WHERE ${condition}`.text,
  );
  return adql`r.ivoid IN (${raw(selects.join(" UNION ALL "))})`;
}

/** @throws RegistryError code REG_FEATURE, unless the registry has the table, which came with a version of RegTAP */
export function needTable(features: RegistryFeatures, table: string, what: string): void {
  if (features.hasTable(table)) return;
  throw new RegistryError(
    "REG_FEATURE",
    `It has no table rr.${table}, by which resources are found by ${what} (RegTAP 1.2).`,
  );
}

/**
 * The words of an argument, trimmed.
 * @throws RegistryError code REG_USAGE where there are none, or one is empty
 */
export function checkedWords(words: readonly string[], what: string): readonly string[] {
  const trimmed = words.map((word) => word.trim());
  if (trimmed.length > 0 && trimmed.every((word) => word !== "")) return trimmed;
  throw new RegistryError("REG_USAGE", `A ${what} is empty: give at least one character.`);
}

/** A pattern of SQL that finds a text anywhere, unless the text is a pattern itself. */
export function anywhere(text: string): string {
  return text.includes("%") ? text : `%${text}%`;
}

/** Words for people: `a or b`. */
export function anyWords(words: readonly string[]): string {
  return words.map(quotedWord).join(" or ");
}

/** `a, b` */
export function allWords(words: readonly string[]): string {
  return words.map(quotedWord).join(", ");
}

/** In quotes where it could be taken for several, or for more than a word: the text names what is kept. */
function quotedWord(word: string): string {
  return /[",;()]|\bor\b/.test(word) ? JSON.stringify(word) : word;
}
