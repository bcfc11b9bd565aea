/** An element that has been read, or is being read: where its parts stand in the document. */
export interface EditedElement {
  /** As written, with its prefix. */
  readonly name: string;
  /** Without prefix; empty for an element of another vocabulary. */
  readonly local: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly selfClosing: boolean;
  /** Offset of the end of what stands before it: another tag, a comment. Between is text. */
  readonly before: number;
  /** Offset of its start tag, and of what follows that. */
  readonly start: number;
  readonly inside: number;
  /** Offset of its end tag, and of what follows that: both `inside` for one that closes itself. */
  close: number;
  end: number;
  /** The elements in it: of a TABLE, RESOURCE or the root those of its head alone. */
  readonly children: EditedElement[];
}

/** Whether an element is called so: by its name, or else by its ID. */
export function isCalled(attributes: ReadonlyMap<string, string>, which: string): boolean {
  return attributes.get("name") === which || attributes.get("ID") === which;
}

/** The prefix of a name, with its colon; empty without. */
export function prefixOf(name: string): string {
  return name.slice(0, name.indexOf(":") + 1);
}
