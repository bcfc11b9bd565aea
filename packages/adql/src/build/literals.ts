import { quoteString } from "../language/keywords.ts";
import { AdqlBuildError } from "./build-error.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

/** How a service wants truth values, of which ADQL has none: as numbers, or as the words its database reads. */
export type BooleanStyle = "number" | "word";

/**
 * A number as ADQL writes it: the shortest decimal that reads back to the same double, the sign of zero included.
 * @throws AdqlBuildError code ADQL_VALUE for NaN and the infinities, which no ADQL literal says
 * @see ADQL 2.1, section 2.1.7 "Literals"
 */
export function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) {
    throw new AdqlBuildError(
      "ADQL_VALUE",
      `${value} is not a number that ADQL can write: leave the condition out, or bound the column with a finite number`,
    );
  }
  if (Object.is(value, -0)) return "-0.0";
  // JavaScript writes 1e+21; the sign is allowed and the capital is what the grammar has.
  return String(value).replace("e+", "E").replace("e", "E");
}

/** What becomes of a backslash before a quote, or at the end of a string: see `stringLiteral`. */
export type BackslashStyle = "refuse" | "plain";

/** A backslash, not escaped by another one, before a quote or at the end. */
const ESCAPING_BACKSLASH = /(?<!\\)(?:\\\\)*\\(?:'|$)/;

/**
 * Text as a string literal, quotes doubled. Any Unicode but what cannot be sent.
 *
 * To ADQL a backslash is a letter like any other. DaCHS (2.7) reads it as an escape and goes on past the quote behind it,
 * so that what follows in the text is taken for ADQL, and goes to its database: unless the service is known to follow
 * the standard (`plain`), a text with a backslash before a quote or at its end is refused.
 * @throws AdqlBuildError code ADQL_VALUE for such a backslash; for U+0000, which databases refuse; and for half of a
 * surrogate pair
 * @see ADQL 2.1, section 2.1.7
 */
export function stringLiteral(value: string, backslashes: BackslashStyle = "refuse"): string {
  if (backslashes === "refuse" && isMisreadable(value)) {
    throw new AdqlBuildError(
      "ADQL_VALUE",
      "A string with a backslash before a quote or at its end is misread by some services (DaCHS takes it for an escape, and the rest for ADQL): leave it out, or where the service is known to follow the standard set backslashes to plain",
    );
  }
  return quoteString(sendable(value, "a string"));
}

/** Whether a service that takes a backslash for an escape would read another string than is written. */
export function isMisreadable(value: string): boolean {
  return ESCAPING_BACKSLASH.test(value);
}

/** The text itself when every service can be sent it. */
export function sendable(value: string, what: string): string {
  const nul = value.indexOf("\0");
  if (nul >= 0) {
    throw new AdqlBuildError("ADQL_VALUE", `${what} with the character U+0000 (at ${nul}) cannot be sent: take it out`);
  }
  if (LONE_SURROGATE.test(value)) {
    throw new AdqlBuildError(
      "ADQL_VALUE",
      `${what} with half of a surrogate pair is not Unicode and cannot be sent: mend it with toWellFormed()`,
    );
  }
  return value;
}

/**
 * A truth value: `1` or `0`, or `'True'` or `'False'`.
 *
 * Numbers suit the services whose columns are bits or small integers; PostgreSQL's own booleans compare with words.
 */
export function booleanLiteral(value: boolean, style: BooleanStyle): string {
  if (style === "word") return value ? "'True'" : "'False'";
  return value ? "1" : "0";
}

/**
 * A moment as a string literal in DALI's form, UTC, milliseconds only where there are some: `'2026-11-22T10:00:00'`.
 * Without `Z`, as DALI writes times that are not civil ones and as databases compare with their timestamps.
 * @throws AdqlBuildError code ADQL_VALUE for an invalid Date and years that DALI's four digits cannot say
 * @see DALI 1.2, section 3.3 "Timestamp"
 */
export function timestampLiteral(value: Date): string {
  const year = value.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) {
    const what = Number.isNaN(year) ? "An invalid Date" : `The year ${year}`;
    throw new AdqlBuildError(
      "ADQL_VALUE",
      `${what} cannot be written as a timestamp: DALI's form has years 0000 to 9999`,
    );
  }
  return `'${value.toISOString().replace("Z", "").replace(".000", "")}'`;
}
