import { Namespaces } from "../document/names.ts";
import type { XmlEvent } from "../xml/tokenizer.ts";
import type { EditApplier } from "./apply-edits.ts";
import type { EditedElement } from "./element.ts";
import { changeFields, type FieldsForRows } from "./field-changes.ts";
import type { Revision } from "./revision.ts";

type PlaceKind = "VOTABLE" | "RESOURCE" | "TABLE";

/** What is open, and what it stands in. */
interface Scope {
  readonly element: EditedElement;
  /** Of a place: its number among its kind. */
  readonly index: number;
  readonly kind: PlaceKind | "DATA" | undefined;
  /** Whether what is to be done to it is not known yet: of a place its head, of others all that is in a head. */
  isUndecided: boolean;
  /** Whether it stands directly behind the head of its place. */
  readonly isTail: boolean;
}

const INSIDE: Readonly<Record<PlaceKind, readonly string[]>> = {
  VOTABLE: ["RESOURCE"],
  RESOURCE: ["RESOURCE", "TABLE"],
  TABLE: ["DATA"],
};

/**
 * Follows a document while it is read and has edits applied as soon as all is known that they depend on: the head of the
 * root, of a RESOURCE or a TABLE is all that comes before the first RESOURCE, TABLE or DATA in it.
 */
export class DocumentEditor {
  readonly #applier: EditApplier;
  readonly #revision: Revision;
  readonly #onRoot: (root: EditedElement) => void;
  readonly #namespaces = new Namespaces();
  readonly #open: Scope[] = [];
  readonly #counts = { VOTABLE: 0, RESOURCE: 0, TABLE: 0 };
  /** Where the last tag, comment or instruction ended. */
  #last = 0;

  constructor(applier: EditApplier, revision: Revision, onRoot: (root: EditedElement) => void) {
    this.#applier = applier;
    this.#revision = revision;
    this.#onRoot = onRoot;
  }

  /** Offset up to which nothing will be changed any more. */
  get settled(): number {
    return this.#open.find(({ isUndecided }) => isUndecided)?.element.start ?? this.#last;
  }

  /** TABLEs so far. */
  get tables(): number {
    return this.#counts.TABLE;
  }

  /** Takes what the document's builder has taken. `end` is the offset of what follows. */
  take(event: XmlEvent, end: number): void {
    if (event.type === "start") this.#start(event.name, event.attributes, event.selfClosing, event.offset, end);
    else if (event.type === "end") this.#end(event.offset, end);
    if (event.type !== "text") this.#last = end;
  }

  /**
   * The element of the rows has been taken: the head of their TABLE is settled, with FIELDs as rows written anew need them,
   * or `isText`, whether they are TABLEDATA and stay so.
   */
  rowsBegin({ fields, isText = false }: { readonly fields?: FieldsForRows; readonly isText?: boolean } = {}): void {
    const [table, data] = this.#open.slice(-3);
    if (table === undefined || data === undefined) return;
    this.#settle(table, data.element.start, { fields, isText });
  }

  #start(
    name: string,
    attributes: ReadonlyMap<string, string>,
    selfClosing: boolean,
    offset: number,
    end: number,
  ): void {
    this.#namespaces.enter(attributes);
    const { local, ours } = this.#namespaces.resolve(name);
    const parent = this.#open.at(-1);
    const element: EditedElement = {
      name,
      local: ours ? local : "",
      attributes,
      selfClosing,
      before: this.#last,
      start: offset,
      inside: end,
      close: end,
      end,
      children: [],
    };
    const kind = parent === undefined ? "VOTABLE" : placeIn(parent, element.local);
    if (kind !== undefined && kind !== "DATA") {
      // What comes first in a place ends its head.
      if (parent !== undefined) this.#settle(parent, offset);
      this.#open.push({ element, kind, index: this.#counts[kind]++, isUndecided: true, isTail: false });
      return;
    }
    const isInPlace = parent !== undefined && isPlace(parent.kind);
    const isInHead = kind === undefined && parent?.isUndecided === true;
    if (isInHead) parent.element.children.push(element);
    const isTail = isInPlace && !parent.isUndecided && (element.local === "INFO" || element.local === "PARAM");
    this.#open.push({ element, kind, index: 0, isUndecided: isInHead || isTail, isTail });
  }

  #end(offset: number, end: number): void {
    this.#namespaces.leave();
    const scope = this.#open.pop();
    if (scope === undefined) return;
    const { element, kind, isTail } = scope;
    if (isPlace(kind)) this.#settle(scope, offset);
    element.close = offset;
    element.end = end;
    const place = this.#open.at(-1);
    if (place === undefined) return;
    // Its TABLE is settled by its rows, or has none.
    if (kind === "DATA") this.#settle(place, element.start);
    if (!isTail) return;
    this.#applier.toTail(place.element, place.index, element);
    this.#revision.commit();
  }

  #settle(scope: Scope, headEnd: number, rows: { fields?: FieldsForRows | undefined; isText?: boolean } = {}): void {
    if (!scope.isUndecided || !isPlace(scope.kind)) return;
    const { element, index } = scope;
    element.close = headEnd;
    if (scope.kind === "VOTABLE") this.#onRoot(element);
    // A TABLE without rows has none whose meaning could change.
    this.#applier.toHead(element, index, rows.isText ?? true);
    if (rows.fields !== undefined) changeFields(element, rows.fields, this.#revision);
    this.#revision.commit();
    scope.isUndecided = false;
    element.children.length = 0;
  }
}

function isPlace(kind: Scope["kind"]): kind is PlaceKind {
  return kind !== undefined && kind !== "DATA";
}

function placeIn(parent: Scope, local: string): PlaceKind | "DATA" | undefined {
  if (!isPlace(parent.kind) || !INSIDE[parent.kind].includes(local)) return undefined;
  return local as PlaceKind | "DATA";
}
