import { escapeText, printElement, type XmlElement, type XmlNode } from "../write/xml.ts";
import { type EditedElement, prefixOf } from "./element.ts";
import { RANK, type Rank, type Splices } from "./splices.ts";
import { changeStartTag } from "./start-tag.ts";
import type { Tape } from "./tape.ts";

interface Change {
  readonly attributes: Map<string, string | null>;
  /** The text inside. */
  text?: string;
  /** Whether something is put into it. */
  isOpened: boolean;
  isRemoved: boolean;
}

/** An element that the document does not have: put in at an offset. */
interface Insertion {
  readonly printed: XmlElement;
  readonly at: number;
  readonly space: string;
  readonly rank: Rank;
  description: string | undefined;
}

/** Changes of elements, gathered until all are known, and then made splices of. */
export class Revision {
  readonly #tape: Tape;
  readonly #splices: Splices;
  readonly #changes = new Map<EditedElement, Change>();
  readonly #insertions = new Map<EditedElement, Insertion>();

  constructor(tape: Tape, splices: Splices) {
    this.#tape = tape;
    this.#splices = splices;
  }

  /** The attributes of an element, as changed so far. */
  attributesOf(element: EditedElement): ReadonlyMap<string, string> {
    const attributes = new Map(element.attributes);
    for (const [key, value] of this.#changes.get(element)?.attributes ?? []) {
      if (value === null) attributes.delete(key);
      else attributes.set(key, value);
    }
    return attributes;
  }

  /** The children of an element that are called one of `locals`, as changed so far. */
  childrenOf({ children }: EditedElement, ...locals: readonly string[]): EditedElement[] {
    return children.filter((child) => locals.includes(child.local) && this.#changes.get(child)?.isRemoved !== true);
  }

  /** Sets attributes, removes those that are `null`. */
  set(element: EditedElement, attributes: Iterable<readonly [string, string | null]>): void {
    const change = this.#changeOf(element);
    for (const [key, value] of attributes) change.attributes.set(key, value);
  }

  /** Sets the DESCRIPTION of an element, or removes it. */
  describe(element: EditedElement, text: string | null): void {
    const insertion = this.#insertions.get(element);
    const [description] = this.childrenOf(element, "DESCRIPTION");
    if (insertion !== undefined) insertion.description = text ?? undefined;
    else if (text !== null) {
      this.#changeOf(description ?? this.insert(element, { name: "DESCRIPTION" }, [], RANK.DESCRIPTION)).text = text;
    } else if (description !== undefined) this.remove(description);
  }

  /** Takes an element away, with the white space before it. */
  remove(element: EditedElement): void {
    this.#changeOf(element).isRemoved = true;
  }

  /**
   * Puts a new element, whose name gets the prefix, into one that the document has: behind the last of its children that
   * are called one of `after`, else first. It stands on a line of its own where its neighbours do.
   */
  insert(parent: EditedElement, printed: XmlElement, after: readonly string[], rank: Rank): EditedElement {
    const prefix = prefixOf(parent.name);
    const anchor = this.childrenOf(parent, ...after).at(-1);
    const at = anchor?.end ?? parent.inside;
    const element: EditedElement = {
      name: prefix + printed.name,
      local: printed.name,
      attributes: new Map(Object.entries(printed.attributes ?? {}).filter(isGiven)),
      selfClosing: true,
      before: at,
      start: at,
      inside: at,
      close: at,
      end: at,
      children: [],
    };
    const before = anchor === undefined ? undefined : this.#insertions.get(anchor);
    const space = before?.space ?? (anchor === undefined ? this.#spaceInside(parent) : this.#spaceBefore(anchor));
    const ranked = before?.rank ?? (anchor === undefined ? rank : RANK.AFTER);
    this.#insertions.set(element, {
      printed: withPrefix(printed, prefix),
      at,
      space,
      rank: ranked,
      description: undefined,
    });
    parent.children.splice(anchor === undefined ? 0 : parent.children.indexOf(anchor) + 1, 0, element);
    this.#changeOf(parent).isOpened = true;
    return element;
  }

  /** Makes splices of all changes. */
  commit(): void {
    for (const [element, { printed, at, space, rank, description }] of this.#insertions) {
      const change = this.#changes.get(element);
      const attributes = Object.fromEntries(this.attributesOf(element));
      this.#changes.delete(element);
      if (change?.isRemoved === true) continue;
      const { children = [], name } = printed;
      const described = { name: `${prefixOf(name)}DESCRIPTION`, text: description ?? "" };
      const text = printElement({
        name,
        attributes,
        children: description === undefined ? children : [described, ...children],
        ...(change?.text === undefined ? {} : { text: change.text }),
      });
      this.#splices.insert(at, space + onOneLine(text), rank);
    }
    for (const [element, change] of this.#changes) this.#splice(element, change);
    this.#changes.clear();
    this.#insertions.clear();
  }

  #splice(element: EditedElement, { attributes, text, isOpened, isRemoved }: Change): void {
    const { name, start, inside, close, end, selfClosing } = element;
    if (isRemoved) {
      this.#splices.replace(start - this.#spaceBefore(element).length, end, "");
      return;
    }
    const opens = selfClosing && (isOpened || text !== undefined);
    const tag = this.#tape.text(start, inside);
    const changed = changeStartTag(tag, attributes, opens);
    if (changed !== tag) this.#splices.replace(start, inside, changed);
    if (text !== undefined) {
      const content = escapeText(text);
      if (selfClosing) this.#splices.insert(inside, content, RANK.OTHER);
      else if (this.#tape.text(inside, close) !== content) this.#splices.replace(inside, close, content);
    }
    if (opens) this.#splices.insert(inside, `</${name}>`, RANK.CLOSING);
  }

  #changeOf(element: EditedElement): Change {
    let change = this.#changes.get(element);
    if (change === undefined) {
      change = { attributes: new Map(), isOpened: false, isRemoved: false };
      this.#changes.set(element, change);
    }
    return change;
  }

  /** White space that stands directly before an element. */
  #spaceBefore({ before, start }: EditedElement): string {
    return whiteEnd(this.#tape.text(before, start));
  }

  /** White space for the first child of an element: that of its first child, else of what follows its head. */
  #spaceInside(parent: EditedElement): string {
    const first = parent.children.find((child) => !this.#insertions.has(child));
    const space =
      first === undefined ? whiteEnd(this.#tape.text(parent.inside, parent.close)) : this.#spaceBefore(first);
    return space.includes("\n") ? space : "";
  }
}

function isGiven(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}

function withPrefix<Node extends XmlNode>(node: Node, prefix: string): Node {
  if ("raw" in node) return node;
  const { name, children = [] } = node as XmlElement;
  return { ...node, name: prefix + name, children: children.map((child) => withPrefix(child, prefix)) };
}

/** Line ends that the printer puts between tags go. */
function onOneLine(printed: string): string {
  return printed.replace(/>\n *(?=<)/g, ">").trimEnd();
}

function whiteEnd(text: string): string {
  return /[ \t\r\n]*$/.exec(text)?.[0] ?? "";
}
