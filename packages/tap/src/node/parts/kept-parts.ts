import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { convert, type TableStream } from "@armillary/formats";
import { openTableFile } from "@armillary/formats/node";
import type { CompleteSettings } from "../../complete/ask-completely.ts";
import type { CompletePlan, PlannedPart } from "../../complete/plan.ts";
import type { JobIdentity } from "../journal/entry.ts";
import { readIfThere, writeWhole } from "../journal/files.ts";
import { digest, keyOf } from "../journal/identity.ts";

const DAY_MS = 86_400_000;
const KEEP_MS = 14 * DAY_MS;

/**
 * Parts of a complete result on disk, as they come: whoever is interrupted goes on from there, another process too. A folder a
 * query: `plan.json`, and an Arrow file for each part. Rows take as much room there as in the result, so it is for who asks for
 * it, and gone when the whole is delivered. Credentials are never in it; all of it may be deleted at any time.
 */
export class KeptParts {
  /** Of this query. */
  readonly folder: string;
  /** How far it has come; undefined where nothing is kept, or nothing that can be read. */
  readonly plan: CompletePlan | undefined;

  private constructor(folder: string, plan: CompletePlan | undefined) {
    this.folder = folder;
    this.plan = plan;
  }

  /**
   * What is kept for a query, of all that is in `folder`; what nobody came back to for 14 days is deleted.
   * @throws the system's error where the folder cannot be used
   */
  static async open(folder: string, identity: JobIdentity): Promise<KeptParts> {
    const own = join(folder, keyOf(identity).slice(0, 32));
    await mkdir(own, { recursive: true, mode: 0o700 });
    await prune(folder);
    const text = await readIfThere(join(own, "plan.json"));
    const plan = text === undefined ? undefined : readPlan(text);
    if (plan === undefined) return new KeptParts(own, undefined);
    // A part whose rows are gone is asked for again.
    const there = new Set(await readdir(own));
    const parts = plan.parts.map(({ received, ...part }): PlannedPart => {
      return received === undefined || !there.has(fileOf(part)) ? part : { ...part, received };
    });
    return new KeptParts(own, { ...plan, parts });
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
      onPart: (_, plan) => writeWhole(join(this.folder, "plan.json"), JSON.stringify(plan)),
      ...(plan === undefined || !goesOn ? {} : { resume: { plan, rows: (part) => openTableFile(this.#pathOf(part)) } }),
    };
  }

  /** Gives up what is kept: the whole is delivered, or it is of no use. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Whole or not at all. */
  async #write(part: PlannedPart, table: TableStream): Promise<void> {
    const path = this.#pathOf(part);
    const beside = `${path}.part`;
    const file = await open(beside, "w", 0o600);
    try {
      for await (const chunk of convert(table, "arrow")) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  }

  #pathOf(part: PlannedPart): string {
    return join(this.folder, fileOf(part));
  }
}

function fileOf({ ranges }: PlannedPart): string {
  return `${digest(JSON.stringify(ranges)).slice(0, 32)}.arrow`;
}

/** Undefined for what was not written by us; whether it fits the query is for who resumes it to say. */
function readPlan(text: string): CompletePlan | undefined {
  try {
    const plan = JSON.parse(text) as Partial<CompletePlan> | null;
    const isPlan = plan?.version === 1 && typeof plan.query === "string" && Array.isArray(plan.parts);
    return isPlan ? (plan as CompletePlan) : undefined;
  } catch {
    return undefined;
  }
}

async function prune(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEEP_MS) await rm(path, { recursive: true, force: true });
  }
}
