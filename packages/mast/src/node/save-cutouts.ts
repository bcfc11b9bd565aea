import type { OperationOptions } from "@armillary/dali";
import { safeName, withMark } from "@armillary/dali/download";
import { PartFile, TargetFolder } from "@armillary/dali/node";
import { spoolToFile } from "@armillary/formats/node";
import { type CutoutAnswer, type CutoutFile, openCutouts } from "../cutouts/open-cutouts.ts";
import type { CutoutQuery } from "../cutouts/request.ts";
import type { MastSession } from "../session/session.ts";

export interface SaveCutoutsOptions extends OperationOptions {
  /** Where the files go; made if need be. */
  readonly folder: string;
  /** Requests at a time (default 4, at most 10: TESScut answers more of one user's with 503). */
  readonly parallel?: number;
  /** Of one answer (default 4 GiB). */
  readonly maxBytes?: number;
  /** Called for each request when its fate is known, in the order in which that is so. */
  readonly onOutcome?: (outcome: CutoutOutcome) => void;
}

/** A cutout on disk. */
export interface SavedCutout {
  /** Absolute. */
  readonly path: string;
  /** What the service called it. */
  readonly name: string;
  readonly bytes: number;
}

/** What became of one request. */
export interface CutoutOutcome {
  readonly query: CutoutQuery;
  /** NOTHING: the service has no image of the place, and says so in `message`. */
  readonly status: "SAVED" | "NOTHING" | "FAILED";
  readonly files: readonly SavedCutout[];
  readonly message?: string;
  /** Of FAILED. */
  readonly failure?: unknown;
}

/** What TESScut bears of one user (its documentation). */
const MOST_PARALLEL = 10;

/**
 * Asks for cutouts and puts their files into a folder, each whole and with the sum that was announced, or not there at all. Names that the
 * service sends are made safe and never lead out of the folder; a file of an earlier run by the same name is replaced, for it is of the same
 * target, size and sector. A request that fails stops no other; outcomes are in the order of the requests.
 * @throws DalError code DAL_ABORTED by the caller's signal; the system's error where the folder cannot be used
 */
export async function saveCutouts(
  session: MastSession,
  queries: readonly CutoutQuery[],
  { folder, parallel = 4, maxBytes, onOutcome, ...options }: SaveCutoutsOptions,
): Promise<readonly CutoutOutcome[]> {
  const target = await TargetFolder.open(folder);
  const taken = new Set<string>();
  const outcomes: CutoutOutcome[] = [];
  let next = 0;

  const work = async (): Promise<void> => {
    for (let index = next++; index < queries.length; index = next++) {
      const query = queries[index] as CutoutQuery;
      let outcome: CutoutOutcome;
      try {
        const limits = maxBytes === undefined ? {} : { maxBytes };
        await using answer = await openCutouts(session, query, { ...options, ...limits, spool: spoolToFile });
        outcome = await saveAnswer(answer, target, taken);
      } catch (failure) {
        if (options.signal?.aborted === true) throw failure;
        outcome = { query, status: "FAILED", files: [], failure, message: messageOf(failure) };
      }
      outcomes[index] = outcome;
      onOutcome?.(outcome);
    }
  };
  const workers = Math.max(1, Math.min(parallel, MOST_PARALLEL, queries.length));
  await Promise.all(Array.from({ length: workers }, work));
  return outcomes;
}

async function saveAnswer(answer: CutoutAnswer, target: TargetFolder, taken: Set<string>): Promise<CutoutOutcome> {
  const { query, files, message } = answer;
  if (files.length === 0) return { query, status: "NOTHING", files: [], ...(message === undefined ? {} : { message }) };
  const saved: SavedCutout[] = [];
  for (const file of files) saved.push(await saveFile(file, target, claimName(file.name, taken)));
  return { query, status: "SAVED", files: saved };
}

async function saveFile(file: CutoutFile, target: TargetFolder, name: string): Promise<SavedCutout> {
  // Says what is in the way, before anything is written.
  await target.fileAt(name);
  const path = await target.place(name);
  const part = await PartFile.create(`${path}.part`, undefined);
  try {
    for await (const chunk of file.open()) await part.append(chunk);
    await part.finish();
    await part.moveTo(path);
  } catch (failure) {
    await part.discard();
    throw failure;
  }
  return { path, name: file.name, bytes: file.bytes };
}

/** The last part of the name, made safe; with a mark where another file of this run has it, on whatever file system. */
function claimName(name: string, taken: Set<string>): string {
  const safe = safeName(name.split(/[/\\]/).at(-1) ?? "") ?? "cutout";
  for (let turn = 1; ; turn++) {
    const candidate = turn === 1 ? safe : withMark(safe, String(turn));
    const folded = candidate.normalize("NFKC").toLowerCase();
    if (taken.has(folded)) continue;
    taken.add(folded);
    return candidate;
  }
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
