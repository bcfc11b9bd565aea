import { DalError } from "../errors.ts";

/** The error for text that is no value of its kind: what was wanted, what was found, what to write. One voice for all. */
export function valueError(what: string, text: string, reason: string, hint?: string): DalError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new DalError("DAL_USAGE", `"${shown}" is not ${what}: ${reason}.${hint === undefined ? "" : ` ${hint}`}`);
}
