import type { JsonValue } from "@armillary/mast";

/** A filter as Mashup gets it. */
export interface SentFilter {
  readonly paramName: string;
  readonly values: readonly (string | number | boolean | { readonly min?: number; readonly max?: number })[];
  readonly separator?: string;
  readonly freeText?: string;
}

type Row = Readonly<Record<string, JsonValue>>;

/** Whether a row passes filters as Mashup's database does it: text without case, `%` and `_` wildcards, values ORed, filters ANDed. */
export function passes(row: Row, filters: readonly SentFilter[]): boolean {
  return filters.every((filter) => passesOne(row, filter));
}

function passesOne(row: Row, { paramName, values, separator, freeText }: SentFilter): boolean {
  const cell = row[paramName];
  if (cell === null || cell === undefined) return false;
  const text = String(cell).toLowerCase();
  const items = separator === undefined ? [text] : [text, ...text.split(separator).map((item) => item.trim())];
  const isValue = values.some((value) => {
    if (typeof value !== "object") return items.includes(String(value).toLowerCase());
    return Number(cell) >= Number(value.min) && Number(cell) <= Number(value.max);
  });
  return isValue || (freeText !== undefined && like(text, freeText.toLowerCase()));
}

function like(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}
