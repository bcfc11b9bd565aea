import { childrenOf, type Node } from "@armillary/adql";

/**
 * A tree with nodes replaced, from the root down: `change` gives the node that shall stand there, or undefined for the
 * same with what is below it changed. What stays as it was is shared.
 */
export function rewritten<Root extends Node>(root: Root, change: (node: Node) => Node | undefined): Root {
  const replaced = change(root);
  if (replaced !== undefined) return replaced as Root;
  const below = new Map<unknown, Node>();
  for (const child of childrenOf(root)) {
    const after = rewritten(child, change);
    if (after !== child) below.set(child, after);
  }
  if (below.size === 0) return root;
  const put = (value: unknown): unknown => (Array.isArray(value) ? value.map(put) : (below.get(value) ?? value));
  return Object.fromEntries(Object.entries(root).map(([key, value]) => [key, put(value)])) as unknown as Root;
}
