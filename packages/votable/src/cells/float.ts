import { roundToFloat32 } from "@armillary/columns";
import type { CellReport } from "./report.ts";

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;

/**
 * The floating-point number that a token without white space writes, correctly rounded to 32 or 64 bits.
 *
 * `NaN`, `+Inf`, `-Inf` and `Inf` are taken as they are, other spellings of theirs with a warning, and so is a number
 * beyond the range, which becomes infinite. Numbers too small become zero, as section 6 has it.
 * @returns the number, or undefined with the reason in `report`
 */
export function parseFloatToken(token: string, bits: 32 | 64, report: CellReport): number | undefined {
  if (DECIMAL.test(token)) {
    const value = bits === 64 ? Number(token) : roundToFloat32(token);
    if (!Number.isFinite(value)) {
      report.warn("W-FLOAT-OVERFLOW", `beyond the range of a ${bits}-bit float, read as ${value}`);
    }
    return value;
  }
  if (/^nan$/i.test(token)) {
    if (token !== "NaN") report.warn("W-FLOAT-SPELLING", `"${token}" where the standard writes NaN`);
    return Number.NaN;
  }
  const [, sign] = INFINITY.exec(token) ?? [];
  if (sign === undefined) return report.fail("not a number");
  if (!token.endsWith("Inf") || token.length > 4) {
    report.warn("W-FLOAT-SPELLING", `"${token}" where the standard writes ${sign === "-" ? "-Inf" : "+Inf"}`);
  }
  return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
