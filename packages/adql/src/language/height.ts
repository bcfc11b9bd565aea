import type { Node } from "./ast.ts";
import { childrenOf } from "./visitor.ts";

/** Whether a tree has more levels than `most`; without recursion, so that no tree is too deep to ask. */
export function exceedsHeight(root: Node, most: number): boolean {
  let level: readonly Node[] = [root];
  for (let height = 0; level.length > 0; height++) {
    if (height > most) return true;
    level = level.flatMap((node) => childrenOf(node));
  }
  return false;
}
