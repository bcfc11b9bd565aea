import type { CompletePlan } from "../../complete/plan.ts";

/** A plan as it is kept: with what tells that the file of a part is as it was written. */
export interface KeptPlan {
  readonly plan: CompletePlan;
  /** SHA-256 of files, as hexadecimal digits, by name. */
  readonly sha256: ReadonlyMap<string, string>;
}

export function printPlan({ plan, sha256 }: KeptPlan): string {
  return JSON.stringify({ ...plan, sha256: Object.fromEntries(sha256) });
}

/** Undefined for what was not written by us; whether it fits the query is for who resumes it to say. */
export function readPlan(text: string): KeptPlan | undefined {
  try {
    const { sha256, ...plan } = JSON.parse(text) as Partial<CompletePlan> & { readonly sha256?: unknown };
    if (plan.version !== 1 || typeof plan.query !== "string" || !Array.isArray(plan.parts)) return undefined;
    const sums = typeof sha256 === "object" && sha256 !== null ? Object.entries(sha256) : [];
    return { plan: plan as CompletePlan, sha256: new Map(sums) };
  } catch {
    return undefined;
  }
}
