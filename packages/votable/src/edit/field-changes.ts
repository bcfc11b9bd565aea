import type { Field, FieldMeta } from "@armillary/columns";
import { parseArraysize } from "../cells/arraysize.ts";
import { VotableError } from "../errors.ts";
import { Identifiers } from "../write/identifiers.ts";
import { fieldElement } from "../write/metadata.ts";
import type { EditedElement } from "./element.ts";
import type { Revision } from "./revision.ts";
import { RANK } from "./splices.ts";

/** FIELDs as they stand in the document, and as rows written anew need them. */
export interface FieldsForRows {
  readonly before: readonly Field[];
  readonly after: readonly Field[];
}

/**
 * Makes the FIELDs of a TABLE say what its rows need: another VALUES null, a datatype or arraysize. A TABLE that has none
 * of its own, since a FITS stream brought them, gets them.
 * @throws VotableError VOT_EDIT where the FIELDs are those of another TABLE, to which `ref` points
 */
export function changeFields(table: EditedElement, { before, after }: FieldsForRows, revision: Revision): void {
  const elements = revision.childrenOf(table, "FIELD");
  if (before.length === 0) {
    const ids = new Identifiers(after.map(({ ID }) => ID));
    for (const field of after)
      revision.insert(table, fieldElement(field, ids), ["DESCRIPTION", "INFO", "PARAM", "FIELD"], RANK.OTHER);
    return;
  }
  for (const [index, field] of before.entries()) {
    const ready = after[index] ?? field;
    const attributes = attributeChanges(field, ready);
    const nullText = nullOf(ready);
    const isNullChanged = nullText !== nullOf(field);
    if (attributes.length === 0 && !isNullChanged) continue;
    const element = elements[index];
    if (element === undefined) {
      throw new VotableError(
        "VOT_EDIT",
        `The rows need another FIELD "${field.name}", and the TABLE has those of TABLE "${table.attributes.get("ref")}". ` +
          "Choose another serialization (binary2 needs no change of FIELDs).",
      );
    }
    revision.set(element, attributes);
    if (isNullChanged) setNull(element, nullText, revision);
  }
}

function attributeChanges(before: FieldMeta, after: FieldMeta): [string, string | null][] {
  const changes: [string, string | null][] = [];
  if (after.datatype !== before.datatype) changes.push(["datatype", after.datatype]);
  if (axesOf(after) !== axesOf(before)) changes.push(["arraysize", after.arraysize ?? null]);
  return changes;
}

/** What is written otherwise and means the same stays. */
function axesOf({ arraysize }: FieldMeta): string {
  const result = parseArraysize(arraysize);
  if (!result.ok) return arraysize ?? "";
  const { fixed, variable, max } = result.arraysize;
  return `${fixed.join("x")} ${variable ? (max ?? "*") : ""}`;
}

function nullOf({ values }: FieldMeta): string | undefined {
  return values?.find((domain) => domain.null !== undefined)?.null;
}

function setNull(field: EditedElement, text: string | undefined, revision: Revision): void {
  const domains = revision.childrenOf(field, "VALUES");
  const domain = domains.find(({ attributes }) => attributes.has("null")) ?? domains[0];
  if (domain !== undefined) revision.set(domain, [["null", text ?? null]]);
  else if (text !== undefined) {
    revision.insert(field, { name: "VALUES", attributes: { null: text } }, ["DESCRIPTION"], RANK.INFO);
  }
}
