/** The phases of UWS 1.1, section 2.1.3. */
export const PHASES = [
  "PENDING",
  "QUEUED",
  "EXECUTING",
  "COMPLETED",
  "ERROR",
  "ABORTED",
  "UNKNOWN",
  "HELD",
  "SUSPENDED",
  "ARCHIVED",
] as const;

/** A phase of the standard, or another word that a service has: in upper case, else as it came. */
export type Phase = (typeof PHASES)[number] | (string & {});

/**
 * What a phase means to someone who waits.
 *
 * `unstarted`: nothing happens before somebody says RUN; `active`: it will end by itself; `finished`: it has ended;
 * `unclear`: UNKNOWN, and words of no standard, which may become anything.
 */
export type PhaseStage = "unstarted" | "active" | "finished" | "unclear";

const STAGES: ReadonlyMap<string, PhaseStage> = new Map<string, PhaseStage>([
  ["PENDING", "unstarted"],
  // Held after RUN: "will not automatically be executed" (UWS 1.1, section 2.1.3).
  ["HELD", "unstarted"],
  ["QUEUED", "active"],
  ["EXECUTING", "active"],
  ["SUSPENDED", "active"],
  ["COMPLETED", "finished"],
  ["ERROR", "finished"],
  ["ABORTED", "finished"],
  ["ARCHIVED", "finished"],
]);

/** Reads a phase word: white space and case do not matter (services send `COMPLETED\n`). */
export function parsePhase(text: string): Phase {
  return text.trim().toUpperCase() || "UNKNOWN";
}

export function stageOf(phase: Phase): PhaseStage {
  return STAGES.get(phase) ?? "unclear";
}
