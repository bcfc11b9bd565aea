import type { ColumnStatistics, Field, IntLayout, Layout } from "@armillary/columns";
import type { DiagnosticLog } from "../diagnostics.ts";
import { FitsError } from "../errors.ts";
import { offsetOf } from "../scaling.ts";
import type { TformCode } from "../tform.ts";

/** The code that values are stored in. */
export interface ChosenCode {
  readonly code: TformCode;
  readonly offset: bigint;
  readonly nullValue?: bigint;
  /** Of the leaf, as stored. */
  readonly leaf: Layout;
  /** VALUES null of the field as stored: absent leaves it as it is. */
  readonly nullText?: string | undefined;
}

const INTEGER_CODE = { 8: "B", 16: "I", 32: "J", 64: "K" } as const;

/**
 * How integers are stored, and which stored value stands for null.
 * @throws FitsError FITS_NOT_WRITTEN for 64-bit integers with nulls that leave no value
 */
export function chooseInteger(
  field: Field,
  leaf: IntLayout,
  statistics: ColumnStatistics,
  diagnostics: DiagnosticLog,
): ChosenCode {
  const { nulls, nullItems, unusedInteger } = statistics;
  const needsNull = nullItems > 0 || (nulls > 0 && field.layout.kind !== "list");
  const declared = declaredNull(field, leaf);
  if (needsNull && unusedInteger === undefined) {
    if (leaf.bits === 64) {
      const message = `column "${field.name}" has nulls, and no 64-bit integer is left to stand for them`;
      throw new FitsError("FITS_NOT_WRITTEN", message, { field: field.name });
    }
    const wider: IntLayout = { kind: "int", bits: leaf.bits === 8 ? 16 : leaf.bits === 16 ? 32 : 64, signed: true };
    const nullValue = -(1n << BigInt(wider.bits - 1));
    const message = `${field.name} uses all ${leaf.bits}-bit integers and has nulls: it is written with ${wider.bits} bits`;
    diagnostics.add("W-FITS-WIDER", message);
    return { code: INTEGER_CODE[wider.bits], offset: 0n, nullValue, leaf: wider, nullText: String(nullValue) };
  }
  const code = INTEGER_CODE[leaf.bits];
  const isOther = (leaf.bits === 8) === leaf.signed;
  const offset = isOther ? offsetOf(code) : 0n;
  // A VALUES null that is a value of the column must not be read as null.
  if (!needsNull && declared === undefined) return { code, offset, leaf };
  if (unusedInteger === undefined) return { code, offset, leaf, nullText: undefined };
  return { code, offset, nullValue: unusedInteger - offset, leaf, nullText: String(unusedInteger) };
}

/** The field's VALUES null, if it is an integer that the type has. */
function declaredNull({ values }: Field, { bits, signed }: IntLayout): bigint | undefined {
  const text = values?.find((domain) => domain.null !== undefined)?.null?.trim() ?? "";
  if (!/^(?:[+-]?\d+|0x[\da-f]+)$/i.test(text)) return undefined;
  const value = BigInt(text.replace("+", ""));
  return value === (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) ? value : undefined;
}
