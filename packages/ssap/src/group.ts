import type { SsaRecord } from "./record.ts";

/** One dataset, in all the formats that it can be had in. */
export interface SsaDataset {
  /** What its rows have in common: the association's ID, an ivoid, or the access URL. */
  readonly id: string;
  /** In the order of the rows; at least one. */
  readonly records: readonly SsaRecord[];
}

/**
 * Puts rows together that are one dataset in several formats (IRSA has two or three a spectrum), in the order of their first
 * rows: by the association `MultiFormat` where the service says so (SSA 1.1, section 4.2.5.3), else by the publisher's identifier,
 * else by the creator's, else by the access URL. Rows of one format and one identifier with different addresses are different
 * datasets (some collections of IRSA have one identifier for all): they stay apart.
 */
export async function groupFormats(records: AsyncIterable<SsaRecord> | Iterable<SsaRecord>): Promise<SsaDataset[]> {
  const groups = new Map<string, SsaRecord[]>();
  let unnamed = 0;
  for await (const record of records) {
    const id = idOf(record) ?? `row ${++unnamed}`;
    const rows = groups.get(id);
    if (rows === undefined) groups.set(id, [record]);
    else rows.push(record);
  }
  return [...groups].flatMap(([id, rows]) => (isOneDataset(rows) ? [{ id, records: rows }] : apart(rows)));
}

function idOf({ association, publisherDid, creatorDid, accessUrl }: SsaRecord): string | undefined {
  if (association?.id !== undefined && /^multiformat$/i.test(association.type ?? "MultiFormat")) return association.id;
  return publisherDid ?? creatorDid ?? accessUrl;
}

/** No format twice, but for rows that are the same altogether. */
function isOneDataset(rows: readonly SsaRecord[]): boolean {
  const urlOf = new Map<string, string | undefined>();
  return rows.every(({ format = "", accessUrl }) => {
    if (urlOf.has(format) && urlOf.get(format) !== accessUrl) return false;
    urlOf.set(format, accessUrl);
    return true;
  });
}

function apart(rows: readonly SsaRecord[]): SsaDataset[] {
  const byUrl = new Map<string, SsaRecord[]>();
  rows.forEach((record, index) => {
    const id = record.accessUrl ?? `${record.publisherDid ?? record.creatorDid ?? "row"} ${index + 1}`;
    byUrl.set(id, [...(byUrl.get(id) ?? []), record]);
  });
  return [...byUrl].map(([id, records]) => ({ id, records }));
}
