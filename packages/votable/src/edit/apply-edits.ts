import { DATATYPES } from "@armillary/columns";
import { parseArraysize } from "../cells/arraysize.ts";
import { createTextDecoder } from "../cells/text.ts";
import type { Warnings } from "../document/checks.ts";
import { SINCE } from "../document/vocabulary.ts";
import { VotableError } from "../errors.ts";
import { checkAttributes, checkCharacters } from "./check-attributes.ts";
import type { DescribeEdit, MetadataEdit, Part, Place, PutEdit, SetEdit } from "./edits.ts";
import { type EditedElement, isCalled } from "./element.ts";
import type { Revision } from "./revision.ts";
import { RANK } from "./splices.ts";
import { describeEdit, type Wanted } from "./wanted.ts";

/** What stands before a PARAM or INFO that is put into a place, by the schema. */
const BEFORE: Readonly<Record<Place["element"], Readonly<Record<PutEdit["element"], readonly string[]>>>> = {
  VOTABLE: {
    PARAM: ["DESCRIPTION", "DEFINITIONS", "COOSYS", "TIMESYS", "GROUP", "PARAM", "INFO"],
    INFO: ["DESCRIPTION", "DEFINITIONS", "COOSYS", "TIMESYS", "GROUP", "PARAM", "INFO"],
  },
  RESOURCE: {
    PARAM: ["DESCRIPTION", "INFO", "COOSYS", "TIMESYS", "GROUP", "PARAM"],
    INFO: ["DESCRIPTION", "INFO"],
  },
  TABLE: { PARAM: ["DESCRIPTION", "INFO", "PARAM"], INFO: ["DESCRIPTION", "INFO"] },
};

/** Applies edits to the elements that they are about. */
export class EditApplier {
  readonly #edits: readonly MetadataEdit[];
  readonly #revision: Revision;
  readonly #wanted: Wanted;
  readonly #notes: Warnings;
  readonly #version: () => string | undefined;
  #isText = false;

  constructor(
    edits: readonly MetadataEdit[],
    to: { readonly revision: Revision; readonly wanted: Wanted; readonly notes: Warnings },
    version: () => string | undefined,
  ) {
    this.#edits = edits;
    this.#revision = to.revision;
    this.#wanted = to.wanted;
    this.#notes = to.notes;
    this.#version = version;
  }

  /**
   * Applies to a place whose head has been read what is asked of it and of its head. `index`: among its kind; `isText`:
   * of a TABLE, whether its rows are TABLEDATA and stay so.
   */
  toHead(place: EditedElement, index: number, isText: boolean): void {
    this.#isText = isText;
    this.#see(place, index);
    for (const edit of this.#edits) {
      if (!isAt(place, index, edit.at)) continue;
      const isMet = this.#apply(edit, place);
      if (isMet) this.#wanted.meet(edit);
      // INFOs may come at the end of a place, all else would have been here.
      else if (edit.at.which !== undefined && !isAboutInfo(edit)) this.#wanted.demand(edit);
    }
  }

  /** Applies to an element behind the head of a place what is asked of it. */
  toTail(place: EditedElement, index: number, element: EditedElement): void {
    this.#seePart(place, element);
    const alone = { ...place, children: [element] };
    for (const edit of this.#edits) {
      if (!isAt(place, index, edit.at) || !isAboutPart(edit)) continue;
      const isMet = edit.kind === "put" ? this.#update(edit, alone) : this.#apply(edit, alone);
      if (isMet) this.#wanted.meet(edit);
    }
  }

  /** All has been read. Throws VOT_EDIT for an edit that was about nothing. */
  finish(): void {
    for (const edit of this.#edits) this.#wanted.demand(edit);
  }

  #see(place: EditedElement, index: number): void {
    if (this.#edits.length === 0) return;
    const name = place.attributes.get("name") ?? place.attributes.get("ID");
    this.#wanted.see(place.local, name === undefined ? String(index) : `${index} "${name}"`);
    for (const child of place.children) this.#seePart(place, child);
  }

  #seePart(place: EditedElement, { local, attributes }: EditedElement): void {
    const name = attributes.get("name") ?? attributes.get("ID");
    if (name !== undefined) this.#wanted.see(`${place.local} ${local}`, name);
  }

  #apply(edit: MetadataEdit, place: EditedElement): boolean {
    switch (edit.kind) {
      case "put":
        return this.#update(edit, place) || this.#add(edit, place);
      case "remove": {
        const found = this.#find(place, edit);
        for (const element of found) this.#revision.remove(element);
        return found.length > 0;
      }
      default: {
        const found = edit.part === undefined ? [place] : this.#find(place, edit.part);
        for (const element of found) this.#change(edit, element);
        return found.length > 0;
      }
    }
  }

  #change(edit: SetEdit | DescribeEdit, element: EditedElement): void {
    if (edit.kind === "set") {
      const before = this.#revision.attributesOf(element);
      this.#revision.set(element, Object.entries(edit.attributes));
      const isText = this.#isText && element.local === "FIELD";
      checkAttributes(element.local, before, this.#revision.attributesOf(element), {
        version: this.#version(),
        notes: this.#notes,
        isText,
      });
      return;
    }
    if (element.local === "INFO") {
      throw new VotableError("VOT_EDIT", `INFO "${element.attributes.get("name")}" has no DESCRIPTION: set its value.`);
    }
    if (edit.text !== null) checkCharacters(`DESCRIPTION of ${describeEdit(edit)}`, edit.text);
    this.#revision.describe(element, edit.text);
  }

  #find(place: EditedElement, { element, which }: Part): EditedElement[] {
    if (element === undefined) {
      const fields = this.#find(place, { element: "FIELD", which });
      return fields.length > 0 ? fields : this.#find(place, { element: "PARAM", which });
    }
    const all = this.#revision.childrenOf(place, element);
    if (typeof which === "number") return all.slice(which, which + 1);
    const attributesOf = (one: EditedElement) => this.#revision.attributesOf(one);
    const named = all.filter((one) => attributesOf(one).get("name") === which);
    const found = named.length > 0 ? named : all.filter((one) => isCalled(attributesOf(one), which));
    return element === "INFO" ? found : found.slice(0, 1);
  }

  #update(edit: PutEdit, place: EditedElement): boolean {
    const { element, attributes } = edit;
    const found = this.#find(place, { element, which: attributes["name"] ?? "" });
    for (const one of found) {
      const before = this.#revision.attributesOf(one);
      // With its value a PARAM may get another type.
      const typed = attributes["datatype"] !== undefined && attributes["arraysize"] === undefined;
      const changes: [string, string | null][] = [
        ...(typed ? [["arraysize", null] as [string, null]] : []),
        ...Object.entries(attributes),
      ];
      this.#revision.set(one, changes);
      this.#checkPut(edit, before, this.#revision.attributesOf(one));
    }
    return found.length > 0;
  }

  #add(edit: PutEdit, place: EditedElement): boolean {
    const { element } = edit;
    const local = place.local as Place["element"];
    const since = SINCE[`${local}/${element}`];
    const version = this.#version();
    if (since !== undefined && version !== undefined && version < since) {
      throw new VotableError(
        "VOT_EDIT",
        `${element} in ${local} exists since VOTable ${since}, and the document says ${version}. Put it into its RESOURCE.`,
      );
    }
    const isTyped = element === "INFO" || edit.attributes["datatype"] !== undefined;
    const attributes: Record<string, string> = isTyped
      ? { ...edit.attributes }
      : { ...edit.attributes, datatype: "char", arraysize: "*" };
    this.#checkPut(edit, new Map(), new Map(Object.entries(attributes)));
    this.#revision.insert(place, { name: element, attributes }, BEFORE[local][element], RANK[element]);
    return true;
  }

  #checkPut(edit: PutEdit, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
    const { element } = edit;
    const same = (key: string) => key !== "datatype" && key !== "arraysize" && before.has(key);
    // Its type may change: what it was does not count.
    const kept = new Map([...before].filter(([key]) => same(key)));
    const typed = ["datatype", "arraysize"].flatMap((key) => {
      const value = after.get(key);
      return value === undefined ? [] : [[key, value] as const];
    });
    checkAttributes(element, new Map([...kept, ...typed]), after, {
      version: this.#version(),
      notes: this.#notes,
    });
    if (element === "PARAM") checkValue(after);
  }
}

function isAt(place: EditedElement, index: number, { element, which }: Place): boolean {
  if (place.local !== element) return false;
  if (which === undefined) return true;
  return typeof which === "number" ? which === index : isCalled(place.attributes, which);
}

function isAboutPart(edit: MetadataEdit): boolean {
  return edit.kind === "put" || edit.kind === "remove" || edit.part !== undefined;
}

function isAboutInfo(edit: MetadataEdit): boolean {
  return edit.kind === "put" || edit.kind === "remove" ? edit.element === "INFO" : edit.part?.element === "INFO";
}

/** Throws VOT_EDIT for a PARAM whose value is none of its datatype. */
function checkValue(attributes: ReadonlyMap<string, string>): void {
  const name = attributes.get("name") ?? "";
  const datatype = DATATYPES.find((known) => known === attributes.get("datatype"));
  if (datatype === undefined) {
    const due = DATATYPES.join(", ");
    throw new VotableError(
      "VOT_EDIT",
      `PARAM "${name}" has the datatype "${attributes.get("datatype")}". There are: ${due}.`,
    );
  }
  const written = attributes.get("arraysize");
  const arraysize = parseArraysize(written);
  if (!arraysize.ok) {
    throw new VotableError("VOT_EDIT", `PARAM "${name}" has the arraysize "${written}": ${arraysize.reason}.`);
  }
  const field = { name, datatype, ...(written === undefined ? {} : { arraysize: written }) };
  const decoder = createTextDecoder(field, arraysize.arraysize);
  const value = attributes.get("value") ?? "";
  if (decoder.decode(value) !== undefined) return;
  throw new VotableError(
    "VOT_EDIT",
    `"${value.slice(0, 80)}" is no value of PARAM "${name}": ${decoder.report.reason}.`,
  );
}
