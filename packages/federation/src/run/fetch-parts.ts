import { print } from "@armillary/adql";
import type { OperationOptions } from "@armillary/dali";
import type { TableStream } from "@armillary/formats";
import type { CompleteSettings } from "@armillary/tap";
import { FederationError } from "../errors.ts";
import type { JoinEngine } from "../join-engine.ts";
import { DEFAULT_UPLOAD_ROWS } from "../plan/choose-moves.ts";
import type { Fragment } from "../plan/fragment.ts";
import type { PreparedPlan } from "../plan/plan-query.ts";
import { fetchMoved } from "./fetch-moved.ts";
import { shapeRows } from "./shape-rows.ts";
import type { StepLog } from "./step-log.ts";

export interface FetchOptions extends OperationOptions {
  /** All rows of every part, past the limits of its archive, with proof. */
  readonly complete: boolean | CompleteSettings;
  /** Rows of one upload, at most. */
  readonly uploadRows?: number;
}

/**
 * Brings the parts of a plan into tables of the engine, side by side, those that wait for another one's rows after it. The
 * first that fails ends the others.
 * @param parts - gets the names of the tables, as they are made
 * @throws FederationError code FEDERATION_PART with the archive's own error as cause; EngineError
 */
export async function fetchParts(
  { composition: { fragments }, rooms }: PreparedPlan,
  engine: JoinEngine,
  log: StepLog,
  parts: Set<string>,
  { signal, complete, uploadRows, ...operation }: FetchOptions,
): Promise<void> {
  const failed = new AbortController();
  const either = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const running = new Map<string, Promise<void>>();
  const start = (fragment: Fragment): Promise<void> => {
    const known = running.get(fragment.id);
    if (known !== undefined) return known;
    const promise = bring(fragment).catch((thrown: unknown) => {
      if (!either.aborted) log.tell(fragment.id, { status: "ERROR", message: messageOf(thrown) });
      failed.abort(thrown);
      throw thrown;
    });
    running.set(fragment.id, promise);
    return promise;
  };

  async function bring(fragment: Fragment): Promise<void> {
    const { id, member, move } = fragment;
    const source = fragments.find((each) => each.id === move?.source);
    if (source !== undefined) await start(source);
    either.throwIfAborted();
    log.tell(id, { status: "ASKING" });
    const table = await open(fragment);
    try {
      const shaped = shapeRows(table, fragment);
      const taken = await engine.addTable(
        id,
        { stream: shaped },
        {
          signal: either,
          onProgress: ({ rows }) => log.tell(id, { status: "RECEIVING", rows }),
        },
      );
      parts.add(id);
      const { status, message, rows } = await table.summary;
      if (status === "ERROR") throw new Error(message ?? "the answer ended with an error");
      const isCut = status === "OVERFLOW";
      log.tell(id, {
        status: isCut ? "OVERFLOW" : "OK",
        rows: taken.rows ?? rows,
        ...(isCut ? { message: message ?? `${member?.name ?? id} gave no more than these rows` } : {}),
      });
    } finally {
      await table.close();
    }
  }

  async function open(fragment: Fragment): Promise<TableStream> {
    const { id, member, query, move } = fragment;
    const options = { ...operation, signal: either };
    const adql = print(query);
    if (member === undefined) return engine.query(adql, { signal: either });
    try {
      if (move === undefined) return await member.service.query(adql, { ...options, complete });
      const rows = await engine.query(print(move.upload), { signal: either });
      const most = Math.min(rooms.get(member)?.rows ?? DEFAULT_UPLOAD_ROWS, uploadRows ?? DEFAULT_UPLOAD_ROWS);
      const step = { operation: options, onRows: (count: number) => log.tell(id, { rows: count }) };
      return await fetchMoved(fragment, member, rows, most, step);
    } catch (cause) {
      if (either.aborted || isOwn(cause)) throw cause;
      throw new FederationError(
        "FEDERATION_PART",
        `${member.name} did not give its part: ${messageOf(cause)}`,
        { member: member.name, adql },
        { cause },
      );
    }
  }

  try {
    await Promise.all(fragments.map(start));
  } finally {
    // Whatever still runs is of no use to anybody, and is at its end before the engine is another's.
    await Promise.allSettled(running.values());
    log.abort();
  }
}

function isOwn(failure: unknown): boolean {
  return failure instanceof Error && failure.name === "FederationError";
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
