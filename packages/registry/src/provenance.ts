/** Where an answer comes from. */
export interface Provenance {
  /**
   * `registry`: asked just now; `cache`: kept, and fresh enough; `stale cache`: kept, and older than wanted, for no registry
   * answered, or none was to be asked; `snapshot`: out of what is bundled with this package.
   */
  readonly origin: "registry" | "cache" | "stale cache" | "snapshot";
  /** Base URL of the registry that gave it, now or then. */
  readonly registry?: string;
  /** When it gave it: milliseconds from 1970. */
  readonly fetchedEpochMs?: number;
  /** The ADQL that was sent for it, in its order. */
  readonly queries: readonly string[];
  /** How it came about, where that is not as asked: registries that were passed over, its age. */
  readonly notes: readonly string[];
  /** What is missing of it: rows that a registry did not give, resources of which it is not known whether they fit. */
  readonly gaps: readonly string[];
}

/** What is written down while an answer is made. */
export interface Trail {
  readonly queries: string[];
  readonly notes: string[];
  readonly gaps: string[];
}

export function newTrail(): Trail {
  return { queries: [], notes: [], gaps: [] };
}

/** `3 min`, `2 days`: how long ago something was. */
export function describeAge(epochMs: number, nowMs: number = Date.now()): string {
  const minutes = Math.max(0, nowMs - epochMs) / 60_000;
  if (minutes < 1) return "less than a minute";
  const [value, unit] =
    minutes < 90 ? [minutes, "min"] : minutes < 48 * 60 ? [minutes / 60, "hours"] : [minutes / 1440, "days"];
  return `${Math.round(value)} ${unit}`;
}
