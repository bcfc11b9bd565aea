import { DalError, type DalErrorCode } from "../errors.ts";

/** Limits of a small document, and what it is: for the words of an error. */
export interface XmlOptions {
  /** What the document is or should be, as it stands in a sentence. Default: "document". */
  readonly what?: string;
  /** Where it came from. */
  readonly url?: string;
  /** Bytes, or characters of a string. Default 8 MiB: longer documents are for `openXmlEvents`. */
  readonly maxBytes?: number;
  /** Elements inside one another. Default 100. */
  readonly maxDepth?: number;
  /** Elements in all. Default 200 000. */
  readonly maxElements?: number;
}

export interface XmlPlace {
  readonly line: number;
  readonly column: number;
}

export const DEFAULT_MAX_BYTES: number = 8 * 1024 * 1024;

/** The error for a document that cannot be read; where it came from and the place are said. */
export function xmlError(
  code: DalErrorCode,
  reason: string,
  { what = "document", url }: XmlOptions,
  place?: XmlPlace,
  cause?: unknown,
): DalError {
  const at = place === undefined ? "" : ` (line ${place.line}, column ${place.column})`;
  const from = url === undefined ? "" : ` from ${url}`;
  return new DalError(
    code,
    `The ${what}${from} cannot be read${at}: ${reason}`,
    { ...(url === undefined ? {} : { url }), ...place },
    cause === undefined ? {} : { cause },
  );
}

/** Line and column, from 1, of an index of a text. */
export function placeAt(text: string, index: number): XmlPlace {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0 && end < index; end = text.indexOf("\n", start)) {
    line++;
    start = end + 1;
  }
  return { line, column: index - start + 1 };
}
