/** A cell in quotes, those inside it doubled (RFC 4180, section 2.7). */
export function quoteCell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/**
 * A string as a cell. Beside what RFC 4180, section 2.6 asks for, the empty string is quoted, as an empty cell is null,
 * and so is a string with blanks or control characters at its ends, which readers trim unless they are quoted.
 */
export function quoteWhereNeeded(text: string, delimiter: string): string {
  const bare =
    text !== "" &&
    text.charCodeAt(0) > 0x20 &&
    text.charCodeAt(text.length - 1) > 0x20 &&
    !text.includes(delimiter) &&
    !/["\r\n]/.test(text);
  return bare ? text : quoteCell(text);
}
