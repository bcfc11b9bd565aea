import type { Replace } from "./text-types.ts";

/**
 * `TokenText` with each group in parentheses made one word, so that a comma or a keyword that is left belongs to
 * the clause itself: `ROUND ( a , 2 ) , b` becomes `ROUND (a\u0003\u00022) , b`. Parentheses that do not match end the text.
 */
export type Fold<Text extends string, Out extends string = ""> = Text extends `${infer Head} (${infer Tail}`
  ? FoldGroup<Tail, `${Out}${Head}`>
  : `${Out}${Text}`;

/** `Depth` has one letter for each group that is open inside this one. */
type FoldGroup<
  Text extends string,
  Out extends string,
  Content extends string = "",
  Depth extends string = "",
> = Text extends `${infer Head} )${infer Tail}`
  ? Head extends `${infer Before} (${infer Inside}`
    ? FoldGroup<`${Inside} )${Tail}`, Out, `${Content}${Before}\u0004`, `${Depth}(`>
    : Depth extends `(${infer Outer}`
      ? FoldGroup<Tail, Out, `${Content}${Head}\u0005`, Outer>
      : Fold<Tail, `${Out} (${OneWord<`${Content}${Head}`>})`>
  : Out;

type OneWord<Content extends string> = Content extends ` ${infer Rest}`
  ? Replace<Replace<Rest, " ", "\u0002">, ",", "\u0003">
  : Content;

/** What stood in the parentheses of a folded group, as `TokenText`. */
export type Unfold<Content extends string> = Replace<
  Replace<Replace<Replace<Content, "\u0005", " )">, "\u0004", " (">, "\u0003", ",">,
  "\u0002",
  " "
>;
