import { VotableError } from "../errors.ts";
import type { MetadataEdit, Part, Place } from "./edits.ts";

/** What an edit is about, in words. */
export function describeEdit(edit: MetadataEdit): string {
  const { at } = edit;
  if (edit.kind === "remove") return `${edit.element} "${edit.which}" of ${describePlace(at)}`;
  if (edit.kind === "put") return `${edit.element} "${edit.attributes["name"]}" of ${describePlace(at)}`;
  if (edit.part !== undefined) return `${describePart(edit.part)} of ${describePlace(at)}`;
  return describePlace(at);
}

export function describePlace({ element, which }: Place): string {
  if (element === "VOTABLE") return "the document";
  if (which === undefined) return `any ${element}`;
  return typeof which === "number" ? `${element} ${which}` : `${element} "${which}"`;
}

function describePart({ element, which }: Part): string {
  const kind = element ?? "FIELD or PARAM";
  return typeof which === "number" ? `${kind} ${which}` : `${kind} "${which}"`;
}

/** More names than this are not listed. */
const MOST_NAMES = 40;

/** Which edits have met what they are about, and what else there was where they looked. */
export class Wanted {
  readonly #met = new Set<MetadataEdit>();
  readonly #seen = new Map<string, string[]>();

  /** The edit has been made, once at least. */
  meet(edit: MetadataEdit): void {
    this.#met.add(edit);
  }

  /** There is such a thing: `kind` is an element's name, or that of one inside of a place. */
  see(kind: string, name: string): void {
    const names = this.#seen.get(kind) ?? [];
    if (names.length <= MOST_NAMES && !names.includes(name)) names.push(name);
    this.#seen.set(kind, names);
  }

  /** Throws VOT_EDIT, unless the edit was made. */
  demand(edit: MetadataEdit): void {
    if (this.#met.has(edit)) return;
    throw new VotableError("VOT_EDIT", `There is no ${describeEdit(edit)} to edit.${this.#inventory(edit)}`);
  }

  /** Throws VOT_EDIT where TABLEs were named whose place no TABLE has. */
  demandTables(tables: readonly number[] | undefined, count: number): void {
    const missing = tables?.find((table) => table >= count);
    if (missing === undefined) return;
    const there = count === 0 ? "no TABLE" : count === 1 ? "one TABLE, number 0" : `TABLEs 0 to ${count - 1}`;
    throw new VotableError("VOT_EDIT", `There is no TABLE ${missing}: the document has ${there}.`);
  }

  #inventory(edit: MetadataEdit): string {
    const { at } = edit;
    const kinds = kindsOf(edit);
    const parts = kinds.map((kind) => this.#list(`${at.element} ${kind}`, kind)).filter((text) => text !== "");
    if (parts.length > 0) return ` There is: ${parts.join("; ")}.`;
    const places = this.#list(at.element, at.element);
    if (at.element === "VOTABLE") return "";
    return places === "" ? ` The document has no ${at.element}.` : ` The document has: ${places}.`;
  }

  #list(kind: string, label: string): string {
    const names = this.#seen.get(kind) ?? [];
    if (names.length === 0) return "";
    return `${label} ${names.slice(0, MOST_NAMES).join(", ")}${names.length > MOST_NAMES ? ", …" : ""}`;
  }
}

function kindsOf(edit: MetadataEdit): readonly string[] {
  if (edit.kind === "remove" || edit.kind === "put") return [edit.element];
  if (edit.part === undefined) return [];
  return edit.part.element === undefined ? ["FIELD", "PARAM"] : [edit.part.element];
}
