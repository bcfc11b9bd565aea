/** Classes of the characters of ASCII; 0 is what the language has no use for. */
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 3;
export const SIGN = 4;
/** No letter in ADQL, but people take it for one: it makes a name that needs quotes. */
export const ALMOST_LETTER = 5;

const CLASSES: Uint8Array = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(128);
  for (const [characters, kind] of [
    [" \t\n\r\f\v", SPACE],
    ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", LETTER],
    ["0123456789", DIGIT],
    ["()*,./+-=<>!|;&^~%", SIGN],
    ["_$@", ALMOST_LETTER],
  ] as const) {
    for (const character of characters) table[character.charCodeAt(0)] = kind;
  }
  return table;
}

/** Class of a UTF-16 unit; NaN, beyond the end of the text, has none. */
export function classOf(code: number): number {
  if (code < 128) return CLASSES[code] ?? 0;
  return code >= 128 && LETTERLIKE.test(String.fromCharCode(code)) ? ALMOST_LETTER : 0;
}

// Surrogates are parts of letters more often than not, and never of anything that ADQL has.
const LETTERLIKE = /[\p{L}\p{N}\p{M}\uD800-\uDFFF]/u;

/** Spaces that are not ADQL's, as word processors and web pages put them; a byte order mark; zero-width characters. */
export function isForeignSpace(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200d) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x2060 ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/** Signs that look like one of ADQL's, with what is meant. */
export const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ["≠", "<>"],
  ["≤", "<="],
  ["≥", ">="],
  ["−", "-"],
  ["–", "-"],
  ["—", "-"],
  ["×", "*"],
  ["·", "*"],
  ["∗", "*"],
  ["÷", "/"],
  ["，", ","],
  ["（", "("],
  ["）", ")"],
  ["＝", "="],
  ["＜", "<"],
  ["＞", ">"],
]);

const SINGLE_QUOTES = "‘’‚‛′ʼ＇´";
const DOUBLE_QUOTES = "“”„‟″＂«»";

/** The quote of ADQL that a typographic one stands for; a backtick quotes names elsewhere. */
export function plainQuoteOf(character: string): "'" | '"' | undefined {
  if (character === "") return undefined;
  if (SINGLE_QUOTES.includes(character)) return "'";
  return DOUBLE_QUOTES.includes(character) || character === "`" ? '"' : undefined;
}
