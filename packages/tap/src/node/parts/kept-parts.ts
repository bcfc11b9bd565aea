import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type FolderLock, takeFolderLock } from "@armillary/dali/node";
import { convert, type TableStream } from "@armillary/formats";
import { openTableFile } from "@armillary/formats/node";
import type { CompleteSettings } from "../../complete/ask-completely.ts";
import { CompletenessError } from "../../complete/completeness-error.ts";
import type { CompletePlan, PlannedPart } from "../../complete/plan.ts";
import type { JobIdentity } from "../journal/entry.ts";
import { readIfThere, writeWhole } from "../journal/files.ts";
import { digest, keyOf } from "../journal/identity.ts";
import { printPlan, readPlan } from "./kept-plan.ts";

const DAY_MS = 86_400_000;
const KEEP_MS = 14 * DAY_MS;

const PLAN_NAME = "plan.json";
const LOCK_NAME = "lock";

/**
 * Parts of a complete result on disk, as they come: whoever is interrupted goes on from there, another process too. A folder a
 * query: `plan.json`, an Arrow file for each part, and a lock, for two processes would ask for everything twice and write over each
 * other's plan. Rows take as much room there as in the result, so it is for who asks for it, and gone when the whole is
 * delivered. Credentials are never in it; all of it may be deleted at any time that nobody is at work.
 */
export class KeptParts implements AsyncDisposable {
  /** Of this query. */
  readonly folder: string;
  /** How far it has come; undefined where nothing is kept, or nothing that can be read. */
  readonly plan: CompletePlan | undefined;
  /** Parts whose files are gone, or are not as they were written: they are asked for again. */
  readonly damagedParts: number;
  readonly #sha256: Map<string, string>;
  readonly #lock: FolderLock;
  /** Set where another process has taken the folder over. */
  readonly #lost: () => Error | undefined;

  private constructor(
    folder: string,
    { plan, sha256, damagedParts }: Intact,
    lock: FolderLock,
    lost: () => Error | undefined,
  ) {
    this.folder = folder;
    this.plan = plan;
    this.damagedParts = damagedParts;
    this.#sha256 = sha256;
    this.#lock = lock;
    this.#lost = lost;
  }

  /**
   * What is kept for a query, of all that is in `folder`, for this process alone until `close` or `remove`; what nobody came back
   * to for 14 days is deleted. Reads all that is kept, to tell whether it is whole.
   * @throws CompletenessError code TAP_LOCKED while another process has it; the system's error where the folder cannot be used
   */
  static async open(folder: string, identity: JobIdentity): Promise<KeptParts> {
    const own = join(folder, keyOf(identity).slice(0, 32));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await prune(folder);
    let lost: Error | undefined;
    const lock = await lockFolder(own, (failure) => {
      lost = failure;
    });
    try {
      return new KeptParts(own, await readIntact(own), lock, () => lost);
    } catch (failure) {
      await lock.release();
      throw failure;
    }
  }

  /** Rows that need not be asked for again. */
  get rows(): number {
    return this.plan?.parts.reduce((sum, { received = 0 }) => sum + received, 0) ?? 0;
  }

  /** For `complete`: goes on from what is kept, or not, and keeps what comes. */
  settings(goesOn = true): CompleteSettings {
    const { plan } = this;
    return {
      keepRows: (part, table) => this.#write(part, table),
      onPart: (_, plan) => this.#writePlan(plan),
      ...(plan === undefined || !goesOn ? {} : { resume: { plan, rows: (part) => openTableFile(this.#pathOf(part)) } }),
    };
  }

  /** Leaves what is kept for whoever comes back to it. Idempotent. */
  async close(): Promise<void> {
    await this.#lock.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Gives up what is kept: the whole is delivered, or it is of no use. */
  async remove(): Promise<void> {
    if (this.#lost() === undefined) {
      // The lock last: whoever takes it next must not lose what they write.
      for (const name of await namesIn(this.folder)) {
        if (name !== LOCK_NAME) await rm(join(this.folder, name), { recursive: true, force: true });
      }
    }
    await this.#lock.release();
    // It may have been taken at once.
    await rmdir(this.folder).catch(() => undefined);
  }

  /** Whole or not at all. */
  async #write(part: PlannedPart, table: TableStream): Promise<void> {
    this.#checkLock();
    const path = this.#pathOf(part);
    const beside = `${path}.part`;
    const hash = createHash("sha256");
    const file = await open(beside, "w", 0o600);
    try {
      for await (const chunk of convert(table, "arrow")) {
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    this.#sha256.set(fileOf(part), hash.digest("hex"));
  }

  async #writePlan(plan: CompletePlan): Promise<void> {
    this.#checkLock();
    await writeWhole(join(this.folder, PLAN_NAME), printPlan({ plan, sha256: this.#sha256 }));
  }

  #checkLock(): void {
    const failure = this.#lost();
    if (failure !== undefined) throw failure;
  }

  #pathOf(part: PlannedPart): string {
    return join(this.folder, fileOf(part));
  }
}

/** What of a plan there are rows for. */
interface Intact {
  readonly plan: CompletePlan | undefined;
  readonly sha256: Map<string, string>;
  readonly damagedParts: number;
}

/** A part without its rows, all of them as they were, is one that has not come. */
async function readIntact(folder: string): Promise<Intact> {
  const text = await readIfThere(join(folder, PLAN_NAME));
  const kept = text === undefined ? undefined : readPlan(text);
  if (kept === undefined) return { plan: undefined, sha256: new Map(), damagedParts: 0 };
  let damagedParts = 0;
  const parts: PlannedPart[] = [];
  for (const { received, ...part } of kept.plan.parts) {
    const name = fileOf(part);
    const isWhole = received !== undefined && (await sha256Of(join(folder, name))) === kept.sha256.get(name);
    if (received !== undefined && !isWhole) damagedParts++;
    parts.push(isWhole ? { ...part, received } : part);
  }
  return { plan: { ...kept.plan, parts }, sha256: new Map(kept.sha256), damagedParts };
}

/** Of a file; the empty text where it cannot be read. */
async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    return "";
  }
  return hash.digest("hex");
}

async function lockFolder(folder: string, onLost: (failure: Error) => void): Promise<FolderLock> {
  for (;;) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await takeFolderLock(join(folder, LOCK_NAME), {
        onLost,
        toError: (what, path) =>
          new CompletenessError(
            "TAP_LOCKED",
            `Another process ${what} on the same result: wait for it. If there is none, remove ${path}.`,
          ),
      });
    } catch (failure) {
      // Whoever had it was done with it at this very moment, and removed it.
      if ((failure as NodeJS.ErrnoException).code !== "ENOENT") throw failure;
    }
  }
}

function fileOf({ ranges }: PlannedPart): string {
  return `${digest(JSON.stringify(ranges)).slice(0, 32)}.arrow`;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === "ENOENT") return [];
    throw failure;
  });
}

async function prune(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEEP_MS) await rm(path, { recursive: true, force: true });
  }
}
