import type { CellValue, FieldMeta } from "@armillary/columns";
import { parseArraysize, UNBOUNDED } from "./arraysize.ts";
import { createTextDecoder } from "./text.ts";

/**
 * The value of a PARAM by its datatype and arraysize: arrays flat, in serialized order; null where the text is empty, equal to
 * VALUES null, or no value of the type.
 * @see VOTable 1.5, section 4.2
 */
export function parseParamValue(meta: FieldMeta, text: string): CellValue {
  const parsed = parseArraysize(meta.arraysize);
  return createTextDecoder(meta, parsed.ok ? parsed.arraysize : UNBOUNDED).decode(text) ?? null;
}
