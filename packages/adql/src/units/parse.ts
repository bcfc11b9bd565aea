import { type Fraction, fraction, fractionOfDecimal, ONE } from "./fraction.ts";
import { multiplyScales, powerOfTen, raiseScale, type Scale, scaleOfDecimal, UNITY } from "./scale.ts";
import { NO_UNIT } from "./spellings.ts";
import { resolveSymbol } from "./symbol.ts";
import { raiseUnit, type Unit, type UnitTerm, unitOf } from "./unit.ts";

const MAX_LENGTH = 500;
const MAX_DEPTH = 20;

const parsed = new Map<string, Unit | undefined>();
const MAX_REMEMBERED = 2000;

/**
 * Reads a unit: VOUnits 1.0 and 1.1, and what archives write beside it (`degrees`, `erg/cm**2/s`, `km s-1`, `m s^-2`,
 * `[cm/s2]`), each departure named in `deviations`.
 *
 * @returns undefined for what says that there is no unit (an empty text, `---`), and for what cannot be understood or
 *   can be understood in two ways (`J/m.s`)
 * @see VOUnits 1.1, section 2 and appendix C
 */
export function parseUnit(text: string): Unit | undefined {
  if (parsed.has(text)) return parsed.get(text);
  const unit = read(text, 0);
  if (parsed.size >= MAX_REMEMBERED) parsed.clear();
  parsed.set(text, unit);
  return unit;
}

/** True for texts that tell that a value has no unit or that it is not known: empty, `---`, `unknown`, `none`. */
export function isNoUnit(text: string): boolean {
  return NO_UNIT.has(text.trim().toLowerCase());
}

function read(text: string, depth: number): Unit | undefined {
  if (text.length > MAX_LENGTH || isNoUnit(text)) return undefined;
  try {
    return new UnitReader(text, depth).read();
  } catch (error) {
    if (error instanceof NotAUnit) return undefined;
    throw error;
  }
}

class NotAUnit extends Error {}

/** What a part of the text amounts to before like symbols are merged. */
interface Product {
  factor: Scale;
  readonly terms: UnitTerm[];
}

/** Recursive descent over the text, one method a production of VOUnits' grammar, wider where archives are. */
class UnitReader {
  private text: string;
  private at = 0;
  private depth: number;
  private readonly deviations = new Set<string>();

  constructor(text: string, depth: number) {
    this.text = text;
    this.depth = depth;
  }

  read(): Unit {
    const trimmed = this.text.trim();
    if (trimmed !== this.text) this.deviations.add("white space around it");
    const brackets = /^([A-Za-z ]*)\[(.*)\]$/.exec(trimmed);
    if (brackets !== null) return this.readBracketed(brackets[1]?.trim() ?? "", brackets[2] ?? "");
    this.text = this.withoutWords(this.text);
    this.skipBlanks();
    const product = this.readExpression(true);
    this.skipBlanks();
    if (this.at < this.text.length) fail();
    return unitOf(product.factor, product.terms, [...this.deviations]) ?? fail();
  }

  /** `[cm/s2]` is a logarithm at the CDS; `Angle[deg]` and `Dimensionless[see description]` are units in ESA's Gaia archive. */
  private readBracketed(word: string, text: string): Unit {
    if (/^dimensionless$/i.test(word)) return unitOf(UNITY, [], [`"${word}[…]" for "1"`]) ?? fail();
    const inner = read(text, this.depth + 1) ?? fail();
    if (word !== "" && !/^log(10)?$/i.test(word)) {
      return unitOf(inner.factor, inner.terms, [`"${word}[…]" around it`, ...inner.deviations]) ?? fail();
    }
    return unitOf(UNITY, [functionTerm("log", inner)], ['"[…]" for log(…)']) ?? fail();
  }

  /** Units in words: `per sq. deg`, `Julian years`. */
  private withoutWords(text: string): string {
    const plain = text
      .replace(/\b(?:sq\.?|square)\s+([A-Za-z]+)/gi, "$1**2")
      .replace(/\bjulian\s+years?\b/gi, "yr")
      .replace(/\bper\s+/gi, "/");
    if (plain !== text) this.deviations.add("words in it");
    return plain;
  }

  /** expression ::= [scale] [product] { "/" factor } */
  private readExpression(scaled: boolean): Product {
    if (++this.depth > MAX_DEPTH) fail();
    const result: Product = { factor: UNITY, terms: [] };
    const number = scaled ? this.readNumber() : undefined;
    if (number !== undefined) result.factor = number;
    this.skipBlanks();
    if (this.startsFactor()) {
      this.multiply(result, this.readFactor(), 1);
      while (this.readProductSign()) this.multiply(result, this.readFactor(), 1);
    } else if (number === undefined && !this.looksAt("/")) {
      fail();
    }
    this.readDivisions(result, number !== undefined);
    this.depth--;
    return result;
  }

  /** { "/" factor } */
  private readDivisions(result: Product, afterNumber: boolean): void {
    if (/^\s+\//.test(this.text.slice(this.at))) {
      this.skipBlanks();
      this.deviations.add('white space around "/"');
    }
    if (result.terms.length === 0 && this.looksAt("/")) {
      this.deviations.add(afterNumber ? '"1/…" for a power of -1' : '"/" without a unit before it');
    }
    for (let divisions = 0; this.take("/"); divisions++) {
      if (divisions > 0) this.deviations.add('several "/"');
      this.skipBlanks();
      this.multiply(result, this.readFactor(), -1);
      // `J/m.s` is J m-1 s to some readers and J m-1 s-1 to others.
      const before = this.at;
      if (this.readProductSign()) fail();
      this.at = before;
      this.skipBlanks();
    }
  }

  private multiply(into: Product, factor: Product, sign: 1 | -1): void {
    into.factor = multiplyScales(into.factor, raiseScale(factor.factor, { num: sign, den: 1 }));
    for (const term of factor.terms) {
      into.terms.push(sign === 1 ? term : { ...term, power: { num: -term.power.num, den: term.power.den } });
    }
  }

  /** product sign ::= "." | "*" | white space */
  private readProductSign(): boolean {
    const before = this.at;
    const blank = this.skipBlanks();
    if (this.looksAt("*") && !this.looksAt("**")) {
      this.at++;
      this.deviations.add('"*" for "."');
    } else if (this.looksAt(".") || this.looksAt("·")) {
      if (this.looksAt("·")) this.deviations.add('"·" for "."');
      this.at++;
    } else if (blank && this.startsFactor()) {
      this.deviations.add('white space for "."');
      return true;
    } else {
      this.at = before;
      return false;
    }
    this.skipBlanks();
    return true;
  }

  /** factor ::= ( symbol | function "(" expression ")" | "(" expression ")" ) [power] */
  private readFactor(): Product {
    if (this.take("(")) {
      this.skipBlanks();
      const inner = this.readExpression(true);
      this.skipBlanks();
      this.take(")") || fail();
      return this.raised(inner, this.readPower());
    }
    const start = this.at;
    const word = this.readWord();
    if (this.looksAt("(")) return this.raised(this.readFunction(word), this.readPower());
    const power = this.readPower();
    const { terms, factor, deviations } = resolveSymbol(word, (text) => read(text, 0)) ?? fail();
    for (const deviation of deviations) this.deviations.add(deviation);
    if (this.at === start) fail();
    return this.raised({ factor, terms: [...terms] }, power);
  }

  /** Of the functions `sqrt` is a power; the others make symbols of their own (section 2.9). */
  private readFunction(name: string): Product {
    this.at++;
    const inner = this.readExpression(true);
    this.take(")") || fail();
    const unit = unitOf(inner.factor, inner.terms, []) ?? fail();
    if (name === "sqrt") {
      const root = raiseUnit(unit, 1, 2) ?? fail();
      return { factor: root.factor, terms: [...root.terms] };
    }
    if (name === "log10") this.deviations.add('"log10" for "log"');
    return { factor: UNITY, terms: [functionTerm(name === "log10" ? "log" : name, unit)] };
  }

  private raised(product: Product, power: Fraction): Product {
    if (power === ONE) return product;
    const unit = unitOf(product.factor, product.terms, []) ?? fail();
    const raised = raiseUnit(unit, power.num, power.den) ?? fail();
    return { factor: raised.factor, terms: [...raised.terms] };
  }

  /** A name with its prefix, or a quoted one: `km`, `'jupiterMass'`, `m'furlong'`, `%`. */
  private readWord(): string {
    // An electron is written e-, and e-1 is a power: the sign belongs to it where no digit follows.
    const electron = /^e-(?![\d({])/.exec(this.text.slice(this.at, this.at + 3));
    if (electron !== null) {
      this.at += 2;
      return "e-";
    }
    const match = /^(?:[\p{L}µμ][\p{L}_µμ]*|)(?:'[\p{L}_][\p{L}\p{N}_]*')?|^[%°]/u.exec(this.text.slice(this.at));
    const word = match?.[0] === "" ? /^[%°]/.exec(this.text.slice(this.at))?.[0] : match?.[0];
    if (word === undefined || word === "") return fail();
    this.at += word.length;
    return word;
  }

  /** power ::= "**" number | "^" number | number | nothing */
  private readPower(): Fraction {
    const before = this.at;
    const blank = this.skipBlanks();
    if (this.take("**")) {
      if (blank) this.deviations.add('white space before "**"');
      this.skipBlanks();
      return this.readExponent(true) ?? fail();
    }
    if (this.take("^")) {
      this.deviations.add('"^" for "**"');
      this.skipBlanks();
      return this.readExponent(false) ?? fail();
    }
    this.at = before;
    const attached = /^[+-]?\d+/.exec(this.text.slice(this.at));
    if (attached === null) return ONE;
    this.deviations.add('a power without "**"');
    this.at += attached[0].length;
    return fraction(Number(attached[0])) ?? fail();
  }

  /** An integer, or in parentheses an integer, a decimal number or a quotient; braces as TeX has them. */
  private readExponent(strict: boolean): Fraction | undefined {
    const rest = this.text.slice(this.at);
    const plain = /^[+-]?\d+(\.\d+)?/.exec(rest);
    if (plain !== null) {
      if (plain[1] !== undefined) this.deviations.add("a power with decimals and without parentheses");
      this.at += plain[0].length;
      return fractionOfDecimal(plain[0]);
    }
    const grouped = /^(?:\(\s*([+-]?[\d.]+)\s*(?:\/\s*(\d+)\s*)?\)|\{\s*([+-]?[\d.]+)\s*(?:\/\s*(\d+)\s*)?\})/.exec(
      rest,
    );
    if (grouped === null) return undefined;
    if (!strict || grouped[3] !== undefined) this.deviations.add('"^" for "**"');
    this.at += grouped[0].length;
    const top = fractionOfDecimal(grouped[1] ?? grouped[3] ?? "");
    const bottom = grouped[2] ?? grouped[4] ?? "1";
    return top === undefined ? undefined : fraction(top.num, top.den * Number(bottom));
  }

  /** scale ::= "10" power | decimal number; the CDS writes 10-17 and 10+3. */
  private readNumber(): Scale | undefined {
    const rest = this.text.slice(this.at);
    const power =
      /^(?:[xX×]\s*)?10\s*(?:(\*\*|\^)\s*(?:([+-]?\d+)|\(\s*([+-]?\d+)\s*\)|\{([+-]?\d+)\})|([+-]\d+))/.exec(rest);
    if (power !== null) {
      const exponent = Number(power[2] ?? power[3] ?? power[4] ?? power[5]);
      if (power[1] !== "**" || /[xX×\s{]/.test(power[0])) this.deviations.add('a power of ten without "**"');
      this.at += power[0].length;
      return Math.abs(exponent) > 400 ? fail() : powerOfTen(exponent);
    }
    const decimal = /^\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest)?.[0];
    if (decimal === undefined) return undefined;
    if (!/^(?:0\.\d+|[1-9]\d*(?:\.\d+)?)(?:[eE][+-]?\d+)?$/.test(decimal))
      this.deviations.add("the form of its number");
    this.at += decimal.length;
    if (decimal !== "1" && /^\s+\S/.test(this.text.slice(this.at)))
      this.deviations.add("white space behind its number");
    return scaleOfDecimal(decimal.replace(/^\./, "0.").replace(/\.(?!\d)/, "")) ?? fail();
  }

  private startsFactor(): boolean {
    return /^[\p{L}µμ%°'(]/u.test(this.text.slice(this.at, this.at + 2));
  }

  private looksAt(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  private take(text: string): boolean {
    if (!this.looksAt(text)) return false;
    this.at += text.length;
    return true;
  }

  private skipBlanks(): boolean {
    const before = this.at;
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
    return this.at > before;
  }
}

function functionTerm(name: string, argument: Unit): UnitTerm {
  const known = ["log", "ln", "exp"].includes(name) && argument.unknown.length === 0;
  return { prefix: "", symbol: `${name}(${argument.canonical})`, power: ONE, scale: UNITY, known };
}

function fail(): never {
  throw new NotAUnit();
}
