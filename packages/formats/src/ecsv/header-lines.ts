import { EcsvError } from "./errors.ts";

/** Characters of a header, beyond which it is none. */
const MOST_HEADER_CHARACTERS = 1 << 26;

/** Gathers the lines of the header: those that begin with `#`, up to the first that does not. */
export class HeaderLines {
  /** Without `#` and one blank behind it. A blank line is an empty one. */
  readonly lines: string[] = [];
  #complete = false;
  #rest = "";
  #characters = 0;

  /** Whether a line that is none of the header has begun, or the text has ended. */
  get complete(): boolean {
    return this.#complete;
  }

  /** What has come and is behind the header. */
  get rest(): string {
    return this.#rest;
  }

  push(text: string, last: boolean): void {
    this.#rest += text;
    this.#characters += text.length;
    if (last && this.#rest !== "") this.#rest += "\n";
    const wholeLines = /([^\r\n]*)(?:\r\n|\n|\r(?=[^\n]))/y;
    let behind = 0;
    for (let match = wholeLines.exec(this.#rest); match !== null; match = wholeLines.exec(this.#rest)) {
      const [, line = ""] = match;
      if (!line.startsWith("#") && line.trim() !== "") {
        this.#complete = true;
        break;
      }
      this.lines.push(line.replace(/^# ?/, ""));
      behind = wholeLines.lastIndex;
    }
    this.#rest = this.#rest.slice(behind);
    // A line that has begun is enough to see what it is not.
    if (/^[^#\s]/.test(this.#rest) || last) this.#complete = true;
    if (!this.#complete && this.#characters > MOST_HEADER_CHARACTERS) {
      throw new EcsvError("ECSV_LIMIT", `The header has more than ${MOST_HEADER_CHARACTERS} characters.`);
    }
  }
}
