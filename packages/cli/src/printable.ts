import { visible } from "@armillary/formats/vocabulary";

/** Text of others made safe to print, control characters as visible escapes (`\x1b`); its lines stay lines. */
export function printable(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => visible(line.replaceAll("\t", "  ")))
    .join("\n");
}

/** The same on one line: line ends and runs of blanks become one blank, and what is longer than `longest` is cut. */
export function printableLine(text: string, longest: number = Number.POSITIVE_INFINITY): string {
  const line = visible(text.replace(/\s+/g, " ").trim());
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
