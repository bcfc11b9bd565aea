import { redactUrl, type Transport } from "@armillary/dali";
import { createTableResult, explainFailure } from "@armillary/dali/table";
import type { LinksFacts } from "../facts.ts";
import type { LinksOptions, LinksResult, LinksSummary } from "../query.ts";
import type { Link } from "../record.ts";
import { matchesSemantics } from "../semantics/match.ts";
import { askBatches } from "./ask-batches.ts";
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

/** Asks for links; the first answer is waited for, so that what is wrong with the question is an error at once. */
export async function openLinks(
  place: LinksPlace,
  ids: readonly string[],
  options: LinksOptions,
): Promise<LinksResult> {
  const startMs = performance.now();
  const distinct = [...new Set(ids)];
  const tally = new Tally(distinct);
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
  const links = primed(wanted(linksOf(distinct, asking), isWanted));
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

async function* linksOf(ids: readonly string[], asking: LinksAsking): AsyncGenerator<readonly Link[]> {
  for await (const links of askBatches(ids, asking)) yield* followLinks(links, asking);
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
