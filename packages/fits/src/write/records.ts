import { BLOCK_BYTES } from "../header.ts";

const RECORD_CHARACTERS = 80;

/** Characters between the quotes of a string that its record holds: the keyword takes ten, the quotes two. */
const STRING_CHARACTERS = 68;

/** Gathers the keyword records of a header (FITS 4.0, section 4.1 and 4.2). Text has to be ASCII: see `headerText`. */
export class HeaderRecords {
  readonly #records: string[] = [];
  #continued = false;

  /**
   * Adds a keyword of up to eight characters. A string that one record does not hold goes on in CONTINUE records
   * (section 4.2.1.2); a comment stands where there is room for it.
   */
  add(keyword: string, value: string | number | bigint | boolean, comment?: string): void {
    if (typeof value === "string") this.#addString(keyword, value, comment);
    else {
      const text = typeof value === "boolean" ? (value ? "T" : "F") : String(value);
      this.#push(`${keyword.padEnd(8)}= ${text.padStart(20)}`, comment);
    }
  }

  /** The records with END, filled up with blanks to whole blocks. */
  toBytes(): Uint8Array<ArrayBuffer> {
    // Readers older than FITS 4.0 look for this keyword where strings go on.
    if (this.#continued) this.add("LONGSTRN", "OGIP 1.0", "strings may go on in CONTINUE records");
    const text = [...this.#records, "END"].map((record) => record.padEnd(RECORD_CHARACTERS)).join("");
    const bytes = new Uint8Array(Math.ceil(text.length / BLOCK_BYTES) * BLOCK_BYTES).fill(0x20);
    new TextEncoder().encodeInto(text, bytes);
    return bytes;
  }

  #addString(keyword: string, value: string, comment: string | undefined): void {
    const pieces = piecesOf(value);
    pieces.forEach((piece, index) => {
      const text = index < pieces.length - 1 ? `${piece}&` : piece.padEnd(index === 0 ? 8 : 0);
      const start = index === 0 ? `${keyword.padEnd(8)}= ` : "CONTINUE  ";
      this.#push(`${start}'${text}'`, pieces.length === 1 ? comment : undefined);
    });
    if (pieces.length > 1) this.#continued = true;
  }

  #push(record: string, comment: string | undefined): void {
    const whole = comment === undefined ? record : `${record.padEnd(30)} / ${comment}`;
    this.#records.push(whole.length > RECORD_CHARACTERS ? record : whole);
  }
}

/** A string with its quotes doubled, in pieces that leave room for the mark of continuation; no quote is torn apart. */
function piecesOf(value: string): string[] {
  const quoted = value.replaceAll("'", "''");
  if (quoted.length <= STRING_CHARACTERS) return [quoted];
  const pieces: string[] = [];
  let piece = "";
  for (const character of value) {
    const written = character === "'" ? "''" : character;
    if (piece.length + written.length >= STRING_CHARACTERS) {
      pieces.push(piece);
      piece = "";
    }
    piece += written;
  }
  return [...pieces, piece];
}
