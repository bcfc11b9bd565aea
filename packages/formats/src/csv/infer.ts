import { type CsvType, DECIMAL, INTEGER, isPlainNumber, isReal, LEAST_INT, MOST_INT, parseFewDigits } from "./types.ts";

/** What the cells of a column seen so far allow. */
export interface InferredType {
  readonly type: CsvType;
  /** Every cell is an ISO 8601 time as DALI 1.1, section 3.3.3 has it. */
  readonly timestamp: boolean;
}

const TIMESTAMP = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?$/;
const LEADING_ZERO = /^[+-]?0\d+$/;

/**
 * Finds the narrowest type that takes every cell of a column: boolean (`true`, `false`), int, long, double, else char.
 *
 * What would lose something stays text: integers beyond 64 bits where nothing else says that the column is of doubles,
 * and integers with leading zeros, which are identifiers. A column without values is text.
 */
export class TypeInference {
  #values = false;
  #boolean = true;
  #int = true;
  #long = true;
  #double = true;
  #real = false;
  #timestamp = true;

  /** Takes a cell that is not blank. */
  see(text: string): void {
    if (this.#isAsExpected(text)) return;
    const token = text.trim();
    this.#values = true;
    if (this.#boolean) this.#boolean = token.length <= 5 && /^(?:true|false)$/i.test(token);
    if (this.#timestamp) this.#timestamp = TIMESTAMP.test(token);
    if (this.#double) this.#seeNumber(token);
  }

  /** The commonest cells, from which nothing is learnt: a number like those before, or anything in a column of text. */
  #isAsExpected(text: string): boolean {
    if (!this.#values || this.#boolean || this.#timestamp) return false;
    if (!this.#double) return true;
    if (this.#real) return isPlainNumber(text) && (text.includes(".") || !LEADING_ZERO.test(text));
    const value = parseFewDigits(text);
    if (value === undefined || LEADING_ZERO.test(text)) return false;
    return !this.#int || (value >= LEAST_INT && value <= MOST_INT);
  }

  #seeNumber(token: string): void {
    if (isReal(token)) {
      this.#int = this.#long = false;
      this.#real = true;
      // A number beyond the doubles must stay text.
      this.#double = !DECIMAL.test(token) || Number.isFinite(Number(token));
      return;
    }
    if (!INTEGER.test(token) || LEADING_ZERO.test(token)) {
      this.#int = this.#long = this.#double = false;
      return;
    }
    const value = BigInt(token.replace("+", ""));
    if (this.#int) this.#int = value === BigInt.asIntN(32, value);
    if (this.#long) this.#long = value === BigInt.asIntN(64, value);
  }

  get result(): InferredType {
    return { type: this.#type, timestamp: this.#values && this.#timestamp };
  }

  get #type(): CsvType {
    if (!this.#values) return "char";
    if (this.#boolean) return "boolean";
    if (this.#int) return "int";
    if (this.#long) return "long";
    return this.#double && this.#real ? "double" : "char";
  }
}
