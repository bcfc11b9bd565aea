import type { CompleteSettings, QueryOptions, TapResult } from "@armillary/tap";
import type { KeptParts } from "@armillary/tap/node";
import { failureIn } from "../failure.ts";
import type { Io } from "../io.ts";
import type { Config } from "../network/config.ts";
import { partsFolder } from "../network/folders.ts";
import type { NetworkOptions } from "../network/network.ts";
import { tellNote } from "../warnings.ts";
import { type AskedQuery, record } from "./asked-query.ts";

/** A complete result that is being asked for, in parts. */
export interface CompleteAsking {
  ask(options: QueryOptions): Promise<TapResult>;
  /** All of it is delivered: nothing that was kept for it is needed any more. */
  end(): Promise<void>;
  /** Leaves what is kept, where there is no whole, to another process. Idempotent. */
  close(): Promise<void>;
}

/** `--complete`: all rows, in parts; with `--resume` they are kept as they come, and those that are kept are not asked for again. */
export async function beginComplete(asked: AskedQuery, io: Io): Promise<CompleteAsking> {
  const { service, text, journal, args } = asked;
  const parts = args.resume ? await openParts(asked, io) : undefined;
  const settings = completeSettings(args, asked.network.config);
  const jobs: string[] = [];
  const send = (options: QueryOptions, goesOn: boolean): Promise<TapResult> =>
    service.query(text, {
      ...options,
      complete: { ...settings, ...parts?.settings(goesOn) },
      // Each is deleted when it was read; what a crash leaves is in the journal.
      onJob: async (job) => {
        jobs.push(job.url);
        await record(asked, job, job.query);
      },
    });
  return {
    async ask(options) {
      try {
        return await send(options, true);
      } catch (failure) {
        if (parts?.plan === undefined || !isCode(failure, "TAP_PLAN")) throw failure;
        tellNote(io, `What is kept does not fit, so all is asked again: ${failure.message}`);
        return send(options, false);
      }
    },
    async end() {
      await parts?.remove();
      for (const url of jobs) await journal.remove(url);
    },
    close: async () => parts?.close(),
  };
}

/** Parts that fail in passing are asked for again twice, and no more often than any request is. */
const MOST_PART_RETRIES = 2;

/** How a result is asked for in parts, as `--retries` has it. */
export function completeSettings({ retries }: Pick<NetworkOptions, "retries">, { limits }: Config): CompleteSettings {
  return { retries: Math.min(retries ?? limits.retries ?? MOST_PART_RETRIES, MOST_PART_RETRIES) };
}

/** What is kept of a result that was begun before. */
async function openParts({ identity }: AskedQuery, io: Io): Promise<KeptParts> {
  const { KeptParts } = await import("@armillary/tap/node");
  const folder = partsFolder(io.env);
  const parts = await KeptParts.open(folder, await identity()).catch((failure: unknown) => {
    throw isCode(failure, "TAP_LOCKED") ? failure : failureIn(folder, failure);
  });
  if (parts.damagedParts > 0) {
    tellNote(io, `Of what was kept, ${parts.damagedParts} parts are damaged or gone: they are asked for again.`);
  }
  if (parts.plan !== undefined) {
    const counted = parts.plan.counted.toLocaleString("en");
    tellNote(
      io,
      `Going on with a result that was begun before: ${parts.rows.toLocaleString("en")} of ${counted} rows are kept.`,
    );
  }
  return parts;
}

function isCode(failure: unknown, code: string): failure is Error {
  return failure instanceof Error && "code" in failure && failure.code === code;
}
