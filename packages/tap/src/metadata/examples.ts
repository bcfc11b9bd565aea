import { elementsBelow, type HtmlElement, parseHtml, textOfElement } from "./html-elements.ts";

/** A query that the service's keepers show (DALI 1.1, section 2.3; TAP 1.1, section 2.3). */
export interface ServiceExample {
  /** `id` of the element, without `#`. */
  readonly id?: string;
  /** Absent where the document forgot it. */
  readonly name?: string;
  /** Absent where the example shows something else than a query. */
  readonly query?: string;
  /** What is written around the query, on one line. */
  readonly description?: string;
  /** Tables that it is about, by their full names. */
  readonly tables: readonly string[];
  /** Further parameters to send, in the order of the document. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Standard id of the capability that it is for; absent: the one that the document is of. */
  readonly capability?: string;
  /** Where it was found. */
  readonly url?: string;
}

/** What a document of examples has. */
export interface ExamplesDocument {
  readonly examples: readonly ServiceExample[];
  /** URLs of documents with more, as they are written, resolved where `url` was given. */
  readonly continuations: readonly string[];
}

/**
 * Reads a document of examples: XHTML with RDFa, or HTML that was meant as such. The vocabulary is not looked at, for services
 * name it in several ways; an example in another one is an example of its own.
 * @param url - where the document is from: links in it are resolved by it
 */
export function parseExamples(text: string, url?: string): ExamplesDocument {
  const root = parseHtml(text);
  const examples: ServiceExample[] = [];
  const continuations: string[] = [];
  for (const element of elementsBelow(root)) {
    if (hasTerm(element, "typeof", "example")) examples.push(exampleIn(element, url));
    if (!hasTerm(element, "property", "continuation")) continue;
    const link = resolve(element.attributes.get("href") ?? "", url);
    if (link !== undefined && !continuations.includes(link)) continuations.push(link);
  }
  return { examples, continuations };
}

function exampleIn(element: HtmlElement, url: string | undefined): ServiceExample {
  const isOwn = (each: HtmlElement): boolean => !hasTerm(each, "typeof", "example");
  const own = [...elementsBelow(element, isOwn)].filter(isOwn);
  const withProperty = (term: string): HtmlElement[] => own.filter((each) => hasTerm(each, "property", term));
  const textOf = (term: string): string | undefined => oneLine(withProperty(term)[0]);
  const parameters = withProperty("generic-parameter").flatMap((pair) => {
    const [key, value] = ["key", "value"].map((term) =>
      [...elementsBelow(pair)].find((each) => hasTerm(each, "property", term)),
    );
    const name = oneLine(key);
    return name === undefined ? [] : [{ name, value: value === undefined ? "" : textOfElement(value).trim() }];
  });
  const [query] = withProperty("query").map((each) => dedent(textOfElement(each)));
  const asParameter = parameters.find(({ name }) => name.toUpperCase() === "QUERY")?.value;
  const description = oneLine(
    element,
    (each) =>
      !isOwn(each) ||
      ["name", "query", "generic-parameter", "continuation"].some((term) => hasTerm(each, "property", term)),
  );
  const id = element.attributes.get("id") ?? element.attributes.get("resource")?.replace(/^#/, "");
  const known = {
    id,
    name: textOf("name"),
    query: query || asParameter,
    description,
    capability: textOf("capability"),
    url,
  };
  return {
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined && value !== "")),
    tables: [...new Set(withProperty("table").flatMap((each) => oneLine(each) ?? []))],
    parameters: parameters.filter(({ name }) => name.toUpperCase() !== "QUERY"),
  };
}

/** Whether an attribute of RDFa has a term among its words: bare, with a prefix, or as a whole URI. */
function hasTerm({ attributes }: HtmlElement, attribute: "typeof" | "property", term: string): boolean {
  const words = attributes.get(attribute)?.trim().toLowerCase().split(/\s+/) ?? [];
  return words.some((word) => word === term || /[#:/]([^#:/]*)$/.exec(word)?.[1] === term);
}

function oneLine(element: HtmlElement | undefined, leaveOut?: (element: HtmlElement) => boolean): string | undefined {
  if (element === undefined) return undefined;
  return textOfElement(element, leaveOut).replace(/\s+/g, " ").trim() || undefined;
}

/** Without blank lines at the ends, and without what all lines are indented by. */
function dedent(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  while (lines[0]?.trim() === "") lines.shift();
  while (lines.at(-1)?.trim() === "") lines.pop();
  // The first line often begins right behind the start tag.
  const indents = lines
    .slice(lines.length > 1 && /^\S/.test(lines[0] ?? "") ? 1 : 0)
    .filter((line) => line.trim() !== "")
    .map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const common = Math.min(...indents, Number.POSITIVE_INFINITY);
  return lines
    .map((line) =>
      (/^\s/.test(line) ? line.slice(Math.min(common, /^\s*/.exec(line)?.[0].length ?? 0)) : line).trimEnd(),
    )
    .join("\n");
}

function resolve(href: string, base: string | undefined): string | undefined {
  if (href.trim() === "") return undefined;
  if (base === undefined) return href.trim();
  return URL.canParse(href.trim(), base) ? new URL(href.trim(), base).href : undefined;
}
