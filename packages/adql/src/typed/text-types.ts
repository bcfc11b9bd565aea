/**
 * Text handled by the compiler: what the types of this folder are built from.
 *
 * TypeScript follows a type that refers to itself a thousand times, and no further. So nothing here goes letter by letter
 * over a query: each step takes all up to the next separator.
 */

/** Every `From` in `Text` put as `To`; four at a time, as in `WordsOf`. */
export type Replace<
  Text extends string,
  From extends string,
  To extends string,
  Out extends string = "",
> = Text extends `${infer A}${From}${infer B}${From}${infer C}${From}${infer D}${From}${infer Rest}`
  ? Replace<Rest, From, To, `${Out}${A}${To}${B}${To}${C}${To}${D}${To}`>
  : Text extends `${infer Head}${From}${infer Rest}`
    ? Replace<Rest, From, To, `${Out}${Head}${To}`>
    : `${Out}${Text}`;

/** The text with one blank where it has several. */
export type Collapse<Text extends string> = Text extends `${string}  ${string}`
  ? Collapse<Replace<Replace<Text, "        ", " ">, "  ", " ">>
  : Text;

export type Trim<Text extends string> = Text extends ` ${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest} `
    ? Trim<Rest>
    : Text;

/**
 * The words of a text as a union, each once; `""` is among them.
 * Four at a time: a text of four thousand words is within the limit.
 */
export type WordsOf<
  Text extends string,
  Words extends string = never,
> = Text extends `${infer A} ${infer B} ${infer C} ${infer D} ${infer Rest}`
  ? WordsOf<Rest, Words | A | B | C | D>
  : Text extends `${infer A} ${infer Rest}`
    ? WordsOf<Rest, Words | A>
    : Words | Text;

/** What a delimited identifier may have in it that separates words outside, and what stands for it in `TokenText`. */
interface Escapes {
  " ": "\u0001s";
  "\n": "\u0001n";
  "\t": "\u0001t";
  "\r": "\u0001r";
  ",": "\u0001c";
  ".": "\u0001d";
  "(": "\u0001l";
  ")": "\u0001g";
  "+": "\u0001p";
  "-": "\u0001m";
  "*": "\u0001x";
  "/": "\u0001o";
  "|": "\u0001b";
  "=": "\u0001e";
  "<": "\u0001a";
  ">": "\u0001z";
  "!": "\u0001i";
  ";": "\u0001y";
}
type Unescapes = { [Letter in keyof Escapes as Escapes[Letter]]: Letter };

type Escape<Name extends string> = Name extends `${string}${keyof Escapes}${string}` ? EscapeLetters<Name> : Name;

type EscapeLetters<Name extends string, Out extends string = ""> = Name extends `${infer Letter}${infer Rest}`
  ? EscapeLetters<Rest, `${Out}${Letter extends keyof Escapes ? Escapes[Letter] : Letter}`>
  : Out;

/** A name of `TokenText` as it was written, with its quotes if it has some. */
export type Unescape<
  Name extends string,
  Out extends string = "",
> = Name extends `${infer Head}\u0001${infer Letter}${infer Rest}`
  ? `\u0001${Letter}` extends keyof Unescapes
    ? Unescape<Rest, `${Out}${Head}${Unescapes[`\u0001${Letter}`]}`>
    : never
  : `${Out}${Name}`;

/**
 * A query as words with one blank between them and none around: comments gone, `''` for every string, delimited
 * identifiers escaped so that they are one word, operators, commas and parentheses apart. `s.t.c` and `t.*` are one word.
 */
export type TokenText<Query extends string> = Trim<JoinNames<Collapse<SpaceOut<WithoutQuotes<Query>>>>>;

/** A semicolon at the end is no part of a query, but many write it. */
type SpaceOut<Text extends string> = SetApart<
  Blanked<Text, ["\n", "\t", "\r", ";"]>,
  ["(", ")", ",", "+", "-", "*", "/", "||", "=", "<", ">", "!"]
>;

type Blanked<Text extends string, Marks extends readonly string[]> = Marks extends readonly [
  infer Mark extends string,
  ...infer Others extends readonly string[],
]
  ? Blanked<Replace<Text, Mark, " ">, Others>
  : Text;

type SetApart<Text extends string, Marks extends readonly string[]> = Marks extends readonly [
  infer Mark extends string,
  ...infer Others extends readonly string[],
]
  ? SetApart<Replace<Text, Mark, ` ${Mark} `>, Others>
  : Text;

/** Names whose parts stand apart: because they were quoted, or because their author wrote them so. */
type JoinNames<Text extends string> = JoinAfterPeriods<
  Replace<JoinBeforePeriods<Replace<Text, " . ", ".">>, ". *", ".*">
>;

type JoinBeforePeriods<Text extends string, Out extends string = ""> = Text extends `${infer Head} .${infer Tail}`
  ? JoinBeforePeriods<Tail, `${Out}${Head}${Tail extends `${Digit}${string}` ? " ." : "."}`>
  : `${Out}${Text}`;

type JoinAfterPeriods<Text extends string, Out extends string = ""> = Text extends `${infer Head}. ${infer Tail}`
  ? JoinAfterPeriods<Tail, `${Out}${Head}${LastWord<Head> extends `${Digit}${string}` ? ". " : "."}`>
  : `${Out}${Text}`;

type LastWord<Text extends string> = Text extends `${string} ${infer Rest}` ? LastWord<Rest> : Text;

export type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

// The three that hide what is in them. Each of these types knows what comes first in Text, or passes it on.

type WithoutQuotes<Text extends string, Out extends string = ""> = Text extends `${infer Head}'${infer Tail}`
  ? Head extends `${string}"${string}` | `${string}--${string}`
    ? NameOrComment<Text, Out>
    : AfterString<Tail, `${Out}${Head} '' `>
  : NameOrComment<Text, Out>;

type NameOrComment<Text extends string, Out extends string> = Text extends `${infer Head}"${infer Tail}`
  ? Head extends `${string}--${string}`
    ? AfterComment<Text, Out>
    : AfterName<Tail, `${Out}${Head}`>
  : AfterComment<Text, Out>;

type AfterComment<Text extends string, Out extends string> = Text extends `${infer Head}--${infer Tail}`
  ? Tail extends `${string}\n${infer Rest}`
    ? WithoutQuotes<Rest, `${Out}${Head} `>
    : `${Out}${Head}`
  : `${Out}${Text}`;

type AfterString<Text extends string, Out extends string> = Text extends `${string}'${infer Tail}`
  ? Tail extends `'${infer Rest}`
    ? AfterString<Rest, Out>
    : WithoutQuotes<Tail, Out>
  : Out;

type AfterName<
  Text extends string,
  Out extends string,
  Name extends string = "",
> = Text extends `${infer Head}"${infer Tail}`
  ? Tail extends `"${infer Rest}`
    ? AfterName<Rest, Out, `${Name}${Head}"`>
    : WithoutQuotes<Tail, `${Out} "${Escape<`${Name}${Head}`>}" `>
  : Out;

/** Whether some of a text is open, as in `${number}` or `string`. */
export type IsOpen<Text extends string> = Record<never, never> extends Record<Text, 1> ? true : false;
