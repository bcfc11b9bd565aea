import type { ColumnBatch } from "@armillary/columns";
import type { Transport } from "@armillary/dali";
import { cellAt, propertyReader, textOf } from "@armillary/dali/dataset";
import type { DatasetRecord, SearchOptions, SearchResult } from "@armillary/dali/table";
import { type ConeResult, ScsService } from "@armillary/scs";
import { SiaService } from "@armillary/siap";
import { SsaService } from "@armillary/ssap";
import type { CommonRow } from "../merge/common-row.ts";
import type { PlannedAsk } from "./plan.ts";
import type { ArchiveQuestion } from "./question.ts";

/** An answer whose columns are known. */
export interface OpenedAnswer {
  readonly result: SearchResult<unknown>;
  /** Reads what the row of a batch has in common with those of other archives. */
  readonly read: (batch: ColumnBatch, row: number) => CommonRow;
}

/**
 * Asks a service in its own protocol.
 * @throws as the client of the protocol
 */
export async function openAsk(
  { service, collection, url }: PlannedAsk,
  question: ArchiveQuestion,
  transport: Transport,
  options: SearchOptions,
): Promise<OpenedAnswer> {
  const { raDeg, decDeg, radiusDeg, bandM, timeMjd, maxrec } = question;
  const limit = maxrec === undefined ? {} : { maxrec };
  if (service.protocol === "scs") {
    const result = await new ScsService(url, { transport }).search({ raDeg, decDeg, radiusDeg, ...limit }, options);
    return { result, read: sourceReader(result) };
  }
  const sought = {
    ...limit,
    ...(bandM === undefined ? {} : { bandM }),
    ...(timeMjd === undefined ? {} : { timeMjd }),
    ...(service.collectionIn === "parameter" && collection !== undefined ? { collection } : {}),
  };
  if (service.protocol === "ssa") {
    const circle = { raDeg, decDeg, diameterDeg: 2 * radiusDeg };
    const result = await new SsaService(url, { transport }).search({ ...circle, ...sought }, options);
    return { result, read: (batch, row) => commonOf(result.recordAt(batch, row)) };
  }
  const sia = new SiaService(url, { transport, version: service.protocol === "sia1" ? 1 : 2 });
  const result = await sia.search({ region: { raDeg, decDeg, radiusDeg }, ...sought }, options);
  return { result, read: (batch, row) => commonOf(result.recordAt(batch, row)) };
}

/** What archives call the column with names of objects, where that is another than the identifier. */
const NAMES = ["name", "prefname", "object name", "objname", "main_id", "designation", "target_name"];

function sourceReader({ fields, columns, positionsOf }: ConeResult<unknown>): OpenedAnswer["read"] {
  const nameOf = propertyReader(fields, { wanted: [{ names: NAMES }], as: "text" });
  let last: { readonly batch: ColumnBatch; readonly positions: ReturnType<typeof positionsOf> } | undefined;
  return (batch, row) => {
    if (last?.batch !== batch) last = { batch, positions: positionsOf(batch) };
    const raDeg = last.positions.raDeg[row] ?? Number.NaN;
    const decDeg = last.positions.decDeg[row] ?? Number.NaN;
    const id = columns.id === undefined ? undefined : textOf(cellAt(batch, columns.id, row));
    const name = nameOf?.(batch, row);
    return {
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name: String(name) }),
      ...(Number.isFinite(raDeg) && Number.isFinite(decDeg) ? { raDeg, decDeg } : {}),
    };
  };
}

function commonOf({ publisherDid, obsId, targetName, row: _, ...record }: DatasetRecord): CommonRow {
  const id = publisherDid ?? obsId;
  return {
    ...record,
    ...(id === undefined ? {} : { id }),
    ...(targetName === undefined ? {} : { name: targetName }),
  };
}
