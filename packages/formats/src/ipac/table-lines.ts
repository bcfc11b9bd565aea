import { textChunks } from "../cells/text-chunks.ts";
import type { BrokenText } from "../csv/chunk-decoder.ts";
import { IpacError } from "./errors.ts";
import { linesIn, type TextLine } from "./lines.ts";

export interface HeaderText {
  /** Lines that begin with a backslash. */
  readonly keywords: readonly TextLine[];
  /** Lines that begin with a bar. */
  readonly bars: readonly TextLine[];
}

/** The lines of an IPAC table: first those of the header, then those of the rows. */
export class TableLines {
  readonly #chunks: AsyncGenerator<string, void, void>;
  readonly #lines: AsyncGenerator<readonly TextLine[], void, void>;
  #ahead: readonly TextLine[] = [];
  #line = 1;

  constructor(
    source: AsyncIterable<Uint8Array>,
    onBytes: (bytesRead: number) => void,
    signal: AbortSignal | undefined,
  ) {
    const broken = ({ encoding, cause }: BrokenText): IpacError => {
      const message = `The text is not ${encoding.toUpperCase()}, somewhere from line ${this.#line} on: turn it into UTF-8 first (iconv).`;
      return new IpacError("IPAC_ENCODING", message, { line: this.#line }, { cause });
    };
    this.#chunks = textChunks(source, { ...(signal === undefined ? {} : { signal }), onBytes, broken });
    this.#lines = linesIn(this.#chunks);
  }

  /** Up to the first line that begins neither with a backslash nor a bar and is not blank. */
  async readHeader(): Promise<HeaderText> {
    const keywords: TextLine[] = [];
    const bars: TextLine[] = [];
    for (;;) {
      const lines = await this.next();
      if (lines === undefined) return { keywords, bars };
      for (const [index, line] of lines.entries()) {
        if (line.text.startsWith("\\")) keywords.push(line);
        else if (line.text.startsWith("|")) bars.push(line);
        else if (line.text.trim() !== "") {
          this.#ahead = lines.slice(index);
          return { keywords, bars };
        }
      }
    }
  }

  /** Some more lines; undefined at the end. */
  async next(): Promise<readonly TextLine[] | undefined> {
    if (this.#ahead.length > 0) {
      const lines = this.#ahead;
      this.#ahead = [];
      return lines;
    }
    const { value, done } = await this.#lines.next();
    if (done === true) return undefined;
    this.#line = (value.at(-1)?.line ?? this.#line) + 1;
    return value;
  }

  async close(): Promise<void> {
    await this.#lines.return();
    await this.#chunks.return();
  }
}
