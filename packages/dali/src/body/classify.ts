import { type BodyKind, decodeStart, judgeStart } from "./kind.ts";
import { inflateStart, type Peeked, peek } from "./peek.ts";
import { readVotableError, readWords } from "./words.ts";
import { findXmlStart, withoutStart, type XmlJunk } from "./xml-start.ts";

/** A body whose kind is known, still to be read. */
export interface ClassifiedBody {
  readonly kind: BodyKind;
  /** Of a gzip file that came as it is, with no Content-Encoding to say so (ESA's Gaia archive): `kind` is what is inside. */
  readonly compression?: "gzip";
  /** What stood before an XML document and is not in `body`, as no parser would take it. */
  readonly junk: readonly XmlJunk[];
  /** The whole body, once; compressed where `compression` says so. Leaving the loop closes its source. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Its first bytes, decompressed: at most some 64 KiB. */
  readonly start: Uint8Array;
  /** The service's own words, where the body is for people or reports an error. Reads no further than `start`. */
  words(): Promise<string | undefined>;
}

const MOST_BYTES = 64 * 1024;
const GZIP_BYTES = 4096;

/**
 * Finds out what kind of body this is, from its first bytes and, where they leave it open, its Content-Type; never from the
 * latter alone, for it is often wrong. A VOTable is looked at up to its first TABLE, so that an error document is told from a
 * result.
 * @throws what the source throws before its first byte
 */
export async function classifyBody(
  source: AsyncIterable<Uint8Array>,
  contentType: string | null = null,
): Promise<ClassifiedBody> {
  const isEnough = (start: Uint8Array): boolean => {
    const { kind, isSure } = judgeStart(start, contentType, false);
    return start.length > 0 && isSure && (kind !== "gzip" || start.length >= GZIP_BYTES);
  };
  const peeked = await peek(source, isEnough, MOST_BYTES);
  const outer = judgeStart(peeked.start, contentType, peeked.isWhole);
  if (outer.kind !== "gzip") return describe(outer.kind, peeked, contentType, peeked.body);
  const start = await inflateStart(peeked.start, MOST_BYTES);
  const inner = judgeStart(start, contentType, peeked.isWhole);
  const kind = inner.kind === "gzip" ? "binary" : inner.kind;
  const body = await describe(kind, { ...peeked, start }, contentType, undefined);
  return { ...body, compression: "gzip", body: peeked.body };
}

async function describe(
  judged: BodyKind,
  { start, body }: Peeked,
  contentType: string | null,
  readable: AsyncIterable<Uint8Array> | undefined,
): Promise<ClassifiedBody> {
  const { junkBytes, junk } = isXml(judged) ? findXmlStart(start) : { junkBytes: 0, junk: [] };
  const clean = start.subarray(junkBytes);
  const isError =
    judged === "votable" && !hasTable(clean) && (await readVotableError(decodeStart(clean), clean)) !== undefined;
  const kind = isError ? "votable-error" : judged;
  return {
    kind,
    junk: readable === undefined ? [] : junk,
    body: readable !== undefined && junkBytes > 0 ? withoutStart(body, junkBytes) : body,
    start: clean,
    words: () => readWords(kind, clean, contentType),
  };
}

function isXml(kind: BodyKind): boolean {
  return kind === "votable" || kind === "xml" || kind.startsWith("uws-") || kind.startsWith("vosi-");
}

/** A VOTable with a table is read as a result, whatever it says of itself: its reader gives the rows, then the error. */
function hasTable(start: Uint8Array): boolean {
  return /<(?:\w+:)?TABLE[\s>]/.test(decodeStart(start));
}
