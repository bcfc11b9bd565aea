import type { Field } from "@armillary/columns";
import { parseAngleDeg } from "@armillary/dali";
import type { ErrorCombination, MatchColumns, MatchRadius, PositionColumns } from "@armillary/sky";
import { CommandError, usageError } from "../failure.ts";
import type { Io } from "../io.ts";
import { printableLine } from "../printable.ts";
import { printCounted } from "../quantities.ts";
import { tellNote } from "../warnings.ts";

/** How near is a match, as the command line has it. */
export interface RadiusArguments {
  /** As typed, with its unit. */
  readonly radius?: string;
  readonly error1?: string;
  readonly error2?: string;
  readonly combine: ErrorCombination;
  readonly scale: number;
}

/**
 * How near is a match.
 * @param of - whose errors are needed for a match by errors
 * @throws CommandError; DalError DAL_USAGE for what is no angle
 */
export function radiusOf(
  { radius, error1, error2, combine, scale }: RadiusArguments,
  of: "both tables" | "the table",
): MatchRadius {
  const errors = of === "both tables" ? "--error1 COLUMN and --error2 COLUMN" : "--error1 COLUMN";
  if (error1 === undefined && error2 === undefined) {
    if (radius === undefined) throw usageError("How near is a match is not said.", `--radius 1arcsec, or ${errors}.`);
    const radiusDeg = parseAngleDeg(radius);
    if (radiusDeg >= 0 && radiusDeg <= 180) return { radiusDeg };
    throw usageError(`A radius of ${radius} is none.`, "0 to 180deg are possible.");
  }
  if (radius !== undefined) throw usageError("--radius and errors contradict each other.", "Leave one of them out.");
  if (error1 === undefined || (error2 === undefined) === (of === "both tables")) {
    throw usageError(`A match by errors needs those of ${of}.`, `${errors}.`);
  }
  return { errors: combine, scale };
}

/** The columns of a table that the command line names. */
export function chosenColumns(
  ra: string | undefined,
  dec: string | undefined,
  error: string | undefined,
): MatchColumns {
  return {
    ...(ra === undefined ? {} : { ra }),
    ...(dec === undefined ? {} : { dec }),
    ...(error === undefined ? {} : { error }),
  };
}

/** `gaia.vot: ra, dec (by UCD)` */
export function describePosition(label: string, fields: readonly Field[], { ra, dec, by }: PositionColumns): string {
  const names = `${fields[ra.index]?.name}, ${fields[dec.index]?.name}`;
  return `${printableLine(label)}: ${printableLine(names)} (${by === "choice" ? "as you say" : `by ${by}`})`;
}

export function tellWithoutPosition(io: Io, label: string, rows: number): void {
  if (rows === 0) return;
  tellNote(io, `${printableLine(label)}: ${printCounted(rows, "row")} without a position: they match nothing.`);
}

/** A service's report of an error in place of a table that is whole. */
export function reportedError(label: string, message: string | undefined): CommandError {
  return new CommandError({
    code: "FORMAT_SERVICE_ERROR",
    message: "The service reports an error (QUERY_STATUS ERROR): the table is not to be used.",
    where: label,
    ...(message === undefined ? {} : { serviceMessage: message }),
  });
}
