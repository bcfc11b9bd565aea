import type { ProblemCode, QuickFix } from "../problem.ts";
import {
  ALMOST_LETTER,
  classOf,
  DIGIT,
  isForeignSpace,
  LETTER,
  LOOKALIKES,
  plainQuoteOf,
  SIGN,
  SPACE,
} from "./characters.ts";
import { quoteIdentifier, quoteString } from "./keywords.ts";
import type { Finding, Token, TokenKind } from "./token.ts";

/** The tokens of a text, the last one of kind `end`, and what is wrong with its characters. */
export interface Lexed {
  readonly tokens: readonly Token[];
  readonly findings: readonly Finding[];
}

/**
 * Cuts a text into tokens (ADQL 2.1, appendix A: `<token>`), in one pass, whatever the text is.
 *
 * What no token can hold is reported and read as what is probably meant: `==` as `=`, `“a”` as `"a"`, a comment of C as
 * a comment. The tokens and what lies between them make up the text again.
 */
export function tokenize(text: string): Lexed {
  const lexer = new Lexer(text);
  lexer.run();
  return lexer;
}

/** Signs of two characters, the right ones and those of other languages with what they mean here. */
const PAIRS: ReadonlySet<string> = new Set(["<=", ">=", "<>", "!=", "||"]);
const MISTAKEN_PAIRS: ReadonlyMap<string, string> = new Map([
  ["==", "="],
  ["=<", "<="],
  ["=>", ">="],
  ["&&", "AND"],
]);

const STRING_FIRST: ReadonlySet<string> = new Set(["POINT", "CIRCLE", "BOX", "POLYGON", "REGION", "IN"]);
const BEFORE_STRINGS: ReadonlySet<string> = new Set(["=", "<>", "!=", "<", ">", "<=", ">=", "||"]);

class Lexer implements Lexed {
  readonly tokens: Token[] = [];
  readonly findings: Finding[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const start = this.#at;
      const code = text.charCodeAt(start);
      switch (classOf(code)) {
        case SPACE:
          this.#at++;
          break;
        case LETTER:
          this.#word();
          break;
        case DIGIT:
          this.#number();
          break;
        case ALMOST_LETTER:
          this.#plainQuoted() || this.#word();
          break;
        case SIGN:
          this.#sign(code);
          break;
        default:
          this.#other(text.charAt(start));
      }
    }
    this.tokens.push({ kind: "end", text: "", start: text.length, end: text.length });
  }

  #push(kind: TokenKind, text: string, start: number, end: number): void {
    this.tokens.push({ kind, text, start, end });
    this.#at = end;
  }

  #find(start: number, end: number, message: string, fix?: QuickFix, code: ProblemCode = "ADQL_SYNTAX"): void {
    this.findings.push({
      code,
      severity: "error",
      message,
      span: { start, end },
      ...(fix === undefined ? {} : { fixes: [fix] }),
    });
  }

  /** `<regular_identifier>` or keyword; with other letters than Latin ones it would need quotes, and is read as if it had them. */
  #word(): void {
    const text = this.#text;
    const start = this.#at;
    let end = start;
    let plain = classOf(text.charCodeAt(start)) === LETTER;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      const kind = classOf(code);
      if (kind === LETTER || kind === DIGIT || code === 0x5f) continue;
      // A typographic quote can be of a letter's class (ʼ), but opens and closes.
      if (kind !== ALMOST_LETTER || (end > start && plainQuoteOf(text.charAt(end)) !== undefined)) break;
      plain = false;
    }
    if (plain && end === start + 1 && text.charCodeAt(end) === 0x27 && (text[start] === "N" || text[start] === "n")) {
      this.#quoted(start, end, "'", "string");
      return;
    }
    const written = text.slice(start, end);
    if (plain) {
      this.#push("word", written.toUpperCase(), start, end);
      return;
    }
    this.#push("delimited", written, start, end);
    this.#find(
      start,
      end,
      `A name without quotes has Latin letters, digits and underscores and starts with a letter: put ${written} in double quotes.`,
      replacing(start, end, quoteIdentifier(written), `Quote ${quoteIdentifier(written)}`),
    );
  }

  /** `<unsigned_numeric_literal>`: `12`, `12.`, `.5`, `1.5E-3`; `0x1F` as an extension. A word may follow at once. */
  #number(): void {
    const text = this.#text;
    const start = this.#at;
    const second = text.charCodeAt(start + 1) | 0x20;
    if (text.charCodeAt(start) === 0x30 && second === 0x78 && isHexDigit(text.charCodeAt(start + 2))) {
      let end = start + 2;
      while (isHexDigit(text.charCodeAt(end))) end++;
      this.#push("number", text.slice(start, end), start, end);
      return;
    }
    let end = this.#digits(start);
    if (text.charCodeAt(end) === 0x2e) end = this.#digits(end + 1);
    if ((text.charCodeAt(end) | 0x20) === 0x65) {
      const sign = text.charCodeAt(end + 1);
      const digits = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1;
      const after = this.#digits(digits);
      if (after > digits) end = after;
    }
    this.#push("number", text.slice(start, end), start, end);
  }

  #digits(from: number): number {
    let end = from;
    while (classOf(this.#text.charCodeAt(end)) === DIGIT) end++;
    return end;
  }

  #sign(code: number): void {
    const text = this.#text;
    const start = this.#at;
    if (code === 0x2e && classOf(text.charCodeAt(start + 1)) === DIGIT) {
      this.#number();
      return;
    }
    const pair = text.slice(start, start + 2);
    if (pair === "--") {
      this.#at = lineEnd(text, start);
    } else if (pair === "//") {
      this.#foreignLineComment(start, 2);
    } else if (pair === "/*") {
      this.#foreignBlockComment(start);
    } else if (PAIRS.has(pair)) {
      this.#push("symbol", pair, start, start + 2);
    } else if (MISTAKEN_PAIRS.has(pair)) {
      this.#mistaken(start, start + 2, MISTAKEN_PAIRS.get(pair) ?? "");
    } else if (code === 0x21) {
      this.#unknown(start);
    } else {
      this.#push("symbol", text.charAt(start), start, start + 1);
    }
  }

  /** A sign of another language, read as what it means. */
  #mistaken(start: number, end: number, meant: string): void {
    const written = this.#text.slice(start, end);
    // `a&&b` must not become `aANDb`.
    const replacement = meant === "AND" ? ` ${meant} ` : meant;
    this.#find(
      start,
      end,
      `ADQL has no ${written}. Write ${meant}.`,
      replacing(start, end, replacement, `Replace ${written} by ${meant}`),
    );
    this.#push(meant === "AND" ? "word" : "symbol", meant, start, end);
  }

  #other(character: string): void {
    const start = this.#at;
    if (character === "'") {
      this.#quoted(start, start, "'", "string");
    } else if (character === '"') {
      this.#quoted(start, start, '"', "delimited");
    } else if (isForeignSpace(character.charCodeAt(0))) {
      this.#foreignSpace(start);
    } else if (LOOKALIKES.has(character)) {
      this.#mistaken(start, start + 1, LOOKALIKES.get(character) ?? "");
    } else if (character === "#" && classOf(this.#text.charCodeAt(start + 1)) !== LETTER) {
      this.#foreignLineComment(start, 1);
    } else if (character === "?" || (character === ":" && classOf(this.#text.charCodeAt(start + 1)) === LETTER)) {
      this.#parameter(start);
    } else if (character === "[" && this.#bracketed(start)) {
      return;
    } else if (!this.#plainQuoted()) {
      this.#unknown(start);
    }
  }

  /** `'…'` or `"…"`, from `start` (where an N may stand) with its quote at `open`; a doubled quote is one of the content. */
  #quoted(start: number, open: number, quote: "'" | '"', kind: "string" | "delimited"): void {
    const text = this.#text;
    let doubled = false;
    let close = text.indexOf(quote, open + 1);
    while (close !== -1 && text[close + 1] === quote) {
      doubled = true;
      close = text.indexOf(quote, close + 2);
    }
    const end = close === -1 ? text.length : close + 1;
    const content = text.slice(open + 1, close === -1 ? text.length : close);
    const value = doubled ? content.replaceAll(quote + quote, quote) : content;
    if (close === -1) {
      const insertAt = Math.max(text.trimEnd().length, open + 1);
      this.#find(
        start,
        end,
        `This ${quote} is never closed. Put another ${quote} where the ${kind === "string" ? "string" : "name"} ends; one inside it is written twice.`,
        insertAt === open + 1 ? undefined : replacing(insertAt, insertAt, quote, `Insert ${quote} at the end`),
      );
    } else if (kind === "delimited" && value === "") {
      this.#find(start, end, "A name in double quotes cannot be empty. An empty string is '' in single quotes.", {
        title: "Replace by ''",
        edits: [{ span: { start, end }, text: "''" }],
      });
    }
    this.#push(kind, value, start, end);
  }

  /** `“…”`, `‘…’` and `` `…` ``, when they close on the same line. */
  #plainQuoted(): boolean {
    const text = this.#text;
    const start = this.#at;
    const character = text.charAt(start);
    let quote = plainQuoteOf(character);
    if (quote === undefined) return false;
    let close = start + 1;
    while (
      close < text.length &&
      text[close] !== "\n" &&
      text[close] !== quote &&
      plainQuoteOf(text.charAt(close)) !== quote
    ) {
      close++;
    }
    if (close >= text.length || text[close] === "\n" || close === start + 1) return false;
    if (quote === '"' && character !== "`" && this.#wantsString()) quote = "'";
    const value = text.slice(start + 1, close);
    const plain = quote === "'" ? quoteString(value) : `"${value.replaceAll('"', '""')}"`;
    const what =
      quote === "'" ? "Strings stand in plain single quotes" : "Names that need quotes stand in plain double ones";
    this.#find(start, close + 1, `${what}: ${plain}.`, replacing(start, close + 1, plain, `Replace by ${plain}`));
    this.#push(quote === "'" ? "string" : "delimited", value, start, close + 1);
    return true;
  }

  /** Whether a string is likelier here than a name: after a comparison, LIKE, and where geometries have their frame. */
  #wantsString(): boolean {
    const [before, last] = this.tokens.slice(-2);
    if (last === undefined || before === undefined) return false;
    if (last.kind === "word") return last.text === "LIKE" || last.text === "ILIKE";
    if (last.text === "(") return before.kind === "word" && STRING_FIRST.has(before.text);
    return last.kind === "symbol" && BEFORE_STRINGS.has(last.text);
  }

  /** `[name]`, as SQL Server quotes names. */
  #bracketed(start: number): boolean {
    const text = this.#text;
    let close = start + 1;
    while (close < text.length && !"[]\n".includes(text.charAt(close))) close++;
    if (text[close] !== "]" || close === start + 1) return false;
    const name = text.slice(start + 1, close);
    const quoted = `"${name.replaceAll('"', '""')}"`;
    this.#find(
      start,
      close + 1,
      `Names that need quotes stand in double quotes in ADQL: ${quoted}.`,
      replacing(start, close + 1, quoted, `Replace by ${quoted}`),
    );
    this.#push("delimited", name, start, close + 1);
    return true;
  }

  #foreignSpace(start: number): void {
    const text = this.#text;
    let end = start;
    while (isForeignSpace(text.charCodeAt(end))) end++;
    this.#at = end;
    this.#find(
      start,
      end,
      "This space is not a plain one (it looks the same), and services stumble over it. Replace it.",
      replacing(start, end, " ", "Replace by a plain space"),
    );
  }

  /** `?` and `:name`, the parameters of other languages; read as a value. */
  #parameter(start: number): void {
    const text = this.#text;
    let end = start + 1;
    while (text[start] === ":" && (classOf(text.charCodeAt(end)) === LETTER || classOf(text.charCodeAt(end)) === DIGIT))
      end++;
    const written = text.slice(start, end);
    this.#find(start, end, `ADQL has no parameters such as ${written}. Write the value itself.`);
    this.#push("delimited", written, start, end);
  }

  /** `// …` and `# …`. */
  #foreignLineComment(start: number, length: number): void {
    const written = this.#text.slice(start, start + length);
    const end = lineEnd(this.#text, start);
    this.#find(
      start,
      end,
      `Comments of ADQL start with --, not with ${written}.`,
      replacing(start, start + length, "--", `Replace ${written} by --`),
    );
    this.#at = end;
  }

  // A block comment of C and SQL; each of its lines becomes a comment.
  #foreignBlockComment(start: number): void {
    const text = this.#text;
    const close = text.indexOf("*/", start + 2);
    const end = close === -1 ? text.length : close + 2;
    const lines = text.slice(start + 2, close === -1 ? end : close).split(/\r\n|[\r\n]/);
    let next = end;
    while (text[next] === " " || text[next] === "\t") next++;
    const lastOnLine = next >= text.length || text[next] === "\n" || text[next] === "\r";
    const comment = lines.map((line) => `-- ${line.trim()}`.trimEnd()).join("\n");
    this.#find(
      start,
      end,
      "Comments of ADQL run from -- to the end of the line; /* … */ is SQL's.",
      replacing(start, end, lastOnLine ? comment : `${comment}\n`, "Write the comment with --"),
    );
    this.#at = end;
  }

  /** A run of characters that ADQL has no use for outside quotes. */
  #unknown(start: number): void {
    const text = this.#text;
    let end = start + 1;
    while (end < text.length && text[end] === text[start]) end++;
    this.#at = end;
    this.#find(
      start,
      end,
      `ADQL has no use for ${visibleCharacter(text.charAt(start))} outside quotes. Remove it, or quote what it belongs to.`,
      replacing(start, end, " ", "Remove it"),
    );
  }
}

function replacing(start: number, end: number, text: string, title: string): QuickFix {
  return { title, edits: [{ span: { start, end }, text }] };
}

function lineEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

function visibleCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || classOf(code) === SPACE
    ? `the character U+${code.toString(16).toUpperCase().padStart(4, "0")}`
    : character;
}
