import { usageError } from "../failure.ts";

/** Columns of position as the command line has them: `x`, or `stars=x` where there are several tables. */
export interface PositionArguments {
  readonly ra: readonly string[];
  readonly dec: readonly string[];
}

/** The columns of one table; one that is not named is found as without. */
export interface PositionColumnNames {
  readonly ra?: string;
  readonly dec?: string;
}

/**
 * Which columns are those of positions, for each table of which it is said.
 * @param names - of the tables, as queries have them
 * @throws CommandError USAGE for a table that is not there, and for columns that may be any table's
 */
export function positionsByTable(
  names: readonly string[],
  { ra, dec }: PositionArguments,
): ReadonlyMap<string, PositionColumnNames> {
  const positions = new Map<string, PositionColumnNames>();
  const say = (axis: "ra" | "dec", text: string): void => {
    const { table, column } = columnOf(names, axis, text);
    const known = positions.get(table) ?? {};
    if (known[axis] !== undefined) throw usageError(`--${axis} is said twice of the table ${table}.`);
    positions.set(table, { ...known, [axis]: column });
  };
  for (const text of ra) say("ra", text);
  for (const text of dec) say("dec", text);
  return positions;
}

function columnOf(
  names: readonly string[],
  axis: "ra" | "dec",
  text: string,
): { readonly table: string; readonly column: string } {
  const [, told, column = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  const named = told === undefined ? undefined : names.find((name) => keyOf(name) === keyOf(told));
  if (named !== undefined) return { table: named, column };
  const [only] = names;
  // A column may have the sign in its name.
  if (only !== undefined && names.length === 1) return { table: only, column: text };
  const form = `--${axis} TABLE=COLUMN: --${axis} ${names[0] ?? "stars"}=${column === "" ? text : column}`;
  if (told === undefined) throw usageError(`Of which table --${axis} ${text} is, is not said.`, form);
  throw usageError(`There is no table called ${told}. The tables are: ${names.join(", ") || "none"}.`, form);
}

/** What names differ in: not in case or quotes. */
function keyOf(name: string): string {
  return name.replaceAll('"', "").toLowerCase();
}
