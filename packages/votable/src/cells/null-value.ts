import type { FieldMeta } from "@armillary/columns";
import { parseFloatToken } from "./float.ts";
import { isInteger, parseInteger } from "./integer.ts";
import { isCharacter } from "./layout.ts";
import { CELL_WARNINGS, CellReport, type CellWarning } from "./report.ts";

/** The magic value of a FIELD that stands for null: VALUES null (VOTable 1.5, sections 4.7 and 5.5). */
export interface NullValue {
  /**
   * The value by the datatype: bigint for long, number for the other numbers (rounded to float where the field is one;
   * NaN makes NaN null), string for characters. Absent where the datatype cannot have it.
   */
  readonly value?: number | bigint | string;
  /** The attribute as written, white space around it gone. A cell of numbers with this very text is null, too. */
  readonly text: string;
  readonly warning?: CellWarning;
}

/**
 * What VALUES null of `field` means; undefined without one. The first VALUES that has the attribute counts.
 *
 * Magic values are meant for integers, but "must always be respected": those of floats and strings count as well.
 * `boolean` has nulls of its own; a bit and a complex number cannot have any but an empty cell or a flag.
 */
export function nullOf(field: FieldMeta): NullValue | undefined {
  const written = field.values?.find((values) => values.null !== undefined)?.null;
  if (written === undefined) return undefined;
  const { datatype } = field;
  if (isCharacter(datatype)) return { value: written, text: written };
  const text = written.trim();
  if (isInteger(datatype)) return numberNull(text, (report) => parseInteger(text, datatype, report));
  if (datatype === "float") return numberNull(text, (report) => parseFloatToken(text, 32, report));
  if (datatype === "double") return numberNull(text, (report) => parseFloatToken(text, 64, report));
  return { text, warning: nullWarning(`VALUES null "${text}" is not used: ${datatype} has no magic value`) };
}

function numberNull(text: string, parse: (report: CellReport) => number | bigint | undefined): NullValue {
  const report = new CellReport();
  const value = parse(report);
  if (value === undefined) return { text, warning: nullWarning(`VALUES null "${text}": ${report.reason}`) };
  return { value, text };
}

function nullWarning(message: string): CellWarning {
  return { code: "W-NULL-VALUE", message, section: CELL_WARNINGS["W-NULL-VALUE"] };
}
