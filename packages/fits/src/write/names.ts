import type { DiagnosticLog } from "../diagnostics.ts";

const NOT_ASCII = /[^\x20-\x7e]/u;

/**
 * Text that a header may have (FITS 4.0, section 4.2.1): printable ASCII. White space becomes blanks; other characters
 * become question marks, which is reported.
 */
export function headerText(text: string, keyword: string, diagnostics: DiagnosticLog): string {
  const plain = text.replace(/\s/g, " ");
  if (!NOT_ASCII.test(plain)) return plain;
  diagnostics.add("W-FITS-HEADER-TEXT", `${keyword} has characters that no header holds, written as "?": ${text}`);
  return plain.replace(new RegExp(NOT_ASCII, "gu"), "?");
}

/**
 * Names of columns that differ by more than the case of their letters, as they should (section 7.3.2): one that is taken
 * gets `_2`, `_3`, …, which is reported; a column without a name is called by its number, from 1.
 */
export function columnNames(names: readonly string[], diagnostics: DiagnosticLog): string[] {
  const written = names.map((name, index) => headerText(name, `TTYPE${index + 1}`, diagnostics).trimEnd());
  const wanted = new Set(written.map((name) => name.toLowerCase()));
  const taken = new Set<string>();
  return written.map((name, index) => {
    let unique = name === "" ? `col${index + 1}` : name;
    for (let count = 2; taken.has(unique.toLowerCase()) || (count > 2 && wanted.has(unique.toLowerCase())); count++) {
      unique = `${name}_${count}`;
    }
    taken.add(unique.toLowerCase());
    if (unique !== name) diagnostics.add("W-FITS-NAME", `column ${index + 1}, "${name}", is called "${unique}"`);
    return unique;
  });
}
