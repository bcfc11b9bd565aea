/** A character string as a literal of DuckDB: no escapes but the doubled quote. */
export function textLiteral(text: string): string {
  // DuckDB's strings have no NUL; ADQL has no way to mean one.
  return `'${text.replaceAll("\0", "").replaceAll("'", "''")}'`;
}

/** A DOUBLE: with an exponent, for without one DuckDB reads a DECIMAL, which overflows and rounds otherwise. */
export function doubleLiteral(number: number): string {
  if (!Number.isFinite(number)) return `'${number}'::DOUBLE`;
  const text = String(Object.is(number, -0) ? "-0.0" : number);
  const double = text.includes("e") ? text : `${text}e0`;
  return number < 0 || text.startsWith("-") ? `(${double})` : double;
}

/** A LIST of DOUBLE. */
export function doubleList(numbers: readonly number[]): string {
  return `[${numbers.map(doubleLiteral).join(", ")}]::DOUBLE[]`;
}
