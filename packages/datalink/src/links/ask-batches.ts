import { DalError, isDalError, isUnreachable } from "@armillary/dali";
import { linksParameters } from "../parameters.ts";
import { faultIn, type Link, ownId, readLinks } from "../record.ts";
import { type LinksAsking, readingOptions } from "./asking.ts";
import { type LinksDocument, linksContext, readDocument } from "./read-document.ts";

/** IDs in one request where nothing is known of the service: answers of a few hundred rows. */
const IDS_PER_REQUEST = 50;
/** So many identifiers refused in turn, and none answered before: it is the service that fails, not they. */
const REFUSED_IN_TURN = 3;

/** What of a batch is to be done yet. */
interface Step {
  readonly links: readonly Link[];
  /** To be asked again: left out of an answer that had others. */
  readonly left: readonly string[];
}

/**
 * Asks for the links of identifiers in batches, and gives those of each answer together.
 *
 * The service's limit shows: of a batch that comes back cut (OVERFLOW), or without some of its IDs, the rest is asked again,
 * and batches are no larger from then on. A batch that is refused is asked in halves, so that one bad ID costs no other its
 * links; an ID that is refused alone is an outcome. What no other ID would fare better with ends all of it: no network, no
 * right, no time.
 * @throws DalError; DAL_FORMAT and the like when the first answers are all refusals
 * @see DataLink 1.1, sections 2.1.1 and 3.4
 */
export async function* askBatches(ids: readonly string[], asking: LinksAsking): AsyncGenerator<readonly Link[]> {
  const { options, facts, tally } = asking;
  for (const id of ids) tally.expect(id);
  let size = Math.max(1, options.idsPerRequest ?? facts?.idsPerRequest?.value ?? IDS_PER_REQUEST);
  const waiting: (readonly string[])[] = batchesOf(ids, size);
  let answered = 0;
  let refused = 0;
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    let document: LinksDocument;
    try {
      document = await ask(batch, asking);
    } catch (failure) {
      if (!concernsIds(failure)) throw failure;
      if (batch.length > 1) {
        const middle = Math.ceil(batch.length / 2);
        waiting.unshift(batch.slice(0, middle), batch.slice(middle));
        continue;
      }
      tally.failed(batch[0] as string, failure);
      const isToldOf = faultIn(failure.failure.serviceMessage) !== undefined;
      if (answered === 0 && !isToldOf && (ids.length === 1 || ++refused === REFUSED_IN_TURN)) throw failure;
      continue;
    }
    answered++;
    tally.document(document);
    const { links, left } = sort(batch, document, asking);
    if (left.length > 0) {
      const isCut = document.status === "OVERFLOW";
      const done = batch.length - left.length;
      if (isCut && done > 0) size = Math.min(size, done);
      tally.notes.push({
        kind: "AGAIN",
        url: document.url,
        message: `${document.url} answered ${done} of ${batch.length} IDs${isCut ? " (OVERFLOW)" : ""}: the other ${left.length} are asked again.`,
      });
      const rest = isCut ? [...left, ...waiting.splice(0).flat()] : [...left];
      waiting.unshift(...batchesOf(rest, isCut ? size : 1));
    }
    yield links;
  }
}

async function ask(ids: readonly string[], asking: LinksAsking): Promise<LinksDocument> {
  const { transport, url, options, facts } = asking;
  const question = linksParameters(url, ids, options, facts);
  try {
    return await readDocument(transport, url, question, readingOptions(options));
  } catch (failure) {
    // A script of old that knows no POST: shorter questions go by GET.
    const isForbidden = isDalError(failure) && [405, 501].includes(failure.failure.httpStatus ?? 0);
    if (question.method === "GET" || !isForbidden || ids.length > 1) throw failure;
    return readDocument(transport, url, { ...question, method: "GET" }, readingOptions(options));
  }
}

/**
 * Gives the rows of an answer to the IDs of the batch, and says which are left. Services spell some IDs otherwise than they were
 * asked (without their blanks, in small letters); what still cannot be told apart is asked one by one.
 */
function sort(batch: readonly string[], document: LinksDocument, { tally, facts }: LinksAsking): Step {
  const exact = new Set(batch);
  const loose = new Map(batch.map((id) => [loosely(id), id]));
  const owners = document.rows.map((row) => {
    const own = ownId(row);
    if (batch.length === 1) return batch[0];
    return exact.has(own) ? own : loose.get(loosely(own));
  });
  const found = new Set(owners);
  const missing = batch.filter((id) => !found.has(id));
  const isCut = document.status === "OVERFLOW";
  // An answer without any row is one; of one with rows, those without an owner may be what is missing.
  const left = batch.length > 1 && document.rows.length > 0 ? missing : [];
  const isUnclear = left.length > 0 && !isCut;
  if (isCut && found.size === 0 && batch.length === 1) {
    throw new DalError(
      "DAL_LIMIT",
      `${document.url} says OVERFLOW for a single ID, ${batch[0]}, and gives none of its links.`,
      {
        url: document.url,
      },
    );
  }
  const links = readLinks(document.rows, { ...linksContext(document), facts }, (row, index) => {
    const owner = owners[index];
    return owner === undefined && isUnclear ? undefined : (owner ?? ownId(row));
  });
  for (const link of links) tally.link(link);
  return { links, left };
}

function batchesOf(ids: readonly string[], size: number): (readonly string[])[] {
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += size) batches.push(ids.slice(start, start + size));
  return batches;
}

function loosely(id: string): string {
  return id.trim().toLowerCase();
}

/** The service is down, or has enough of us: fewer IDs would not help. */
const OVERLOADED: readonly (number | undefined)[] = [429, 502, 503, 504];

/** Whether a refusal may be of an ID among those that were asked, or of their number. */
function concernsIds(failure: unknown): failure is DalError {
  if (!isDalError(failure) || isUnreachable(failure) || OVERLOADED.includes(failure.failure.httpStatus)) return false;
  return ["DAL_QUERY_ERROR", "DAL_HTTP", "DAL_NOT_FOUND", "DAL_FORMAT", "DAL_LIMIT"].includes(failure.code);
}
