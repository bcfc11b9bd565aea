import type { JobIdentity, JobJournal, JobNews, JournalEntry, JournalListing, NewJob } from "@armillary/tap/node";
import type { Io } from "../io.ts";
import { jobsFolder } from "../network/folders.ts";
import { warn } from "../warnings.ts";

/**
 * The journal of jobs, which never makes a command fail: what cannot be written down is warned of, once, and the work goes
 * on. A job that is not in the journal is still at its service.
 */
export interface SafeJournal {
  record(job: NewJob): Promise<void>;
  update(url: string, news: JobNews): Promise<void>;
  get(url: string): Promise<JournalEntry | undefined>;
  find(identity: JobIdentity): Promise<JournalEntry | undefined>;
  /** Damaged files are warned of. */
  list(): Promise<JournalListing>;
  remove(url: string): Promise<void>;
}

export async function openJournal(io: Io): Promise<SafeJournal> {
  const { JobJournal } = await import("@armillary/tap/node");
  const journal: JobJournal = new JobJournal(jobsFolder(io.env));
  let hasWarned = false;
  const safely = async <Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> => {
    try {
      return await work();
    } catch (failure) {
      if (!hasWarned) {
        const reason = failure instanceof Error ? failure.message : String(failure);
        warn(
          io,
          `The journal of jobs, ${journal.folder}, cannot be used, so jobs are found again by their URLs alone: ${reason}`,
        );
      }
      hasWarned = true;
      return otherwise;
    }
  };
  return {
    record: (job) =>
      safely(async () => {
        await journal.record(job);
        await journal.prune();
      }, undefined),
    update: (url, news) => safely(() => journal.update(url, news), undefined),
    get: (url) => safely(() => journal.get(url), undefined),
    find: (identity) => safely(() => journal.find(identity), undefined),
    remove: (url) => safely(() => journal.remove(url), undefined),
    async list() {
      const listing = await safely(() => journal.list(), { jobs: [], damaged: [] });
      for (const { path, reason } of listing.damaged) {
        warn(io, `${path} is damaged, and passed over. ${reason} Delete it if nobody needs it.`);
      }
      return listing;
    },
  };
}
