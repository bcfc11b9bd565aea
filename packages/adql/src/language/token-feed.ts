import type { Node } from "./ast.ts";
import { group, indent, type Layout, line, softLine } from "./layout.ts";
import type { Token } from "./token.ts";
import { type Trivia, triviaBetween } from "./trivia.ts";

/** The tokens of a text, taken one after the other with the comments beside them, as pieces of layout. */
export class TokenFeed {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #letters: (token: Token) => string;
  #index = 0;

  constructor(text: string, tokens: readonly Token[], letters: (token: Token) => string) {
    this.#text = text;
    this.#tokens = tokens;
    this.#letters = letters;
  }

  get next(): Token {
    return this.#tokens[this.#index] as Token;
  }

  /** The next token, with the comments before it that have lines of their own and the one behind it on its line. */
  take(): Layout {
    const token = this.next;
    const before = this.#gap(this.#index);
    const after =
      token.kind === "end" ? undefined : this.#gap(this.#index + 1).comments.find(({ ownLine }) => !ownLine);
    this.#index++;
    const own = before.comments.filter(({ ownLine }) => ownLine);
    const layout: Layout[] = [];
    if (own.length > 0) {
      const lines = own.flatMap(({ text, blankBefore }) => (blankBefore ? ["", text] : [text]));
      if (before.blankAfter && token.kind !== "end") lines.push("");
      layout.push({ kind: "comments", lines });
    }
    layout.push(this.#letters(token));
    if (after !== undefined) layout.push({ kind: "trailing", text: after.text });
    return layout;
  }

  /** What stands before the token at an index. */
  #gap(index: number): Trivia {
    const start = index === 0 ? 0 : (this.#tokens[index - 1]?.end ?? 0);
    return triviaBetween(this.#text, start, this.#tokens[index]?.start ?? this.#text.length);
  }

  /** Whether comments stand between tokens before an offset, from the next one on. */
  hasComments(end: number): boolean {
    for (
      let index = this.#index + 1;
      (this.#tokens[index]?.start ?? end) <= end && index < this.#tokens.length;
      index++
    ) {
      if (this.#gap(index).comments.length > 0) return true;
    }
    return false;
  }

  /** Tokens before an offset, with blanks between. */
  upTo(offset: number): Layout[] {
    const layout: Layout[] = [];
    while (this.next.start < offset && this.next.kind !== "end")
      layout.push(layout.length === 0 ? "" : " ", this.take());
    return layout;
  }

  /** The tokens of a node, with or without blanks between. */
  run(node: Node, between: string): Layout[] {
    const layout: Layout[] = [];
    while (this.next.start < endOf(node) && this.next.kind !== "end") {
      if (layout.length > 0) layout.push(between);
      layout.push(this.take());
    }
    return layout;
  }

  /** Items, each with the comma behind it. */
  items<Item extends Node>(items: readonly Item[], layout: (item: Item) => Layout): Layout[] {
    return items.map((item) => {
      const content = layout(item);
      return this.next.text === "," && this.next.kind === "symbol" ? [content, this.take()] : content;
    });
  }

  /** A list after a keyword: on its line where it fits, else indented, one item to a line. */
  list<Item extends Node>(keyword: Layout, items: readonly Item[], layout: (item: Item) => Layout): Layout {
    const last = items[items.length - 1];
    const broken = last !== undefined && this.hasComments(startOf(last));
    return group([keyword, indent(this.items(items, layout).map((item) => [line, item]))], broken);
  }

  /** What stands in parentheses; `(` is the next token. */
  parentheses(inner: () => Layout, flatEnds: Layout = softLine): Layout {
    const closing = this.#partner();
    const broken = this.hasComments(closing);
    return group([this.take(), indent([flatEnds, inner()]), flatEnds, this.take()], broken);
  }

  /** Offset of the parenthesis that closes the next token. */
  #partner(): number {
    let depth = 0;
    for (let index = this.#index; index < this.#tokens.length; index++) {
      const { kind, text, start } = this.#tokens[index] as Token;
      if (kind !== "symbol") continue;
      if (text === "(") depth++;
      else if (text === ")" && --depth === 0) return start;
    }
    return this.#text.length;
  }
}

/** Offset of a node's first character. */
export function startOf(node: Node | undefined): number {
  return node?.span?.start ?? 0;
}

/** Offset after a node's last character. */
export function endOf(node: Node): number {
  return node.span?.end ?? 0;
}
