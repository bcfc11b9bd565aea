import type { Replace } from "./text-types.ts";

/**
 * `TokenText` with each group in parentheses made one word, so that a comma or a keyword that is left belongs to
 * the clause itself: `ROUND ( a , 2 ) , b` becomes `ROUND (a\u0003\u00022) , b`. Parentheses that do not match end the text.
 */
export type Fold<Text extends string> = FoldRest<` ${Text}`> extends ` ${infer Folded}` ? Folded : "";

type FoldRest<Text extends string, Out extends string = ""> = Text extends `${infer Head} (${infer Tail}`
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
      : FoldRest<Tail, `${Out} (${OneWord<`${Content}${Head}`>})`>
  : Out;

type OneWord<Content extends string> = Replace<Replace<WithoutBlank<Content>, " ", "\u0002">, ",", "\u0003">;

/** What stood in the parentheses of a folded group, as `TokenText`. */
export type Unfold<Content extends string> = WithoutBlank<
  Replace<Replace<Replace<Replace<Content, "\u0005", " )">, "\u0004", " (">, "\u0003", ",">, "\u0002", " ">
>;

type WithoutBlank<Text extends string> = Text extends ` ${infer Rest}` ? Rest : Text;
