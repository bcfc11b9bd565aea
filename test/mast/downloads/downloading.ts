import type { TransportOptions } from "@armillary/dali";
import { createNodeTransport } from "@armillary/dali/node";
import { createMastSession, type MastSession, type ProductFile } from "@armillary/mast";
import { onTestFinished } from "vitest";
import type { HeldFile } from "../../support/mast/downloads.ts";
import { mast, type SimulatedMast } from "../../support/mast/open-mast.ts";
import type { MastSettings } from "../../support/mast/settings.ts";

/** A simulated MAST with files, and a way to it that does not wait long. */
export interface DownloadBench {
  readonly archive: SimulatedMast;
  /** A session, of nobody or of who has a token. */
  session(token?: string, transporting?: TransportOptions): MastSession;
  /** Puts a file there, and gives its row of a list of products. */
  hold(uri: string, held: HeldFile, row?: Partial<ProductFile>): ProductFile;
}

export async function openBench(changes: Partial<MastSettings> = {}): Promise<DownloadBench> {
  const archive = await mast(changes);
  return {
    archive,
    session(token, transporting = {}) {
      const transport = createNodeTransport({
        rewrites: archive.rewrites,
        retry: { retries: 1, baseMs: 5, maxDelayMs: 20 },
        timeoutMs: 5000,
        ...transporting,
      });
      onTestFinished(() => transport.close());
      return createMastSession({ transport, ...(token === undefined ? {} : { token }) });
    },
    hold(uri, held, row = {}) {
      archive.settings.downloads.files.set(uri, held);
      const rights = held.exclusiveTo === undefined ? "PUBLIC" : "EXCLUSIVE_ACCESS";
      const programme = held.exclusiveTo ?? "1000";
      return {
        uri,
        fileName: uri.split("/").at(-1) ?? "",
        collection: "JWST",
        observationId: "o1",
        bytes: held.bytes,
        rights,
        programme,
        ...row,
      };
    },
  };
}
