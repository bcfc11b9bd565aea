import type { CellValue } from "@armillary/columns";
import { type Arraysize, isScalar, itemsOf } from "./arraysize.ts";
import { hasItemCount } from "./item-count.ts";
import { MOST_FIXED_VALUES, stringAxes } from "./layout.ts";
import { CellReport } from "./report.ts";
import { type StringUnit, splitStrings, stringLength } from "./strings.ts";
import type { TextCellDecoder } from "./text.ts";

/**
 * The decoder of character cells: a string, or with a second axis an array of strings of one length.
 *
 * White space is content; only an empty cell is null, and one that is VALUES null to the letter. A string longer than
 * declared is kept whole and warned of; strings missing at the end of a fixed array are empty, for it is padding that
 * is missing.
 */
export function createStringDecoder(arraysize: Arraysize, unit: StringUnit, nullText: unknown): TextCellDecoder {
  const report = new CellReport();
  const axes = stringAxes(arraysize);
  const [width] = arraysize.fixed;
  const isArray = !isScalar(axes);
  const decode = isArray
    ? arrayDecoder(width ?? 0, axes, unit, report)
    : stringDecoder(mostOf(arraysize), unit, report);
  return {
    report,
    decode: (text) => {
      report.clear();
      return text === "" || text === nullText ? null : decode(text);
    },
  };
}

/** Characters that a cell of one string may have; none for a string of any length. */
function mostOf(arraysize: Arraysize): number | undefined {
  return arraysize.variable ? arraysize.max : (arraysize.fixed[0] ?? 1);
}

function stringDecoder(most: number | undefined, unit: StringUnit, report: CellReport): (text: string) => CellValue {
  return (text) => {
    if (most !== undefined && text.length * 3 > most) {
      const length = stringLength(text, unit);
      if (length > most) report.warn("W-CHAR-TOO-LONG", `at most ${most} ${unit} declared, ${length} found`);
    }
    return text;
  };
}

function arrayDecoder(
  width: number,
  axes: Arraysize,
  unit: StringUnit,
  report: CellReport,
): (text: string) => CellValue | undefined {
  return (text) => {
    if (width === 0) return report.fail(`strings of no ${unit} declared, text found`);
    const strings = splitStrings(text, width, unit, report);
    if (strings === undefined) return undefined;
    const each = itemsOf(axes.fixed);
    const due = axes.variable ? Math.ceil(strings.length / each) * each : each;
    if (due <= MOST_FIXED_VALUES) while (strings.length < due) strings.push("");
    return hasItemCount(strings.length, axes, `strings of ${width}`, report) ? strings : undefined;
  };
}
