import { isDalError, isUnreachable } from "@armillary/dali";
import { findLinksFacts } from "../facts.ts";
import { type Link, ownId, readLinks } from "../record.ts";
import { type LinksAsking, readingOptions } from "./asking.ts";
import { linksContext, readDocument } from "./read-document.ts";

/**
 * Reads tables of links by their addresses, as `access_url` has them. Their rows are of the IDs that they name; a table
 * without rows, or one that cannot be read, is an outcome under its address.
 * @throws DalError when the only one cannot be read, or none could be
 */
export async function* askUrls(urls: readonly string[], asking: LinksAsking): AsyncGenerator<readonly Link[]> {
  const { transport, options, tally } = asking;
  let first: unknown;
  let answered = 0;
  for (const url of urls) {
    try {
      const document = await readDocument(transport, url, { method: "GET", parameters: [] }, readingOptions(options));
      answered++;
      tally.document(document);
      const context = { ...linksContext(document), facts: findLinksFacts(url) };
      const links = readLinks(document.rows, context, (row) => ownId(row) || url);
      if (links.length === 0) tally.expect(url);
      for (const link of links) tally.link(link);
      yield links;
    } catch (failure) {
      if (!isDalError(failure) || failure.code === "DAL_ABORTED" || options.deadline?.isOver === true) throw failure;
      if (urls.length === 1 || isUnreachable(failure)) throw failure;
      first ??= failure;
      tally.failed(url, failure);
    }
  }
  if (answered === 0 && first !== undefined) throw first;
}
