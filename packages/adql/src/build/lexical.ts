import { tokenize } from "../language/lexer.ts";
import type { Token } from "../language/token.ts";

/** A part of a query as the lexer sees it, apart from what will stand beside it. */
export interface Piece {
  readonly text: string;
  /** Without the token of the end. */
  readonly tokens: readonly Token[];
  /** What is still open where the part ends, so that what follows would belong to it. */
  readonly open?: "string" | "identifier" | "comment";
}

export function readPiece(text: string): Piece {
  const tokens = tokenize(text).tokens.slice(0, -1);
  const open = openAtEnd(text, tokens.at(-1));
  return { text, tokens, ...(open === undefined ? {} : { open }) };
}

/** The word (in upper case) or sign that a token is; `undefined` for literals and names in quotes, whatever they hold. */
export function signOf(token: Token | undefined): string | undefined {
  return token?.kind === "word" || token?.kind === "symbol" ? token.text : undefined;
}

function openAtEnd(text: string, last: Token | undefined): Piece["open"] {
  if (last !== undefined && last.end === text.length) {
    const written = text.slice(last.start);
    if (last.kind === "string" && isOdd(written.split("'").length - 1)) return "string";
    if (last.kind === "delimited" && isOdd(written.split('"').length - 1)) return "identifier";
    return undefined;
  }
  // The lexer reads comments of C and of the shell as comments, too.
  const gap = text.slice(last?.end ?? 0).replace(/\/\*[\s\S]*?\*\//g, "");
  return /(?:--|\/\/|#)[^\r\n]*$|\/\*/.test(gap) ? "comment" : undefined;
}

/** Quotes come in pairs, those in the content doubled: an odd number lacks the closing one. */
function isOdd(count: number): boolean {
  return count % 2 === 1;
}
