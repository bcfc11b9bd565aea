import { batchBytes, type Field, takeRows } from "@armillary/columns";
import { Deadline, type Transport } from "@armillary/dali";
import type { NumberedTarget } from "@armillary/scs";
import { separationDeg } from "@armillary/sky";
import type { CommonRow } from "../../merge/common-row.ts";
import type { AskOptions } from "../answer.ts";
import { type KeptRows, keptRows } from "../kept-rows.ts";
import { openAsk } from "../open-ask.ts";
import type { PlannedAsk } from "../plan.ts";
import type { ArchiveQuestion } from "../question.ts";

/** Which of the rows around a target are taken: all; the nearest of each service; that, or a row of nulls where there is none. */
export const TARGET_FINDS = ["all", "best", "each"] as const;
export type TargetFind = (typeof TARGET_FINDS)[number];

/** What a service has around a target. */
export interface TargetAnswer {
  readonly target: NumberedTarget;
  readonly fields: readonly Field[];
  readonly parts: readonly KeptRows[];
  /** Rows that came. */
  readonly received: number;
  /** Rows that are given out. */
  readonly rows: number;
  readonly bytes: number;
  readonly cut?: "OVERFLOW" | "SUSPECT";
  readonly notes: readonly string[];
}

/** A target that a service gave nothing for. */
export interface TargetFailed {
  readonly target: NumberedTarget;
  readonly failure: unknown;
  /** Its time was over. */
  readonly isTimeout: boolean;
}

export type TargetReply = TargetAnswer | TargetFailed;

export function hasFailed(reply: TargetReply): reply is TargetFailed {
  return "failure" in reply;
}

/** What is asked about every target. */
export interface TargetQuestion extends Omit<ArchiveQuestion, "region"> {
  readonly find: TargetFind;
}

/** Asks a service about one target, and reads all of the answer. Failures are replies, too. */
export async function askTarget(
  ask: PlannedAsk,
  { find, ...question }: TargetQuestion,
  target: NumberedTarget,
  transport: Transport,
  options: AskOptions & { readonly patienceMs: number },
): Promise<TargetReply> {
  const { patienceMs, deadline: whole, ...rest } = options;
  const deadline = new Deadline(Math.min(patienceMs, whole?.remainingMs ?? Number.POSITIVE_INFINITY));
  const { raDeg, decDeg, radiusDeg } = target;
  try {
    const asked: ArchiveQuestion = { ...question, region: { raDeg, decDeg, radiusDeg } };
    const answer = await openAsk(ask, asked, transport, { ...rest, deadline });
    const all: KeptRows[] = [];
    let received = 0;
    for await (const batch of answer.result.batches()) {
      received += batch.rows;
      const kept = keptRows(answer, batch);
      if (kept.rows.length > 0) all.push(kept);
    }
    const { status, suspect, notes } = await answer.result.summary;
    const parts = find === "all" ? all : nearest(all, target);
    return {
      target,
      fields: answer.result.fields,
      parts,
      received,
      rows: parts.reduce((sum, { rows }) => sum + rows.length, 0),
      bytes: parts.reduce((sum, { batch }) => sum + batchBytes(batch), 0),
      ...(status === "OVERFLOW" ? { cut: status } : suspect ? { cut: "SUSPECT" } : {}),
      notes,
    };
  } catch (failure) {
    return { target, failure, isTimeout: deadline.isOver };
  }
}

/** The one row that is nearest; of rows without a position the first, where no other has one. */
function nearest(parts: readonly KeptRows[], target: NumberedTarget): readonly KeptRows[] {
  let best: { readonly part: KeptRows; readonly row: number; readonly apartDeg: number } | undefined;
  for (const part of parts) {
    for (const [row, common] of part.rows.entries()) {
      const apartDeg = apart(common, target);
      if (best === undefined || apartDeg < best.apartDeg) best = { part, row, apartDeg };
    }
  }
  if (best === undefined) return [];
  const { part, row } = best;
  return [{ batch: takeRows(part.batch, Int32Array.of(row)), rows: [part.rows[row] as CommonRow] }];
}

function apart({ raDeg, decDeg }: CommonRow, target: NumberedTarget): number {
  if (raDeg === undefined || decDeg === undefined) return Number.POSITIVE_INFINITY;
  return separationDeg(target.raDeg, target.decDeg, raDeg, decDeg);
}
