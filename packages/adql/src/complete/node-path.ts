import type { Node } from "../language/ast.ts";
import { childrenOf } from "../language/visitor.ts";

/** The nodes around an offset, from the root to the innermost; empty where there is none. Ends count as inside. */
export function pathAt(root: Node, offset: number): readonly Node[] {
  const path: Node[] = [];
  let node: Node | undefined = root;
  while (node !== undefined) {
    path.push(node);
    const children: readonly Node[] = childrenOf(node);
    node =
      children.find((child) => holds(child, offset, false)) ?? children.find((child) => holds(child, offset, true));
  }
  return path;
}

function holds({ span }: Node, offset: number, atEnd: boolean): boolean {
  return span !== undefined && span.start <= offset && (offset < span.end || (atEnd && offset === span.end));
}
