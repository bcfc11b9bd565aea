import { type Catalog, createCatalog } from "@armillary/adql";
import {
  type CompletenessProof,
  type CompleteResult,
  completeQuery,
  mostRows,
  type QueryOptions,
  rowLimits,
  type TapService,
} from "@armillary/tap";
import type { Io } from "../io.ts";
import { printCounted } from "../quantities.ts";
import { tellNote, warn } from "../warnings.ts";

/** All rows of a query as one table, asked in as many parts as it takes. */
export async function openComplete(
  service: TapService,
  adql: string,
  { deadline, lend: _, ...options }: QueryOptions,
  catalog: Catalog = createCatalog({}),
): Promise<CompleteResult> {
  const capabilities = await service.capabilities(deadline === undefined ? {} : { deadline }).catch(() => undefined);
  const limits = (["sync", "async"] as const).map((mode) => mostRows(rowLimits(mode, capabilities, service.profile)));
  const { mode = "auto" } = options;
  const limit = mode === "auto" ? Math.max(...limits) : (limits[mode === "sync" ? 0 : 1] ?? Number.POSITIVE_INFINITY);
  return completeQuery(adql, {
    catalog,
    ...(limit === Number.POSITIVE_INFINITY ? {} : { limit }),
    run: (part, { maxrec, signal }) =>
      service.query(part, {
        ...options,
        signal,
        ...(maxrec === undefined ? {} : { maxrec }),
        ...(deadline === undefined ? {} : { deadline }),
      }),
  });
}

/** Whether all rows are there, and how that is known. */
export function describeProof({
  isComplete,
  received,
  counted,
  recounted,
  parts,
  columns,
  requests,
}: CompletenessProof): string {
  const by = columns.length === 0 ? "" : ` by ${columns.join(", ")}`;
  const how = `in ${printCounted(parts.length, "part")}${by}, with ${printCounted(requests, "query").replace("querys", "queries")}`;
  if (isComplete) return `Complete: ${printCounted(received, "row")}, as many as COUNT(*) says, ${how}.`;
  const said = counted === undefined ? "the service does not count them" : `COUNT(*) says ${counted}`;
  const later = recounted === undefined || recounted === counted ? "" : ` before, and ${recounted} after`;
  return `Perhaps incomplete: ${printCounted(received, "row")} came ${how}, and ${said}${later}.`;
}

export function tellProof(io: Io, proof: CompletenessProof, chatty: boolean): void {
  for (const remark of proof.remarks) if (chatty || !proof.isComplete) tellNote(io, remark);
  if (proof.order === "lost") warn(io, "The rows are not in the order of ORDER BY: they came in parts.");
  if (!proof.isComplete) warn(io, describeProof(proof));
  else if (chatty) tellNote(io, describeProof(proof));
}
