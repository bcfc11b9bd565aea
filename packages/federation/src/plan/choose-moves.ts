import type { Estimate } from "../estimate/estimate.ts";
import type { UploadRoom } from "../estimate/upload-room.ts";
import type { Member } from "../member.ts";
import type { Move } from "./moves.ts";
import type { Unit } from "./unit.ts";

/** What is known of a unit before its rows come. */
export interface UnitFacts {
  readonly estimate: Estimate;
  /** Of one row, of the columns that are wanted, about. */
  readonly rowBytes: number;
}

export interface ChooseOptions {
  readonly factsOf: (unit: Unit) => UnitFacts;
  readonly roomOf: (member: Member) => UploadRoom;
  /** Rows that one archive is asked for whole, at most. */
  readonly mostRows: number;
  /** `auto`: what moves fewer bytes; `fetch`: nothing is moved; `move`: all that can be. */
  readonly strategy: "auto" | "fetch" | "move";
}

/** Rows of one upload where the archive does not say how many it takes. */
export const DEFAULT_UPLOAD_ROWS = 10_000;
/** Uploads for one fragment: more would take longer than the archive's patience. */
const MOST_UPLOADS = 100;
/** A move is a request that depends on another, and may match more than one row each: it has to save this much. */
const WORTH = 2;

/** The moves that are made: for each unit one at most, none in a circle, the ones that save most first. */
export function chooseMoves(possible: readonly Move[], options: ChooseOptions): readonly Move[] {
  if (options.strategy === "fetch") return [];
  const worth = possible
    .map((move) => ({ move, saving: savingOf(move, options) }))
    .filter(({ saving }) => saving > 0)
    .sort((one, other) => other.saving - one.saving);
  const chosen: Move[] = [];
  for (const { move } of worth) {
    const isTaken = chosen.some(({ target, join }) => target === move.target || join === move.join);
    if (!isTaken && !leadsTo(move.source, move.target, chosen)) chosen.push(move);
  }
  return chosen;
}

/** Bytes that need not come, about; Infinity where the rows could not be fetched whole; 0 where it is not worth it. */
function savingOf({ target, source }: Move, { factsOf, roomOf, mostRows, strategy }: ChooseOptions): number {
  const room = target.member === undefined ? undefined : roomOf(target.member);
  if (room?.takesUploads !== true) return 0;
  const [from, to] = [factsOf(source), factsOf(target)];
  const sourceRows = from.estimate.rows;
  // Nobody knows how much would be sent.
  if (sourceRows === undefined) return strategy === "move" ? 1 : 0;
  if (sourceRows > (room.rows ?? DEFAULT_UPLOAD_ROWS) * MOST_UPLOADS) return 0;
  const moved = sourceRows * (from.rowBytes + to.rowBytes);
  const targetRows = to.estimate.rows;
  if (targetRows === undefined || targetRows > mostRows) return Number.POSITIVE_INFINITY;
  const fetched = targetRows * to.rowBytes;
  if (strategy === "move") return Math.max(1, fetched - moved);
  return fetched > moved * WORTH ? fetched - moved : 0;
}

/** Whether the rows of `unit` come from moves that begin with those of `target`. */
function leadsTo(unit: Unit, target: Unit, chosen: readonly Move[]): boolean {
  if (unit === target) return true;
  const own = chosen.find((move) => move.target === unit);
  return own !== undefined && leadsTo(own.source, target, chosen);
}
