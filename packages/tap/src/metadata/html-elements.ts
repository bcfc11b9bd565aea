/** An element of a web page, as far as its attributes and its text are concerned. */
export interface HtmlElement {
  /** In lower case, without prefix. */
  readonly name: string;
  /** Names in lower case. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (HtmlElement | string)[];
  readonly parent: HtmlElement | undefined;
}

interface OpenElement extends HtmlElement {
  readonly children: (HtmlElement | string)[];
  readonly parent: OpenElement | undefined;
}

/** Elements that have no end. */
const VOID = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));
/** Elements whose text is no text of the page. */
const RAW = new Set(["script", "style"]);
/** Elements that another of their kind, or a block, ends. */
const CLOSED_BY: Readonly<Record<string, ReadonlySet<string>>> = {
  p: new Set("address blockquote div dl fieldset form h1 h2 h3 h4 h5 h6 hr ol p pre section table ul".split(" ")),
  li: new Set(["li"]),
  dt: new Set(["dt", "dd"]),
  dd: new Set(["dt", "dd"]),
};

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  deg: "°",
  times: "×",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  alpha: "α",
  delta: "δ",
  micro: "µ",
  le: "≤",
  ge: "≥",
};

/** Deeper elements count as children of this depth. */
const MOST_DEPTH = 500;

// None of these goes beyond the next "<" but those that end somewhere: a page takes time in proportion to its length.
const TAG = /<(\/?)([A-Za-z][^\s<>/]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/y;
const ATTRIBUTE = /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g;
/** Comments, CDATA sections, document types, instructions. */
const OTHER = /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)|<![^<>]*>|<\?[^<>]*>/y;

/**
 * Reads a web page, XHTML or not, well-formed or not, into elements: DALI wants well-formed XML (DALI 1.1, section 2.3), services
 * send what their templates make. Takes time in proportion to the text, and never throws.
 */
export function parseHtml(text: string): HtmlElement {
  const root: OpenElement = { name: "", attributes: new Map(), children: [], parent: undefined };
  let open = root;
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf("<", at);
    const end = next < 0 ? text.length : next;
    if (end > at) open.children.push(decodeEntities(text.slice(at, end)));
    if (next < 0) break;
    OTHER.lastIndex = next;
    const other = OTHER.exec(text);
    if (other !== null) {
      if (other[1] !== undefined) open.children.push(other[1]);
      at = OTHER.lastIndex;
      continue;
    }
    TAG.lastIndex = next;
    const tag = TAG.exec(text);
    if (tag === null) {
      // A "<" of the text: `WHERE mag < 5`.
      open.children.push("<");
      at = next + 1;
      continue;
    }
    at = TAG.lastIndex;
    const [, slash, written = "", rest = ""] = tag;
    const name = written.slice(written.indexOf(":") + 1).toLowerCase();
    if (slash === "/") {
      const closed = ancestorNamed(open, name);
      for (; closed !== undefined && open !== closed; depth--) open = open.parent ?? root;
      if (closed !== undefined && open.parent !== undefined) {
        open = open.parent;
        depth--;
      }
      continue;
    }
    if (CLOSED_BY[open.name]?.has(name) === true && open.parent !== undefined) {
      open = open.parent;
      depth--;
    }
    const element: OpenElement = { name, attributes: attributesIn(rest), children: [], parent: open };
    open.children.push(element);
    if (RAW.has(name)) {
      const close = text.slice(at).search(new RegExp(`</${name}\\s*>`, "i"));
      at = close < 0 ? text.length : text.indexOf(">", at + close) + 1;
    } else if (!VOID.has(name) && !rest.trimEnd().endsWith("/") && depth < MOST_DEPTH) {
      open = element;
      depth++;
    }
  }
  return root;
}

/** All elements below one, in the order of the text; `into` says where to go on below. */
export function* elementsBelow(
  element: HtmlElement,
  into: (element: HtmlElement) => boolean = () => true,
): Generator<HtmlElement, void, undefined> {
  for (const child of element.children) {
    if (typeof child === "string") continue;
    yield child;
    if (into(child)) yield* elementsBelow(child, into);
  }
}

/** All text of an element, that of the elements in it included, but for those that are left out. */
export function textOfElement(element: HtmlElement, leaveOut: (element: HtmlElement) => boolean = () => false): string {
  let text = "";
  for (const child of element.children) {
    if (typeof child === "string") text += child;
    else if (child.name === "br") text += "\n";
    else if (!leaveOut(child)) text += textOfElement(child, leaveOut);
  }
  return text;
}

function ancestorNamed(element: OpenElement, name: string): OpenElement | undefined {
  for (let each: OpenElement | undefined = element; each !== undefined; each = each.parent) {
    if (each.name === name && each.parent !== undefined) return each;
  }
  return undefined;
}

function attributesIn(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", double, single, bare] of text.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, decodeEntities(double ?? single ?? bare ?? ""));
  }
  return attributes;
}

/** With the character that each reference stands for; a reference that is none stays as it is. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#[xX]([\da-fA-F]+)|(\w+));?/g, (written, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? written) : written;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : written;
  });
}
