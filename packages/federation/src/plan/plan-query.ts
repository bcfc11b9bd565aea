import type { TableMetadata } from "@armillary/adql";
import type { OperationOptions } from "@armillary/dali";
import { bind } from "../bind/bind.ts";
import { FederationError } from "../errors.ts";
import { type Estimate, estimateRows, UNKNOWN_ROWS } from "../estimate/estimate.ts";
import { rowBytes } from "../estimate/row-bytes.ts";
import { type UploadRoom, uploadRoom } from "../estimate/upload-room.ts";
import type { Member } from "../member.ts";
import { chooseMoves, type UnitFacts } from "./choose-moves.ts";
import { compose } from "./compose.ts";
import { type Divided, divide } from "./divide.ts";
import { describePlan, type FederatedPlan, type StepFacts } from "./federated-plan.ts";
import type { Composition, Fragment } from "./fragment.ts";
import { possibleMoves } from "./moves.ts";
import { type Unit, unitsOf } from "./unit.ts";

export interface PlanOptions extends OperationOptions {
  /** `auto` (default): what moves fewer bytes; `fetch`: nothing is uploaded; `move`: all that can be. */
  readonly strategy?: "auto" | "fetch" | "move";
  /** How long an archive may count its rows (default 20 s); 0: it is not asked. */
  readonly countPatienceMs?: number;
  /** Rows that an archive is asked for whole, at most (default 5 million). */
  readonly mostRows?: number;
}

/** A plan that can be run, and the one that can be shown. */
export interface PreparedPlan {
  readonly composition: Composition;
  readonly rooms: ReadonlyMap<Member, UploadRoom>;
  readonly plan: FederatedPlan;
}

/**
 * Finds out what each archive can do alone, how many rows that would give, and which rows are better taken to another archive
 * than fetched from there.
 * @throws as `bind`; FederationError code FEDERATION_TOO_LARGE
 */
export async function planQuery(
  text: string,
  members: readonly Member[],
  local: readonly TableMetadata[],
  options: PlanOptions = {},
): Promise<PreparedPlan> {
  const { strategy = "auto", countPatienceMs = 20_000, mostRows = 5_000_000, ...operation } = options;
  const bound = await bind(text, members, local, operation);
  const divided = divide(bound);
  const alone = compose(divided, []);
  const estimates = new Map<string, Estimate>();
  const asked = new Set(alone.fragments.flatMap(({ member }) => member ?? []));
  const isJoined = alone.final !== undefined;
  const rooms = new Map<Member, UploadRoom>();
  await Promise.all([
    ...[...asked].map(async (member) => rooms.set(member, await uploadRoom(member, operation))),
    ...alone.fragments.map(async ({ id, member, query }) => {
      if (member === undefined || !isJoined) return;
      const patience = { ...operation, patienceMs: countPatienceMs };
      estimates.set(id, await estimateRows(member, query, tableRows(id, divided), patience));
    }),
  ]);
  const units = unitsIn(divided);
  const factsOf = (unit: Unit): UnitFacts => ({
    estimate: unit.member === undefined ? localEstimate(unit, divided) : (estimates.get(unit.id) ?? UNKNOWN_ROWS),
    rowBytes: rowBytes(alone.needs.of(unit)),
  });
  const moves = chooseMoves(possibleMoves(divided), {
    factsOf,
    roomOf: (member) => rooms.get(member) ?? { takesUploads: false, rows: undefined },
    mostRows,
    strategy,
  });
  const composition = moves.length === 0 ? alone : compose(divided, moves);
  const stepFacts = ({ id, move }: Fragment): StepFacts => {
    const unit = units.find((each) => each.id === id);
    const known = unit === undefined ? (estimates.get(id) ?? UNKNOWN_ROWS) : factsOf(unit).estimate;
    return {
      estimate: move === undefined ? known : UNKNOWN_ROWS,
      rowBytes: unit === undefined ? undefined : rowBytes(composition.needs.of(unit)),
    };
  };
  const plan = describePlan(composition, stepFacts);
  refuseTooLarge(plan, mostRows);
  return { composition, rooms, plan };
}

function unitsIn({ selects }: Divided): readonly Unit[] {
  return [...selects.values()].flatMap(({ from }) => from.flatMap(unitsOf));
}

/** Rows that an archive says its table has: of a unit of one table that nothing narrows. */
function tableRows(id: string, divided: Divided): number | undefined {
  const unit = unitsIn(divided).find((each) => each.id === id);
  return unit?.tree.kind === "TableName" && unit.pushed.length === 0
    ? divided.bound.homeOf(unit.tree)?.table.rows
    : undefined;
}

function localEstimate({ leaves: [leaf] }: Unit, { bound }: Divided): Estimate {
  const rows = leaf === undefined ? undefined : bound.facts.sources.get(leaf)?.table?.metadata.rows;
  return rows === undefined ? UNKNOWN_ROWS : { rows, from: "table" };
}

/** @throws FederationError code FEDERATION_TOO_LARGE */
function refuseTooLarge({ steps, here }: FederatedPlan, mostRows: number): void {
  if (here === undefined) return;
  for (const { estimate, member, tables, adql } of steps) {
    if (member === undefined || estimate.rows === undefined || estimate.rows <= mostRows) continue;
    const about = estimate.from === "count" ? "" : "up to ";
    throw new FederationError(
      "FEDERATION_TOO_LARGE",
      `${tables.join(", ")} would have to be fetched whole: ${about}${estimate.rows.toLocaleString("en")} rows, and ${mostRows.toLocaleString("en")} is the most that is asked for. Put a region or another condition on it into WHERE, join it by a condition that its archive can check for uploaded rows, or raise the limit.`,
      { member, adql },
    );
  }
}
