import type { FindColumn, Scope } from "./names-in-scope.ts";
import type { Fold, Unfold } from "./parentheses.ts";
import type { Digit, WordsOf } from "./text-types.ts";

/** What an unsigned number can begin with. */
export type NumberText = `${Digit}${string}` | `.${Digit}${string}`;

/** A number that any other number type takes in: it does not make a `long` a double. */
interface WholeNumber {
  readonly kind: "whole number";
}

/**
 * The type of a value of the SELECT list, from folded `TokenText`: a column's own; `number`, `bigint` or `string` of literals,
 * arithmetic, aggregates and the standard's functions; `unknown` where the text alone does not tell.
 */
export type ValueType<Text extends string, Tables extends Scope> = Plain<Operands<`${Text} `, Tables>>;

type Plain<Value> = Value extends WholeNumber ? number : Value;

/**
 * Operand, operator, operand …; `Seen` has the types of the operands so far, and is `Nothing` before the first. `Depth` has
 * a letter for each group around: how deep types nest is bounded, too.
 */
type Operands<
  Text extends string,
  Tables extends Scope,
  Depth extends string = "",
  Seen = Nothing,
> = Text extends `${infer Word} ${infer Rest}`
  ? Word extends "+" | "-"
    ? Operands<Rest, Tables, Depth, Seen>
    : Rest extends `(${infer Content}) ${infer Behind}`
      ? AfterOperand<Behind, Tables, Depth, Seen, FunctionType<Uppercase<Word>, Content, Tables, Depth>>
      : AfterOperand<Rest, Tables, Depth, Seen, OperandType<Word, Tables, Depth>>
  : unknown;

interface Nothing {
  readonly kind: "nothing";
}

type AfterOperand<Text extends string, Tables extends Scope, Depth extends string, Seen, Operand> = Text extends ""
  ? [Seen] extends [Nothing]
    ? Operand
    : Arithmetic<Seen | Operand>
  : Text extends `${"+" | "-" | "*" | "/"} ${infer Rest}`
    ? Operands<Rest, Tables, Depth, [Seen] extends [Nothing] ? Operand : Seen | Operand>
    : Text extends `|| ${string}`
      ? string | null
      : unknown;

/** Of several operands. A `long` with a `long` stays one; with other numbers it is for the service to say. */
type Arithmetic<Operands> = unknown extends Operands
  ? number | bigint | null
  : [NonNullable<Operands>] extends [WholeNumber]
    ? WholeNumber | Extract<Operands, null>
    : [NonNullable<Operands>] extends [number | WholeNumber]
      ? number | Extract<Operands, null>
      : [NonNullable<Operands>] extends [bigint | WholeNumber]
        ? bigint | Extract<Operands, null>
        : number | bigint | null;

type OperandType<Word extends string, Tables extends Scope, Depth extends string> = Word extends "''"
  ? string
  : Word extends NumberText
    ? Word extends `${string}${"." | "e" | "E"}${string}`
      ? number
      : WholeNumber
    : Word extends `(${infer Content})`
      ? Inner<Fold<Unfold<Content>>, Tables, Depth>
      : Uppercase<Word> extends "NULL"
        ? null
        : [FindColumn<Word, Tables>] extends [never]
          ? unknown
          : FindColumn<Word, Tables>["value"];

/** What stands in parentheses. */
type Inner<Text extends string, Tables extends Scope, Depth extends string> = Depth extends "(((("
  ? unknown
  : Operands<`${Text} `, Tables, `${Depth}(`>;

// ---- functions

/** Functions whose name tells what they give (ADQL 2.1, sections 2.3 and 4.2). */
interface Results extends Record<DoubleFunction, number | null>, Record<TextFunction, string | null> {
  COUNT: number | bigint;
  SUM: number | bigint | null;
  CONTAINS: number | null;
  INTERSECTS: number | null;
}
type DoubleFunction =
  WordsOf<"ACOS ASIN ATAN ATAN2 COS COT DEGREES EXP LOG LOG10 PI POWER RADIANS RAND SIN SQRT TAN AREA AVG COORD1 COORD2 DISTANCE IN_UNIT">;
type TextFunction = "LOWER" | "UPPER" | "COORDSYS";

type FunctionType<
  Name extends string,
  Content extends string,
  Tables extends Scope,
  Depth extends string,
> = Name extends keyof Results
  ? Results[Name]
  : Fold<Unfold<Content>> extends infer Arguments extends string
    ? Name extends "ABS" | "MIN" | "MAX"
      ? Plain<FirstArgument<Arguments, Tables, Depth>> | null
      : Name extends "CEILING" | "FLOOR" | "ROUND" | "TRUNCATE" | "MOD"
        ? Rounded<Plain<FirstArgument<Arguments, Tables, Depth>>>
        : Name extends "COALESCE"
          ? Coalesced<Arguments, Tables, Depth>
          : Name extends "CAST"
            ? CastType<Uppercase<Arguments>>
            : unknown
    : never;

/** Whether a service rounds a `long` to a `long` is its own affair. */
type Rounded<Value> = [Value] extends [number | null] ? number | null : number | bigint | null;

type FirstArgument<Arguments extends string, Tables extends Scope, Depth extends string> = Inner<
  WithoutQuantifier<Arguments extends `${infer First} ,${string}` ? First : Arguments>,
  Tables,
  Depth
>;

type WithoutQuantifier<Text extends string> = Text extends `${infer Word} ${infer Rest}`
  ? Uppercase<Word> extends "ALL" | "DISTINCT"
    ? Rest
    : Text
  : Text;

/** Null is left where the last argument can be null. */
type Coalesced<
  Arguments extends string,
  Tables extends Scope,
  Depth extends string,
  Seen = never,
> = Arguments extends `${infer First} , ${infer Rest}`
  ? Coalesced<Rest, Tables, Depth, Seen | Exclude<Plain<Inner<First, Tables, Depth>>, null>>
  : Seen | Plain<Inner<Arguments, Tables, Depth>>;

type CastType<Text extends string> = Text extends `${string} AS ${infer Type}`
  ? FirstWord<Type> extends "INTEGER" | "SMALLINT" | "REAL" | "DOUBLE"
    ? number | null
    : FirstWord<Type> extends "BIGINT"
      ? bigint | null
      : FirstWord<Type> extends "CHAR" | "VARCHAR" | "TIMESTAMP"
        ? string | null
        : unknown
  : unknown;
type FirstWord<Text extends string> = Text extends `${infer Word} ${string}` ? Word : Text;
