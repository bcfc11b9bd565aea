import type { Constraint } from "../constraint.ts";
import { archive, ivoid } from "../constraints/ivoid.ts";
import { describeAge, type Provenance } from "../provenance.ts";
import type { RegistryRecord } from "../record.ts";
import { SNAPSHOT_NOTE, searchLocally, snapshotRecord, snapshotRecords } from "../snapshot/snapshot.ts";
import type { Answers, Unanswered } from "./answers.ts";
import type { SearchAnswer } from "./options.ts";

/** What is kept of a search. */
export interface FoundRecords {
  readonly records: readonly RegistryRecord[];
  readonly isComplete: boolean;
}

/** Interfaces of a search, unless the caller says otherwise. */
export const MAX_ROWS = 250_000;

/** What a search is kept by. */
export function searchKey(constraints: readonly Constraint[], maxRows: number): string {
  const texts = constraints.map(({ text }) => text).sort();
  return `search: ${texts.join("; ")}${maxRows === MAX_ROWS ? "" : ` (${maxRows} rows)`}`;
}

/**
 * A search in what is at hand: the services of the four archives, as a registry once gave them if that is kept, else as they
 * are bundled.
 * @throws RegistryError what the registries said, or code REG_FEATURE for constraints that cannot be judged here
 */
export async function searchAtHand(
  answers: Answers,
  constraints: readonly Constraint[],
  { failure, trail }: Unanswered,
): Promise<SearchAnswer> {
  try {
    const kept = await answers.kept<FoundRecords>(searchKey([archive()], MAX_ROWS));
    const { records, gaps } = searchLocally(kept?.value.records ?? snapshotRecords(), constraints);
    const shared = { records, isComplete: false, queries: [], gaps };
    if (kept === undefined) {
      return { ...shared, origin: "snapshot", notes: [...trail.notes, SNAPSHOT_NOTE] };
    }
    const { fetchedEpochMs, registry } = kept;
    const note = `Out of the services of MAST, HEASARC, IRSA and NED that ${registry} knew ${describeAge(fetchedEpochMs)} ago.`;
    return { ...shared, origin: "stale cache", registry, fetchedEpochMs, notes: [...trail.notes, note] };
  } catch (local) {
    throw failure ?? local;
  }
}

/** One record of what is at hand; undefined where there is none. */
export async function recordAtHand(
  answers: Answers,
  id: string,
  unanswered: Unanswered,
): Promise<({ readonly record: RegistryRecord } & Provenance) | undefined> {
  const { records, isComplete: _, ...provenance } = await searchAtHand(answers, [ivoid(id)], unanswered);
  const [record] = records;
  if (record !== undefined) return { record, ...provenance };
  const bundled = snapshotRecord(id);
  if (bundled === undefined) return undefined;
  const pattern = `By the pattern of its archive's addresses: whether ${id} has all of these services is not known here.`;
  const notes = [...unanswered.trail.notes, SNAPSHOT_NOTE, ...(bundled.isByPattern ? [pattern] : [])];
  return { record: bundled.record, origin: "snapshot", queries: [], notes, gaps: [] };
}
