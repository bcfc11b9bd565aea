import { fail, type UnitCursor } from "./cursor.ts";
import { type Fraction, ONE } from "./fraction.ts";
import { readPower, readScale } from "./numbers.ts";
import { multiplyScales, raiseScale, type Scale, UNITY } from "./scale.ts";
import { resolveSymbol } from "./symbol.ts";
import { raiseUnit, type Unit, type UnitTerm, unitOf } from "./unit.ts";

const MAX_DEPTH = 20;

/** What a part of the text amounts to before like symbols are merged. */
export interface Product {
  factor: Scale;
  readonly terms: UnitTerm[];
}

/** Recursive descent over the text, one method a production of VOUnits' grammar, wider where archives are. */
export class UnitReader {
  private readonly cursor: UnitCursor;
  private readonly readWordOf: (text: string) => Unit | undefined;
  private depth = 0;

  /** @param readText - reads the text that stands for a unit VOUnits lacks */
  constructor(cursor: UnitCursor, readText: (text: string) => Unit | undefined) {
    this.cursor = cursor;
    this.readWordOf = readText;
  }

  /** The whole text. */
  read(): Product {
    this.cursor.skipBlanks();
    const product = this.readExpression(true);
    this.cursor.skipBlanks();
    return this.cursor.atEnd ? product : fail();
  }

  /** expression ::= [scale] [product] { "/" factor } */
  private readExpression(scaled: boolean): Product {
    if (++this.depth > MAX_DEPTH) fail();
    const result: Product = { factor: UNITY, terms: [] };
    const number = scaled ? readScale(this.cursor) : undefined;
    if (number !== undefined) result.factor = number;
    this.cursor.skipBlanks();
    if (this.startsFactor()) {
      this.multiply(result, this.readFactor(), 1);
      while (this.readProductSign()) this.multiply(result, this.readFactor(), 1);
    } else if (number === undefined && !this.cursor.looksAt("/")) {
      fail();
    }
    this.readDivisions(result, number !== undefined);
    this.depth--;
    return result;
  }

  /** { "/" factor } */
  private readDivisions(result: Product, afterNumber: boolean): void {
    if (/^\s+\//.test(this.cursor.rest)) {
      this.cursor.skipBlanks();
      this.cursor.deviate('white space around "/"');
    }
    if (result.terms.length === 0 && this.cursor.looksAt("/")) {
      this.cursor.deviate(afterNumber ? '"1/…" for a power of -1' : '"/" without a unit before it');
    }
    for (let divisions = 0; this.cursor.take("/"); divisions++) {
      if (divisions > 0) this.cursor.deviate('several "/"');
      this.cursor.skipBlanks();
      this.multiply(result, this.readFactor(), -1);
      // `J/m.s` is J m-1 s to some readers and J m-1 s-1 to others.
      const before = this.cursor.at;
      if (this.readProductSign()) fail();
      this.cursor.at = before;
      this.cursor.skipBlanks();
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
    const before = this.cursor.at;
    const blank = this.cursor.skipBlanks();
    if (this.cursor.looksAt("*") && !this.cursor.looksAt("**")) {
      this.cursor.at++;
      this.cursor.deviate('"*" for "."');
    } else if (this.cursor.looksAt(".") || this.cursor.looksAt("·")) {
      if (this.cursor.looksAt("·")) this.cursor.deviate('"·" for "."');
      this.cursor.at++;
    } else if (blank && this.startsFactor()) {
      this.cursor.deviate('white space for "."');
      return true;
    } else {
      this.cursor.at = before;
      return false;
    }
    this.cursor.skipBlanks();
    return true;
  }

  /** factor ::= ( symbol | function "(" expression ")" | "(" expression ")" ) [power] */
  private readFactor(): Product {
    if (this.cursor.take("(")) {
      this.cursor.skipBlanks();
      const inner = this.readExpression(true);
      this.cursor.skipBlanks();
      this.cursor.take(")") || fail();
      return this.raised(inner, readPower(this.cursor));
    }
    const start = this.cursor.at;
    const word = this.readWord();
    if (this.cursor.looksAt("(")) return this.raised(this.readFunction(word), readPower(this.cursor));
    const power = readPower(this.cursor);
    const { terms, factor, deviations } = resolveSymbol(word, this.readWordOf) ?? fail();
    for (const deviation of deviations) this.cursor.deviate(deviation);
    if (this.cursor.at === start) fail();
    return this.raised({ factor, terms: [...terms] }, power);
  }

  /** Of the functions `sqrt` is a power; the others make symbols of their own (section 2.9). */
  private readFunction(name: string): Product {
    this.cursor.at++;
    const inner = this.readExpression(true);
    this.cursor.take(")") || fail();
    const unit = unitOf(inner.factor, inner.terms, []) ?? fail();
    if (name === "sqrt") {
      const root = raiseUnit(unit, 1, 2) ?? fail();
      return { factor: root.factor, terms: [...root.terms] };
    }
    if (name === "log10") this.cursor.deviate('"log10" for "log"');
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
    const electron = /^e-(?![\d({])/.exec(this.cursor.rest);
    if (electron !== null) {
      this.cursor.at += 2;
      return "e-";
    }
    const match = /^(?:[\p{L}µμ][\p{L}_µμ]*|)(?:'[\p{L}_][\p{L}\p{N}_]*')?|^[%°]/u.exec(this.cursor.rest);
    const word = match?.[0] === "" ? /^[%°]/.exec(this.cursor.rest)?.[0] : match?.[0];
    if (word === undefined || word === "") return fail();
    this.cursor.at += word.length;
    return word;
  }

  private startsFactor(): boolean {
    return /^[\p{L}µμ%°'(]/u.test(this.cursor.rest);
  }
}

export function functionTerm(name: string, argument: Unit): UnitTerm {
  const known = ["log", "ln", "exp"].includes(name) && argument.unknown.length === 0;
  return { prefix: "", symbol: `${name}(${argument.canonical})`, power: ONE, scale: UNITY, known };
}
