import { parseRewrites, type Transport } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { type ArchiveQuestion, type SearchArchivesOptions, searchArchives } from "@armillary/navo";
import { onTestFinished } from "vitest";
import { type Archives, type ArchivesOptions, archives } from "./open-archives.ts";

/** The simulated archives, and a way to ask them. */
export interface World extends Archives {
  readonly transport: Transport;
  /** Asks all of them, and reads what comes. */
  ask(question: ArchiveQuestion, options?: Partial<SearchArchivesOptions>): Promise<Asked>;
}

interface Asked {
  readonly fields: Awaited<ReturnType<typeof searchArchives>>["fields"];
  readonly rows: readonly Record<string, unknown>[];
  readonly summary: Awaited<Awaited<ReturnType<typeof searchArchives>>["summary"]>;
}

/** Opens them until the test is over. What fails is not asked for again. */
export async function world(options: ArchivesOptions = {}): Promise<World> {
  const opened = await archives(options);
  const transport = createNodeTransport({ retry: { retries: 0 }, rewrites: parseRewrites(opened.rewrites) });
  onTestFinished(() => transport.close());
  return {
    ...opened,
    transport,
    async ask(question, rest = {}) {
      const result = await searchArchives(question, { transport, ...rest });
      const rows: Record<string, unknown>[] = [];
      for await (const row of result.rows()) rows.push(row);
      return { fields: result.fields, rows, summary: await result.summary };
    },
  };
}
