import type { ByteReader } from "./byte-reader.ts";
import { type Card, type CardValue, parseCard, parseContinuation } from "./card.ts";
import type { DiagnosticLog } from "./diagnostics.ts";
import { FitsError } from "./errors.ts";

/** FITS comes in blocks of 2880 bytes, headers in records of 80 (FITS 4.0, section 3.1 and 4.1). */
export const BLOCK_BYTES = 2880;
const RECORD_BYTES = 80;

/** The keywords of one HDU, in file order and by name; where one is repeated, the first counts. */
export class FitsHeader {
  readonly cards: readonly Card[];
  readonly #byKeyword = new Map<string, Card>();

  constructor(cards: readonly Card[]) {
    this.cards = cards;
    for (const card of cards) if (!this.#byKeyword.has(card.keyword)) this.#byKeyword.set(card.keyword, card);
  }

  card(keyword: string): Card | undefined {
    return this.#byKeyword.get(keyword);
  }

  get(keyword: string): CardValue | undefined {
    return this.#byKeyword.get(keyword)?.value;
  }

  /** The value if it is a string that is not empty. */
  text(keyword: string): string | undefined {
    const value = this.get(keyword);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /**
   * An integer from 0; `fallback` where the keyword is absent.
   * @throws FitsError code FITS_HEADER when absent without fallback, negative or no integer
   */
  count(keyword: string, fallback?: number): number {
    const card = this.card(keyword);
    if (card === undefined && fallback !== undefined) return fallback;
    const value = card?.value;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    if (typeof value === "bigint" && value >= 0n) {
      throw new FitsError("FITS_LIMIT", `${keyword} = ${value} is more than can be counted`, { keyword });
    }
    const found = card === undefined ? "is missing" : `= ${card.value ?? card.comment ?? ""} is no count`;
    throw new FitsError("FITS_HEADER", `${keyword} ${found}: an integer from 0 is wanted`, { keyword });
  }
}

const ascii = new TextDecoder();

/**
 * Reads records up to END and the rest of its block. `firstBlock` has been taken from the reader already.
 * @throws FitsError FITS_TRUNCATED when the input ends before END, FITS_LIMIT when `maxHeaderBytes` does not reach it
 */
export async function readHeader(
  reader: ByteReader,
  firstBlock: Uint8Array,
  maxHeaderBytes: number,
  diagnostics: DiagnosticLog,
): Promise<FitsHeader> {
  const drafts: CardDraft[] = [];
  let block = firstBlock;
  for (let bytes = BLOCK_BYTES; ; bytes += BLOCK_BYTES) {
    for (let at = 0; at + RECORD_BYTES <= block.length; at += RECORD_BYTES) {
      const record = ascii.decode(block.subarray(at, at + RECORD_BYTES));
      if (/^END\s*$/.test(record)) {
        if (block.length < BLOCK_BYTES) diagnostics.add("W-FITS-PADDING", "the header's last block is not filled up");
        const cards = drafts.map(finishCard);
        reportMalformed(cards, diagnostics);
        return new FitsHeader(cards);
      }
      addRecord(drafts, record);
    }
    const place = { byteOffset: reader.position };
    if (block.length < BLOCK_BYTES) throw new FitsError("FITS_TRUNCATED", "the input ends inside a header", place);
    if (bytes + BLOCK_BYTES > maxHeaderBytes) {
      throw new FitsError(
        "FITS_LIMIT",
        `no END in a header of ${bytes} bytes (maxHeaderBytes ${maxHeaderBytes})`,
        place,
      );
    }
    block = await reader.read(BLOCK_BYTES);
  }
}

/** A card and the pieces that CONTINUE records add to it. */
interface CardDraft {
  readonly card: Card;
  /** Pieces of a string; all but the last end in `&`. Empty for other values. */
  readonly pieces: string[];
  readonly comments: string[];
}

/** A string that ends in `&` goes on in the next record if that is a CONTINUE (section 4.2.1.2). */
function addRecord(drafts: CardDraft[], record: string): void {
  const last = drafts.at(-1);
  if (record.startsWith("CONTINUE") && last?.pieces.at(-1)?.endsWith("&")) {
    const continuation = parseContinuation(record);
    if (continuation !== undefined) {
      last.pieces.push(continuation.text);
      if (continuation.comment !== undefined) last.comments.push(continuation.comment);
      return;
    }
  }
  const card = parseCard(record);
  drafts.push({
    card,
    pieces: typeof card.value === "string" ? [card.value] : [],
    comments: card.comment === undefined ? [] : [card.comment],
  });
}

function finishCard({ card, pieces, comments }: CardDraft): Card {
  if (pieces.length < 2) return card;
  const value = pieces.map((piece, index) => (index < pieces.length - 1 ? piece.slice(0, -1) : piece)).join("");
  return { keyword: card.keyword, value, ...(comments.length === 0 ? {} : { comment: comments.join(" ") }) };
}

function reportMalformed(cards: readonly Card[], diagnostics: DiagnosticLog): void {
  for (const card of cards) {
    if (card.malformed) diagnostics.add("W-FITS-CARD", `the value of ${card.keyword} cannot be read: ${card.comment}`);
  }
}
