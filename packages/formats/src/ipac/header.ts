import { type Reports, shown } from "../cells/reports.ts";
import { IpacError } from "./errors.ts";
import type { TextLine } from "./lines.ts";

/** What the header says of one column. */
export interface IpacColumn {
  readonly name: string;
  /** Absent where the header has no types. */
  readonly type?: IpacType;
  readonly unit?: string;
  /** What stands for a null, beside nothing at all. */
  readonly null?: string;
  /** Places of the column's characters in a row, from 0: from `start` up to `end`, where a bar is. */
  readonly start: number;
  readonly end: number;
}

export const IPAC_TYPES = ["int", "long", "float", "double", "char", "date"] as const;
export type IpacType = (typeof IPAC_TYPES)[number];

/** Names of types, in the order in which they are tried: any beginning of one stands for it. */
const TYPE_NAMES: readonly (readonly [name: string, type: IpacType])[] = [
  ["integer", "int"],
  ["long", "long"],
  ["double", "double"],
  ["float", "float"],
  ["real", "float"],
  ["char", "char"],
  ["date", "date"],
];

const HEADER_LINES = ["names", "types", "units", "nulls"] as const;

/**
 * Reads the one to four lines between bars: names, types, units, nulls. The bars of the first say where columns are.
 * @see IPAC Table Format, version 1.2
 */
export function readColumns(lines: readonly TextLine[], reports: Reports): IpacColumn[] {
  const [first] = lines;
  if (first === undefined) {
    throw new IpacError("IPAC_HEADER", "There is no line of column names between bars (|): this is no IPAC table.");
  }
  if (lines.length > HEADER_LINES.length) {
    const line = lines[HEADER_LINES.length]?.line ?? first.line;
    throw new IpacError("IPAC_HEADER", `Line ${line} is a fifth line between bars; a header has four at most.`, {
      line,
    });
  }
  const { bars, parts: names } = split(first, reports);
  const [types, units, nulls] = lines.slice(1).map((line, index) => {
    const other = split(line, reports);
    if (other.parts.length !== names.length) {
      const what = `Line ${line.line}, of ${HEADER_LINES[index + 1]}, has ${other.parts.length} columns`;
      throw new IpacError("IPAC_HEADER", `${what} where that of names has ${names.length}.`, { line: line.line });
    }
    if (other.bars.some((bar, at) => bar !== bars[at])) {
      const message = `The bars of line ${line.line} are not below those of the names; the latter count`;
      reports.add("W-IPAC-BARS", "", message, line.line);
    }
    return other.parts;
  });
  return names.map((text, index): IpacColumn => {
    const name = withoutDashes(text) || `col${index + 1}`;
    const type = types === undefined ? undefined : typeNamed(withoutDashes(types[index] ?? ""), name, reports);
    const unit = units?.[index]?.trim() ?? "";
    const nullText = nulls?.[index]?.trim() ?? "";
    return {
      name,
      ...(type === undefined ? {} : { type }),
      ...(unit === "" ? {} : { unit }),
      ...(nullText === "" ? {} : { null: nullText }),
      start: (bars[index] ?? 0) + 1,
      end: bars[index + 1] ?? 0,
    };
  });
}

function split({ text, line }: TextLine, reports: Reports): { readonly bars: number[]; readonly parts: string[] } {
  const whole = text.trimEnd();
  const closed = whole.endsWith("|") && whole.length > 1;
  if (!closed) reports.add("W-IPAC-BARS", "", `Line ${line} does not end with a bar; the last column ends there`, line);
  const barred = closed ? whole : `${whole}|`;
  // Places are those of characters, of which one beyond the basic plane is two in a string.
  const characters = Array.from(barred);
  const bars = characters.flatMap((character, index) => (character === "|" ? [index] : []));
  return { bars, parts: barred.split("|").slice(1, -1) };
}

/** A name may stand between dashes that reach from bar to bar. */
function withoutDashes(text: string): string {
  return text.replace(/^[ \t-]+|[ \t-]+$/g, "");
}

function typeNamed(text: string, column: string, reports: Reports): IpacType | undefined {
  const wanted = text.toLowerCase();
  if (wanted === "") return undefined;
  const found = TYPE_NAMES.find(([name]) => name.startsWith(wanted));
  if (found !== undefined) return found[1];
  reports.add(
    "W-IPAC-TYPE",
    column,
    `Column "${column}" is of a type ${shown(text)} that IPAC tables do not have; read as char`,
  );
  return "char";
}
