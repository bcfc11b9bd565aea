import { type BodyKind, decodeStart, judgeStart, type Verdict } from "./kind.ts";
import { inflateStart, LookAhead } from "./look-ahead.ts";
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
  /**
   * The service's own words, where the body is for people or reports an error: of its first 64 KiB, which are read for it and
   * are in `body` all the same; of what was looked at before, once `body` is being read. Undefined where it says nothing.
   */
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
  const ahead = new LookAhead(source);
  let sure: Verdict["kind"] | undefined;
  const isEnough = (start: Uint8Array): boolean => {
    const { kind, isSure } = judgeStart(start, contentType, false);
    if (!isSure || (kind === "gzip" && start.length < GZIP_BYTES)) return false;
    sure = kind;
    return true;
  };
  const outer = await ahead.look(isEnough, MOST_BYTES);
  const isGzip = (sure ?? judgeStart(outer, contentType, ahead.isWhole).kind) === "gzip";
  const inside = async (start: Uint8Array): Promise<Uint8Array> => (isGzip ? inflateStart(start, MOST_BYTES) : start);

  const start = await inside(outer);
  const judged = sure !== undefined && !isGzip ? sure : judgeStart(start, contentType, ahead.isWhole).kind;
  const { junkBytes, junk } = isXml(judged) && !isGzip ? findXmlStart(start) : { junkBytes: 0, junk: [] };
  const kind = await refine(judged, start.subarray(junkBytes));
  return {
    kind,
    ...(isGzip ? { compression: "gzip" } : {}),
    junk,
    body: junkBytes === 0 ? ahead.body : withoutStart(ahead.body, junkBytes),
    async words() {
      const all = await inside(await ahead.look(() => false, MOST_BYTES));
      return readWords(kind, all.subarray(junkBytes), contentType);
    },
  };
}

/** A VOTable with a table is read as a result, whatever it says of itself: its reader gives the rows, then the error. */
async function refine(judged: ReturnType<typeof judgeStart>["kind"], start: Uint8Array): Promise<BodyKind> {
  if (judged === "gzip") return "binary"; // gzip inside gzip
  if (judged !== "votable") return judged;
  const text = decodeStart(start);
  if (/<(?:\w+:)?TABLE[\s>]/.test(text)) return judged;
  return (await readVotableError(text, start)) === undefined ? judged : "votable-error";
}

function isXml(kind: string): boolean {
  return kind === "votable" || kind === "xml" || kind.startsWith("uws-") || kind.startsWith("vosi-");
}
