import { valueError } from "./value-error.ts";

/** A table that a service is given: its name there, and where it comes from (DALI 1.2, section 4.3.5). */
export interface UploadEntry {
  /** ASCII letters, digits and `_`, a letter first. */
  readonly name: string;
  /** `http:`, `https:`, `vos:` …, or `param:part`, the part of that name in the same request. */
  readonly uri: string;
}

const WHAT = "an upload";
const NAME = /^[A-Za-z]\w*$/;
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s,;]+$/;

/**
 * Parses a value of UPLOAD: `name,uri`, or several with `;` between, as TAP 1.0 has them in one parameter.
 * @throws DalError DAL_USAGE
 */
export function parseUpload(text: string): UploadEntry[] {
  return text
    .split(";")
    .filter((pair) => pair.trim() !== "")
    .map((pair) => {
      const comma = pair.indexOf(",");
      if (comma < 0) throw valueError(WHAT, pair, "there is no comma between name and URI", 'Write "name,https://…".');
      return checked({ name: pair.slice(0, comma).trim(), uri: pair.slice(comma + 1).trim() });
    });
}

/**
 * Prints one value of UPLOAD; several are several parameters (DALI 1.1 and later), which TAP 1.0 services take too.
 * @throws DalError DAL_USAGE for a name or a URI that would change the request's meaning
 */
export function printUpload(entry: UploadEntry): string {
  const { name, uri } = checked(entry);
  return `${name},${uri}`;
}

function checked(entry: UploadEntry): UploadEntry {
  const { name, uri } = entry;
  if (!NAME.test(name)) {
    throw valueError(
      "a name of an upload",
      name,
      "it is not a letter followed by letters, digits and underscores (ASCII)",
    );
  }
  if (!URI.test(uri)) {
    throw valueError(
      "the URI of an upload",
      uri,
      "it has no scheme, or a blank, comma or semicolon",
      "Write these as %20, %2C, %3B.",
    );
  }
  return entry;
}
