import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { stageOf } from "@armillary/dali";
import { type JobIdentity, type JournalEntry, parseEntry, printEntry } from "./entry.ts";
import { readIfThere, withLock, writeWhole } from "./files.ts";
import { digest, keyOf, safeUrl, withoutSecrets } from "./identity.ts";

/** A job that has just been created. */
export interface NewJob extends JobIdentity {
  /** Of the job. */
  readonly url: string;
  /** Default PENDING. */
  readonly phase?: string;
  readonly destructionEpochMs?: number;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What is learnt of a job later. */
export type JobNews = Partial<Pick<JournalEntry, "phase" | "destructionEpochMs" | "resultFile">>;

/** A file of the journal that cannot be read. */
export interface DamagedFile {
  readonly path: string;
  readonly reason: string;
}

export interface JournalListing {
  /** The newest first. */
  readonly jobs: readonly JournalEntry[];
  readonly damaged: readonly DamagedFile[];
}

export interface JournalOptions {
  /** How long a job is remembered after its time of destruction (default 7 days). */
  readonly graceMs?: number;
  /** How long a job is remembered of which no time of destruction is known, from when it was seen last (default 90 days). */
  readonly keepMs?: number;
}

const DAY_MS = 86_400_000;
/** A file that a process left that was killed while it wrote. */
const LEFT_OVER_MS = 3_600_000;

/**
 * Jobs that were started at services, one file a job, so that another process can take them up: after a crash, after
 * `kill -9`, tomorrow. Several processes may use the same folder at once. Credentials are never in it; all of it may be
 * deleted at any time.
 *
 * All methods reject with the system's error where the folder cannot be used.
 */
export class JobJournal {
  readonly folder: string;
  readonly #graceMs: number;
  readonly #keepMs: number;

  /** @param folder - made when the first job is recorded */
  constructor(folder: string, { graceMs = 7 * DAY_MS, keepMs = 90 * DAY_MS }: JournalOptions = {}) {
    this.folder = folder;
    this.#graceMs = graceMs;
    this.#keepMs = keepMs;
  }

  /** Writes a job down. When the promise is resolved, it is on disk: call this before the job is told to run. */
  async record(job: NewJob): Promise<JournalEntry> {
    const now = Date.now();
    const { destructionEpochMs, parameters = {}, phase = "PENDING" } = job;
    const entry: JournalEntry = {
      url: safeUrl(job.url),
      ...withoutSecrets(job),
      key: keyOf(job),
      phase,
      createdEpochMs: now,
      seenEpochMs: now,
      parameters,
      ...(destructionEpochMs === undefined ? {} : { destructionEpochMs }),
    };
    await writeWhole(this.#pathOf(entry.url), printEntry(entry));
    return entry;
  }

  /** Adds what was learnt of a job. One that the journal does not have stays unknown. */
  async update(url: string, news: JobNews): Promise<void> {
    const path = this.#pathOf(url);
    if ((await readIfThere(path)) === undefined) return;
    await withLock(path, async () => {
      const entry = await this.#read(path);
      if (entry === undefined || typeof entry === "string") return;
      await writeWhole(path, printEntry({ ...entry, ...news, seenEpochMs: Date.now() }));
    });
  }

  /** The job at a URL; undefined where it is unknown, or its file damaged. */
  async get(url: string): Promise<JournalEntry | undefined> {
    const entry = await this.#read(this.#pathOf(url));
    return typeof entry === "string" ? undefined : entry;
  }

  /** The newest job for the same query that may have a result: not one that failed, was aborted, or is past its destruction. */
  async find(identity: JobIdentity): Promise<JournalEntry | undefined> {
    const key = keyOf(identity);
    const { jobs } = await this.list();
    return jobs.find((job) => job.key === key && mayHaveResult(job));
  }

  async list(): Promise<JournalListing> {
    const jobs: JournalEntry[] = [];
    const damaged: DamagedFile[] = [];
    for (const name of await this.#names(".json")) {
      const path = join(this.folder, name);
      const entry = await this.#read(path);
      if (typeof entry === "string") damaged.push({ path, reason: entry });
      else if (entry !== undefined) jobs.push(entry);
    }
    jobs.sort((a, b) => b.createdEpochMs - a.createdEpochMs || (a.url < b.url ? -1 : 1));
    return { jobs, damaged };
  }

  /** Forgets a job. Idempotent. */
  async remove(url: string): Promise<void> {
    const path = this.#pathOf(url);
    if ((await readIfThere(path)) === undefined) return;
    // Not while an update has read it and not written it yet, which would bring it back.
    await withLock(path, () => rm(path, { force: true }));
  }

  /**
   * Forgets jobs that their services have deleted long ago, and clears what killed processes left.
   * @returns how many jobs were forgotten
   */
  async prune(): Promise<number> {
    const now = Date.now();
    const { jobs } = await this.list();
    const old = jobs.filter(({ destructionEpochMs, seenEpochMs }) =>
      destructionEpochMs === undefined ? seenEpochMs + this.#keepMs < now : destructionEpochMs + this.#graceMs < now,
    );
    for (const { url } of old) await this.remove(url);
    for (const name of [...(await this.#names(".part")), ...(await this.#names(".lock"))]) {
      const path = join(this.folder, name);
      const left = await stat(path).catch(() => undefined);
      if (left !== undefined && now - left.mtimeMs > LEFT_OVER_MS) await rm(path, { force: true });
    }
    return old.length;
  }

  async #names(ending: string): Promise<string[]> {
    try {
      return (await readdir(this.folder)).filter((name) => name.endsWith(ending)).sort();
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw failure;
    }
  }

  /** The entry in a file, what is wrong with it, or undefined where there is none. */
  async #read(path: string): Promise<JournalEntry | string | undefined> {
    try {
      const text = await readIfThere(path);
      return text === undefined ? undefined : parseEntry(text);
    } catch (failure) {
      return failure instanceof Error ? failure.message : String(failure);
    }
  }

  #pathOf(url: string): string {
    return join(this.folder, `${digest(safeUrl(url).replace(/\/+$/, "")).slice(0, 32)}.json`);
  }
}

function mayHaveResult({ phase, destructionEpochMs }: JournalEntry): boolean {
  if (destructionEpochMs !== undefined && destructionEpochMs <= Date.now()) return false;
  return stageOf(phase) !== "finished" || phase === "COMPLETED";
}
