import { redactUrl, type Transport } from "@armillary/dali";
import { createTableResult, explainFailure } from "@armillary/dali/table";
import type { LinksFacts } from "../facts.ts";
import type { LinksOptions, LinksResult, LinksSummary } from "../query.ts";
import type { Link } from "../record.ts";
import { matchesSemantics } from "../semantics/match.ts";
import { askBatches } from "./ask-batches.ts";
import { askUrls } from "./ask-urls.ts";
import type { LinksAsking } from "./asking.ts";
import { followLinks } from "./follow.ts";
import { linksTable } from "./links-table.ts";
import { Tally } from "./tally.ts";

const FOLLOW = { depth: 3, maxDocuments: 1000 };

/** What links are asked of. */
export interface LinksPlace {
  readonly transport: Transport;
  readonly url: string;
  readonly facts?: LinksFacts;
}

/** Gives links as answers come, for one question. */
type Ask = (requested: readonly string[], asking: LinksAsking) => AsyncGenerator<readonly Link[]>;

/**
 * Reads tables of links by their addresses, which have their IDs in them: an `access_url` whose format is
 * `application/x-votable+xml;content=datalink`.
 * @throws DalError when the only one cannot be read
 */
export function linksAt(
  transport: Transport,
  urls: string | readonly string[],
  options: Omit<LinksOptions, "idsPerRequest" | "parameters" | "responseFormat"> = {},
): Promise<LinksResult> {
  const list = typeof urls === "string" ? [urls] : urls;
  return open({ transport, url: list[0] ?? "" }, list, options, askUrls);
}

/** Asks a service for the links of identifiers. */
export function openLinks(place: LinksPlace, ids: readonly string[], options: LinksOptions): Promise<LinksResult> {
  return open(place, ids, options, askBatches);
}

/** The first answer is waited for, so that what is wrong with the question is an error at once. */
async function open(
  place: LinksPlace,
  requested: readonly string[],
  options: LinksOptions,
  ask: Ask,
): Promise<LinksResult> {
  const startMs = performance.now();
  const tally = new Tally();
  const { follow = false, onProgress, semantics, narrower = true } = options;
  const asking: LinksAsking = {
    ...place,
    options,
    tally,
    ...(follow === false ? {} : { follow: { ...FOLLOW, ...(follow === true ? {} : follow) } }),
  };
  onProgress?.({ phase: "ASKING", elapsedMs: 0, rows: 0, bytes: 0 });
  const isWanted = (link: Link): boolean =>
    semantics === undefined || matchesSemantics(link.semantics, semantics, { narrower });
  const links = primed(wanted(followed(ask([...new Set(requested)], asking), asking), isWanted));
  await links.first;
  const url = redactUrl(place.url);
  const { table, current } = linksTable(links.source, () => ({
    status: "OK",
    bytesRead: tally.bytes,
    diagnostics: tally.diagnostics,
  }));
  const elapsedMs = (): number => performance.now() - startMs;
  const result = createTableResult<Record<string, unknown>, LinksSummary>({
    table,
    url,
    bytesRead: () => tally.bytes,
    explain: (thrown) => explainFailure(thrown, url),
    summarize: (summary, complete) => ({
      ...summary,
      url,
      complete,
      suspect: false,
      elapsedMs: elapsedMs(),
      outcomes: tally.outcomes(),
      notes: tally.notes.map(({ message }) => message),
      remarks: tally.notes,
      requests: tally.requests,
    }),
    onRows: (rows, isEnd) =>
      onProgress?.({ phase: isEnd ? "DONE" : "RECEIVING", elapsedMs: elapsedMs(), rows, bytes: tally.bytes }),
  });
  async function* records(): AsyncGenerator<Link, void, void> {
    for await (const _ of result.batches()) yield* current();
  }
  return Object.assign(result, { url, records });
}

async function* followed(
  answers: AsyncGenerator<readonly Link[]>,
  asking: LinksAsking,
): AsyncGenerator<readonly Link[]> {
  for await (const links of answers) yield* followLinks(links, asking);
}

async function* wanted(
  source: AsyncGenerator<readonly Link[]>,
  isWanted: (link: Link) => boolean,
): AsyncGenerator<readonly Link[]> {
  for await (const links of source) yield links.filter(isWanted);
}

/** The same source, with its first item on the way already. */
function primed<Item>(source: AsyncGenerator<Item>): {
  readonly first: Promise<unknown>;
  readonly source: AsyncGenerator<Item>;
} {
  const first = source.next();
  async function* all(): AsyncGenerator<Item> {
    try {
      const { value, done } = await first;
      if (done === true) return;
      yield value;
      yield* source;
    } finally {
      await source.return(undefined);
    }
  }
  return { first, source: all() };
}
