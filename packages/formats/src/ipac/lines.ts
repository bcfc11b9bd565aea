import { IpacError } from "./errors.ts";

/** A line without its end. */
export interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** Characters of one line, beyond which this is no table. */
const MOST_LINE_CHARACTERS = 1 << 26;

/** Lines of text that comes in chunks, some at a time; they end with LF or CRLF. */
export async function* linesIn(chunks: AsyncIterable<string>): AsyncGenerator<readonly TextLine[], void, void> {
  // A line that goes on is gathered, and put together once.
  let begun: string[] = [];
  let characters = 0;
  let line = 0;
  for await (const text of chunks) {
    const lines: TextLine[] = [];
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      const end = text.slice(from, at);
      lines.push({ text: withoutReturn(begun.length === 0 ? end : begun.join("") + end), line: ++line });
      if (begun.length > 0) begun = [];
      characters = 0;
      from = at + 1;
    }
    if (from < text.length) begun.push(text.slice(from));
    characters += text.length - from;
    if (characters > MOST_LINE_CHARACTERS) {
      const message = `Line ${line + 1} goes on for more than ${MOST_LINE_CHARACTERS} characters: this is no IPAC table.`;
      throw new IpacError("IPAC_LIMIT", message, { line: line + 1 });
    }
    if (lines.length > 0) yield lines;
  }
  if (begun.length > 0) yield [{ text: withoutReturn(begun.join("")), line: line + 1 }];
}

function withoutReturn(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
