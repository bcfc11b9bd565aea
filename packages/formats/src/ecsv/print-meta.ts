import type { Param } from "@armillary/votable";
import type { TableMetadata } from "../table-stream.ts";
import { TABLE_KEYS, VOTABLE_KEY } from "./table-meta.ts";
import { printFlow, printText, YamlNumber, type YamlValue } from "./yaml-text.ts";

/**
 * The lines of a table's `meta`: its attributes, then its PARAMs one by one where each is a name and a value and nothing
 * else, as STILTS and people expect them; the rest under `votable`, in the words of VOTable.
 */
export function printTableMeta(metadata: TableMetadata): string[] {
  const { params, ...others } = metadata;
  const lines: string[] = [];
  for (const key of TABLE_KEYS) {
    const text = others[key];
    if (text !== undefined) lines.push(`${key}: ${printText(text)}`);
  }
  const plain = arePlain(params);
  if (plain) for (const param of params) lines.push(`${printText(param.name)}: ${printFlow(plainValue(param))}`);
  const lists = Object.entries({ ...(plain ? {} : { params }), ...others }).flatMap(([key, list]: [string, unknown]) =>
    Array.isArray(list) && list.length > 0 ? [{ key, list: list as readonly unknown[] }] : [],
  );
  if (lists.length > 0) lines.push(`${VOTABLE_KEY}:`);
  for (const { key, list } of lists) {
    lines.push(`  ${key}:`, ...list.map((item) => `  - ${printFlow(votableTree(item))}`));
  }
  return lines;
}

const RESERVED: ReadonlySet<string> = new Set([...TABLE_KEYS, "Description", VOTABLE_KEY, "QUERY_STATUS"]);

/** Whether the params read back from names and values alone as what they are. */
function arePlain(params: readonly Param[]): boolean {
  const names = new Set(params.map(({ name }) => name));
  return names.size === params.length && params.every(isPlain);
}

function isPlain({ name, datatype, arraysize, value, typed: _, ...more }: Param): boolean {
  if (RESERVED.has(name) || Object.values(more).some((attribute) => attribute !== undefined)) return false;
  if (datatype === "char") return arraysize === "*";
  return arraysize === undefined && (SPELLINGS[datatype]?.test(value) ?? false);
}

/** What every YAML takes for a value of just this type. */
const SPELLINGS: Readonly<Partial<Record<string, RegExp>>> = {
  boolean: /^(?:true|false)$/,
  long: /^(?:0|-?[1-9]\d{0,17})$/,
  double: /^-?\d{1,17}\.\d{1,17}(?:e[+-]\d{1,2})?$/,
};

function plainValue({ datatype, value }: Param): YamlValue {
  return datatype === "char" ? value : new YamlNumber(value);
}

/** Lists of a GROUP, which the model always has. */
const GROUP_LISTS: ReadonlySet<string> = new Set(["fieldRefs", "paramRefs", "params", "groups", "links"]);

/** Elements of a VOTable as YAML: without what is absent, or follows from the rest. */
export function votableTree(value: unknown): YamlValue {
  if (Array.isArray(value)) return value.map(votableTree);
  if (typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).filter(
    ([key, item]) =>
      item !== undefined && key !== "typed" && !(GROUP_LISTS.has(key) && Array.isArray(item) && item.length === 0),
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, votableTree(item)]));
}
