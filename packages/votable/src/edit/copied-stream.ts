import type { XmlTokenizer } from "../xml/tokenizer.ts";

const LESS = 0x3c;
const LINE_FEED = 0x0a;

/**
 * Goes past an element of binary data, whose start tag has been read, up to and with its end tag, without decoding:
 * what is in it need not be right. Yields whenever more of it has been passed.
 */
export async function* passStream(tokenizer: XmlTokenizer): AsyncGenerator<void, void, void> {
  const { window } = tokenizer;
  for (let depth = 1; depth > 0; ) {
    // Text is passed without making a string of it: base64 is one run of hundreds of megabytes.
    for (;;) {
      const found = window.bytes.subarray(window.start, window.end).indexOf(LESS);
      passTo(tokenizer, found < 0 ? window.end : window.start + found);
      if (found >= 0 || window.ended) break;
      yield;
      await window.fill();
    }
    const event = tokenizer.next() ?? (await tokenizer.read());
    if (event.type === "start") depth++;
    else if (event.type === "end") depth--;
  }
}

/** Moves the window's start, counting lines by their line feeds alone: there are few other bytes in base64. */
function passTo({ window }: XmlTokenizer, to: number): void {
  const { bytes, base, start } = window;
  window.countLinesTo(window.offset);
  let newlines = 0;
  let last = -1;
  for (let at = bytes.indexOf(LINE_FEED, start); at >= 0 && at < to; at = bytes.indexOf(LINE_FEED, at + 1)) {
    newlines++;
    last = at;
  }
  window.start = to;
  window.noteLines(base + to, newlines, base + last, 0);
}
