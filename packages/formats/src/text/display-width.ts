const PLAIN = /^[\x20-\x7e]*$/;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** East Asian Wide and Fullwidth (Unicode TR 11), in blocks, and what is drawn as an emoji unasked. */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns of a terminal that text takes: 2 for a wide character, 0 for a combining one. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Text of at most `width` columns, its end replaced by `…` where it is longer. */
export function cutToWidth(text: string, width: number): string {
  if (text.length <= width && PLAIN.test(text)) return text;
  let used = 0;
  let kept = "";
  let shorter = "";
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) return width < 1 ? "" : `${shorter}…`;
    kept += character;
    if (used < width) shorter = kept;
  }
  return kept;
}

function characterWidth(character: string): number {
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
