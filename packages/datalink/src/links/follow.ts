import { DalError, isDalError } from "@armillary/dali";
import { callUrl, prepareCall } from "../descriptor/call.ts";
import { findLinksFacts } from "../facts.ts";
import { type Link, readLinks } from "../record.ts";
import { refuseInward } from "../refuse-inward.ts";
import { type LinksAsking, readingOptions } from "./asking.ts";
import { linksContext, readDocument } from "./read-document.ts";

/**
 * The links of a table, each nested table's behind the link that leads there, as far down as is wanted. No table is read twice
 * for one identifier, so that documents which lead in a circle come to an end; one that cannot be read is noted, and costs
 * no other its links.
 */
export async function* followLinks(
  links: readonly Link[],
  asking: LinksAsking,
  before: ReadonlyMap<string, Set<string>> = new Map(),
): AsyncGenerator<readonly Link[]> {
  const { follow } = asking;
  if (follow === undefined || !links.some(({ isNested }) => isNested)) {
    yield links;
    return;
  }
  const read = new Map(before);
  let ready: Link[] = [];
  for (const link of links) {
    ready.push(link);
    if (!link.isNested || link.kind === "error") continue;
    yield ready;
    ready = [];
    const seen = read.get(link.id) ?? new Set([link.documentUrl]);
    read.set(link.id, seen);
    const nested = await readNested(link, seen, asking);
    if (nested !== undefined) yield* followLinks(nested, asking, read);
  }
  yield ready;
}

async function readNested(link: Link, seen: Set<string>, asking: LinksAsking): Promise<readonly Link[] | undefined> {
  const { transport, options, follow = { depth: 0, maxDocuments: 0 }, tally } = asking;
  const note = (kind: "LOOP" | "NESTED" | "DEPTH" | "DOCUMENTS", message: string, url?: string): undefined => {
    tally.notes.push({ kind, message, ...(url === undefined ? {} : { url }) });
  };
  let url: string;
  try {
    url = nestedUrl(link);
    refuseInward(url, link.documentUrl);
  } catch (failure) {
    if (!isDalError(failure)) throw failure;
    return note("NESTED", failure.message);
  }
  if (seen.has(url)) return note("LOOP", `${url} was read before: links lead in a circle.`, url);
  if (link.depth >= follow.depth) {
    return note(
      "DEPTH",
      `${url} is not read: it lies ${link.depth + 1} tables down, and ${follow.depth} are followed.`,
      url,
    );
  }
  if (tally.nested >= follow.maxDocuments) {
    return note("DOCUMENTS", `${url} is not read: ${follow.maxDocuments} nested tables were.`, url);
  }
  seen.add(url);
  tally.nested++;
  try {
    const document = await readDocument(transport, url, { method: "GET", parameters: [] }, readingOptions(options));
    tally.document(document);
    seen.add(document.url);
    const context = { ...linksContext(document, link.depth + 1), facts: findLinksFacts(url) };
    const nested = readLinks(document.rows, context, () => link.id);
    for (const each of nested) tally.link(each);
    return nested;
  } catch (failure) {
    if (!isDalError(failure) || failure.code === "DAL_ABORTED" || options.deadline?.isOver === true) throw failure;
    return note("NESTED", failure.message, url);
  }
}

/** Where a link's table is: at its URL, or at the service that its row refers to (ALMA). */
function nestedUrl({ accessUrl, descriptor, row }: Link): string {
  if (accessUrl !== undefined) return accessUrl;
  if (descriptor !== undefined) return callUrl(prepareCall(descriptor, { row }));
  throw new DalError("DAL_FORMAT", "A link leads to another table of links, and does not say where that is.");
}
