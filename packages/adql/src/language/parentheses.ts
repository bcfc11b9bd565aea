import type { Token } from "./token.ts";

export function isOpening({ kind, text }: Token): boolean {
  return text === "(" && kind === "symbol";
}

export function isClosing({ kind, text }: Token): boolean {
  return text === ")" && kind === "symbol";
}

/** For each parenthesis the index of its partner, -1 for those without one and for all other tokens. */
export function partnersOf(tokens: readonly Token[]): Int32Array {
  const partners = new Int32Array(tokens.length).fill(-1);
  const waiting: number[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (isOpening(token)) {
      waiting.push(index);
    } else if (isClosing(token)) {
      const partner = waiting.pop();
      if (partner === undefined) continue;
      partners[partner] = index;
      partners[index] = partner;
    }
  }
  return partners;
}
