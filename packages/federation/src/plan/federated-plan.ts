import { print } from "@armillary/adql";
import type { Estimate } from "../estimate/estimate.ts";
import type { Composition, Fragment } from "./fragment.ts";

/** How a query over several archives is run: what each is asked, in which order, and what is done here. Plain data. */
export interface FederatedPlan {
  readonly steps: readonly PlanStep[];
  /** The ADQL that joins what the steps gave; undefined where one archive answers the whole query. */
  readonly here: string | undefined;
}

/** What one archive is asked, or what is taken from a table that is here. */
export interface PlanStep {
  /** The table that its rows become. */
  readonly id: string;
  /** The archive; undefined for tables that are here. */
  readonly member: string | undefined;
  readonly url: string | undefined;
  /** As the query names them. */
  readonly tables: readonly string[];
  readonly adql: string;
  /** The step whose rows are uploaded along with the query, in pieces. */
  readonly uploads?: string;
  /** Of its rows: counted, or known of the tables. Of an upload's matches nothing is known. */
  readonly estimate: Estimate;
  /** About. */
  readonly estimatedBytes: number | undefined;
}

export interface StepFacts {
  readonly estimate: Estimate;
  /** Undefined where it is not known what the columns are. */
  readonly rowBytes: number | undefined;
}

/** A composition in words that can be shown and stored. */
export function describePlan(
  { fragments, final }: Composition,
  factsOf: (fragment: Fragment) => StepFacts,
): FederatedPlan {
  const steps = fragments.map((fragment): PlanStep => {
    const { id, member, tables, query, move } = fragment;
    const { estimate, rowBytes } = factsOf(fragment);
    return {
      id,
      member: member?.name,
      url: member?.service.url,
      tables,
      adql: print(query),
      ...(move === undefined ? {} : { uploads: move.source }),
      estimate,
      estimatedBytes: estimate.rows === undefined || rowBytes === undefined ? undefined : estimate.rows * rowBytes,
    };
  });
  return { steps, here: final === undefined ? undefined : print(final) };
}
