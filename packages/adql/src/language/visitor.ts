import type { Node, NodeKind } from "./ast.ts";

/** For each kind of node the properties that hold nodes or lists of nodes, in the order of the text. */
const CHILDREN: Readonly<Record<NodeKind, readonly string[]>> = {
  Identifier: [],
  QualifiedName: ["parts"],
  Query: ["with", "body", "orderBy", "offset"],
  CommonTable: ["name", "columns", "query"],
  SetOperation: ["left", "right"],
  ParenthesizedQuery: ["query"],
  Select: ["top", "columns", "from", "where", "groupBy", "having"],
  AllColumns: ["table"],
  SelectColumn: ["expression", "alias"],
  OrderTerm: ["expression"],
  TableName: ["name", "alias"],
  DerivedTable: ["query", "alias"],
  Join: ["left", "right", "on", "using"],
  ParenthesizedTable: ["table", "alias"],
  NumberLiteral: [],
  StringLiteral: [],
  NullLiteral: [],
  ColumnReference: ["name"],
  UnaryOperation: ["operand"],
  BinaryOperation: ["left", "right"],
  FunctionCall: ["name", "arguments"],
  Aggregate: ["argument"],
  Cast: ["expression", "type"],
  CastType: [],
  Case: ["operand", "branches", "otherwise"],
  CaseBranch: ["when", "then"],
  ScalarSubquery: ["query"],
  ParenthesizedValue: ["expression"],
  Logical: ["operands"],
  Not: ["condition"],
  Comparison: ["left", "right"],
  Between: ["value", "low", "high"],
  In: ["value", "candidates"],
  Like: ["value", "pattern"],
  IsNull: ["value"],
  Exists: ["query"],
  BareCondition: ["value"],
  ParenthesizedCondition: ["condition"],
};

type Properties = Readonly<Record<string, Node | readonly Node[] | string | undefined>>;

/** The nodes right below one, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  const properties = node as unknown as Properties;
  for (const key of CHILDREN[node.kind]) {
    const child = properties[key];
    if (Array.isArray(child)) children.push(...(child as readonly Node[]));
    else if (isNode(child)) children.push(child);
  }
  return children;
}

function isNode(child: Properties[string]): child is Node {
  return typeof child === "object" && !Array.isArray(child);
}

/** What `visit` calls: `enter` before the nodes below, `leave` after them. */
export interface Visitor {
  /** `false` leaves out what is below this node; `leave` is called all the same. */
  readonly enter?: (node: Node, ancestors: readonly Node[]) => unknown;
  readonly leave?: (node: Node, ancestors: readonly Node[]) => void;
}

/**
 * Walks a tree, depth first, in the order of the text.
 * `ancestors` runs from the root to the parent; it is one array that changes, to be copied by whoever keeps it.
 */
export function visit(root: Node, visitor: Visitor): void {
  walk(root, visitor, []);
}

function walk(node: Node, visitor: Visitor, ancestors: Node[]): void {
  if (visitor.enter?.(node, ancestors) !== false) {
    ancestors.push(node);
    for (const child of childrenOf(node)) walk(child, visitor, ancestors);
    ancestors.pop();
  }
  visitor.leave?.(node, ancestors);
}

/**
 * A tree with nodes replaced, from the leaves up: `change` gets each node with what is below it changed already, and
 * gives the node that shall stand there. What stays as it was is shared with the old tree.
 */
export function transform<Root extends Node>(root: Root, change: (node: Node) => Node): Root {
  return transformed(root, change) as Root;
}

function transformed(node: Node, change: (node: Node) => Node): Node {
  const properties = node as unknown as Properties;
  let copy: Record<string, unknown> | undefined;
  for (const key of CHILDREN[node.kind]) {
    const before = properties[key];
    let after: unknown = before;
    if (Array.isArray(before)) {
      const list = before as readonly Node[];
      const changed = list.map((child) => transformed(child, change));
      if (changed.some((child, index) => child !== list[index])) after = changed;
    } else if (isNode(before)) {
      after = transformed(before, change);
    }
    if (after === before) continue;
    copy ??= { ...properties };
    copy[key] = after;
  }
  return change((copy ?? node) as Node);
}
