/** What tells whether a file at a server is still the one of which we have a part (RFC 9110, section 8.8). */
export interface Validators {
  /** A strong one, as in the header. */
  readonly etag?: string;
  /** Where it is a strong validator: a second or more before the answer. */
  readonly lastModified?: string;
  /** Of the whole file, where the server said so. */
  readonly totalBytes?: number;
}

/** Where a part stands, for the next request. */
export interface Resumption {
  /** Bytes that are here. */
  readonly offsetBytes: number;
  readonly validators: Validators;
}

/** What an answer is good for. */
export type Verdict =
  /** The whole file, from its first byte. */
  | { readonly kind: "whole"; readonly totalBytes?: number }
  /** What follows on the part. */
  | { readonly kind: "rest"; readonly totalBytes: number }
  /** The part is the whole file. */
  | { readonly kind: "complete" }
  /** Nothing: the file changed, or the server cannot do ranges. To be asked again, for all of it. */
  | { readonly kind: "anew"; readonly reason: string };

/**
 * What an answer says about the file that it is of. Weak ETags, and dates that are as young as the answer, do not tell whether bytes
 * fit together (RFC 9110, sections 8.8.1 and 8.8.2.2).
 */
export function validatorsOf(headers: Headers, totalBytes: number | undefined): Validators {
  const etag = headers.get("etag")?.trim();
  const lastModified = headers.get("last-modified")?.trim();
  const [modifiedMs, answeredMs] = [Date.parse(lastModified ?? ""), Date.parse(headers.get("date") ?? "")];
  return {
    ...(etag !== undefined && /^"[^"]*"$/.test(etag) ? { etag } : {}),
    ...(lastModified !== undefined && answeredMs - modifiedMs >= 1000 ? { lastModified } : {}),
    ...(totalBytes === undefined ? {} : { totalBytes }),
  };
}

/** Whether a part can be told to be of the same file later. */
export function isResumable({ etag, lastModified }: Validators, headers: Headers): boolean {
  return (etag ?? lastModified) !== undefined && headers.get("accept-ranges")?.trim().toLowerCase() !== "none";
}

/**
 * Headers that ask for the rest of a file, or for all of it if it is another one by now (If-Range, RFC 9110, section 13.1.5). Of a
 * part that has all bytes the last one is asked for again: an empty range cannot be asked for, and the server has to say that the
 * file is the same.
 */
export function rangeHeaders({ offsetBytes, validators }: Resumption): Readonly<Record<string, string>> {
  const { etag, lastModified, totalBytes = Number.POSITIVE_INFINITY } = validators;
  const start = Math.max(0, Math.min(offsetBytes, totalBytes - 1));
  if (start === 0) return {};
  const validator = etag ?? lastModified;
  return { Range: `bytes=${start}-`, ...(validator === undefined ? {} : { "If-Range": validator }) };
}

/**
 * Judges the answer to a request, which `asked` made with `rangeHeaders`, or without them where it is absent. A 206 is believed only where it
 * gives the very range of the very file: servers were seen to send others.
 * @see RFC 9110, sections 14.4 (Content-Range), 15.3.7 (206) and 15.5.17 (416)
 */
export function judgeAnswer(
  { status, headers }: { readonly status: number; readonly headers: Headers },
  asked: Resumption | undefined,
): Verdict {
  const start = startOf(asked);
  if (status === 416) return judgeUnsatisfiable(headers, asked);
  if (status !== 206) {
    const length = lengthOf(headers);
    return { kind: "whole", ...(length === undefined ? {} : { totalBytes: length }) };
  }
  if (asked === undefined || start === 0)
    return { kind: "anew", reason: "a part of the file came although all was asked for" };
  const range = parseContentRange(headers.get("content-range"));
  if (range === undefined) return { kind: "anew", reason: "it does not say which bytes it sends" };
  const { first, last, totalBytes } = range;
  if (first !== start)
    return { kind: "anew", reason: `it sends bytes from ${first} on where those from ${start} on are due` };
  if (last !== totalBytes - 1) return { kind: "anew", reason: `it sends bytes up to ${last} of ${totalBytes}` };
  const known = asked.validators.totalBytes ?? totalBytes;
  if (totalBytes !== known) return { kind: "anew", reason: `it has ${totalBytes} bytes now, and had ${known}` };
  const length = lengthOf(headers);
  if (length !== undefined && length !== last - first + 1) {
    return { kind: "anew", reason: `it sends ${length} bytes for a range of ${last - first + 1}` };
  }
  const etag = headers.get("etag")?.trim();
  if (etag !== undefined && asked.validators.etag !== undefined && etag !== asked.validators.etag) {
    return { kind: "anew", reason: "the file has changed" };
  }
  if (asked.offsetBytes === totalBytes) return { kind: "complete" };
  if (asked.offsetBytes > totalBytes) return { kind: "anew", reason: "the file is shorter than what is here" };
  return { kind: "rest", totalBytes };
}

function startOf(asked: Resumption | undefined): number {
  const range = asked === undefined ? undefined : rangeHeaders(asked)["Range"];
  return range === undefined ? 0 : Number(/\d+/.exec(range)?.[0]);
}

/** Where the length was not known, the part can be the whole; the server says how long that is. */
function judgeUnsatisfiable(headers: Headers, asked: Resumption | undefined): Verdict {
  const total = /^bytes \*\/(\d+)$/i.exec(headers.get("content-range")?.trim() ?? "")?.[1];
  if (total !== undefined && asked !== undefined && Number(total) === asked.offsetBytes) return { kind: "complete" };
  return { kind: "anew", reason: "the file is shorter than what is here" };
}

/** Content-Length; undefined where there is none, or no number. */
export function lengthOf(headers: Headers): number | undefined {
  const text = headers.get("content-length")?.trim() ?? "";
  const length = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(length) ? length : undefined;
}

/** `bytes 100-999/1000`; undefined for any other form, one without a length among them. */
function parseContentRange(
  header: string | null,
): { readonly first: number; readonly last: number; readonly totalBytes: number } | undefined {
  const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/i.exec(header?.trim() ?? "");
  if (match === null) return undefined;
  const [first, last, totalBytes] = match.slice(1).map(Number) as [number, number, number];
  return first <= last && last < totalBytes ? { first, last, totalBytes } : undefined;
}
