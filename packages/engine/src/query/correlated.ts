import {
  type ColumnReference,
  childrenOf,
  type FunctionCall,
  type Node,
  type Select,
  type Source,
} from "@armillary/adql";
import type { Context } from "./context.ts";

/** Functions of ours that compute without a lambda, of which there are none that are geometry but these. */
const PLAIN = /^(point|circle|distance|coord1|coord2|coordsys)$/i;
const GEOMETRY = /^(contains|intersects|area|centroid|polygon|box|region)$/i;

/**
 * Whether a SELECT computes geometry, or a function of the catalogue of user-defined ones, with columns of a query around it: in
 * such functions there are lambdas.
 */
export function computesWithOuter(select: Select, own: ReadonlySet<Source>, context: Context): boolean {
  const within = [...select.columns, select.where, select.having].filter((node) => node !== undefined);
  return within.some((node) => hasCallWithOuter(node, own, context));
}

function hasCallWithOuter(node: Node, own: ReadonlySet<Source>, context: Context): boolean {
  if (node.kind === "Query") return false;
  if (node.kind === "FunctionCall" && mayHaveLambda(node) && namesOuter(node, own, context)) return true;
  return childrenOf(node).some((child) => hasCallWithOuter(child, own, context));
}

function mayHaveLambda(call: FunctionCall): boolean {
  const name = nameOf(call);
  if (!GEOMETRY.test(name)) return name.includes("_");
  const isRelation = /^(contains|intersects)$/i.test(name);
  return (
    !isRelation || !call.arguments.every((argument) => argument.kind === "FunctionCall" && PLAIN.test(nameOf(argument)))
  );
}

function nameOf({ name }: FunctionCall): string {
  return name.parts.map((part) => part.name).join(".");
}

function namesOuter(node: Node, own: ReadonlySet<Source>, context: Context): boolean {
  if (node.kind === "Query") return false;
  if (node.kind === "ColumnReference") return isOuter(node, own, context);
  return childrenOf(node).some((child) => namesOuter(child, own, context));
}

function isOuter(node: ColumnReference, own: ReadonlySet<Source>, { facts }: Context): boolean {
  const resolution = facts.references.get(node);
  return resolution?.kind === "column" && resolution.column.sources.some((source) => !own.has(source));
}
