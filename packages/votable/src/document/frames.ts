import type { LinkMeta, OptionMeta, ValuesMeta } from "@armillary/columns";
import type { Location } from "../bytes/window.ts";
import type { Arraysize } from "../cells/arraysize.ts";
import type { Container, Group, Info, Param, Resource, TableMeta, Votable } from "../model.ts";

/** The model while it is being built. */
export type Draft<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

/** A TABLE whose FIELDs are known, and what of it the model does not show. */
export interface OpenTable {
  readonly meta: Draft<TableMeta>;
  /** Shapes of `meta.fields`. */
  arraysizes: Arraysize[];
  /** Enclosing RESOURCEs, outermost first. */
  readonly resources: readonly Resource[];
  /** Place of the TABLE's start tag. */
  readonly place: Location;
}

/** FIELD or PARAM: made when its end tag has come. */
export interface FieldFrame {
  readonly kind: "FIELD" | "PARAM";
  readonly attributes: ReadonlyMap<string, string>;
  description: string | undefined;
  readonly values: ValuesMeta[];
  readonly links: LinkMeta[];
  readonly place: Location;
}

/** An element that is open, and what it puts together. */
export type Frame = (
  | { readonly kind: "VOTABLE" | "DEFINITIONS"; readonly node: Draft<Votable> }
  | { readonly kind: "RESOURCE"; readonly node: Draft<Resource> }
  | { readonly kind: "TABLE"; readonly table: OpenTable; readonly names: Set<string> }
  | { readonly kind: "DATA"; readonly table: OpenTable }
  | FieldFrame
  | { readonly kind: "GROUP"; readonly node: Draft<Group> }
  | { readonly kind: "INFO"; readonly node: Draft<Info> }
  | { readonly kind: "VALUES"; readonly node: Draft<ValuesMeta> & { options: OptionMeta[] } }
  | { readonly kind: "OPTION"; readonly node: Draft<OptionMeta> & { options: OptionMeta[] } }
  | { readonly kind: "leaf" }
) & {
  readonly local: string;
  /** Takes the text inside, once the end tag has come. */
  readonly takesText?: (text: string) => void;
  text: string;
};

export function emptyContainer(): Draft<Container> {
  return { coosys: [], timesys: [], infos: [], params: [], groups: [], links: [], resources: [], raw: [] };
}

/** Markup in a DESCRIPTION, which may have any: its text is the text of the description. */
export function markupIn(parent: Frame): Frame {
  const takesText = (inside: string) => {
    parent.text += inside;
  };
  return { kind: "leaf", local: "DESCRIPTION", text: "", takesText };
}

type ContainerFrame = Extract<Frame, { kind: "VOTABLE" | "DEFINITIONS" | "RESOURCE" }>;

export function isContainer(frame: Frame): frame is ContainerFrame {
  return frame.kind === "VOTABLE" || frame.kind === "DEFINITIONS" || frame.kind === "RESOURCE";
}

export function groupsOf(frame: Frame): Group[] | undefined {
  if (frame.kind === "TABLE") return frame.table.meta.groups;
  return isContainer(frame) || frame.kind === "GROUP" ? frame.node.groups : undefined;
}

export function paramsOf(frame: Frame): Param[] | undefined {
  if (frame.kind === "TABLE") return frame.table.meta.params;
  return isContainer(frame) || frame.kind === "GROUP" ? frame.node.params : undefined;
}

export function linksOf(frame: Frame): LinkMeta[] | undefined {
  if (frame.kind === "TABLE") return frame.table.meta.links;
  if (frame.kind === "FIELD" || frame.kind === "PARAM") return frame.links;
  return isContainer(frame) || frame.kind === "GROUP" ? frame.node.links : undefined;
}

export function infosOf(frame: Frame): Info[] | undefined {
  if (frame.kind === "TABLE") return frame.table.meta.infos;
  return isContainer(frame) ? frame.node.infos : undefined;
}

export function describedBy(frame: Frame): { description?: string | undefined } | undefined {
  switch (frame.kind) {
    case "TABLE":
      return frame.table.meta as { description?: string };
    case "FIELD":
    case "PARAM":
      return frame;
    case "VOTABLE":
    case "DEFINITIONS":
    case "RESOURCE":
    case "GROUP":
    case "INFO":
      return frame.node as { description?: string };
    default:
      return undefined;
  }
}

/** The nearest list for raw XML: that of the element itself, or of what it stands in. */
export function rawOf(parent: Frame, frames: readonly Frame[]): string[] {
  for (const frame of [parent, ...[...frames].reverse()]) {
    if (frame.kind === "TABLE") return frame.table.meta.raw;
    if (isContainer(frame)) return frame.node.raw;
  }
  return [];
}

export function setText(node: { text?: string }, text: string): void {
  const trimmed = text.trim();
  if (trimmed !== "") node.text = trimmed;
}
