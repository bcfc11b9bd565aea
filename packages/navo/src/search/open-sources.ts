import type { ColumnBatch, Field } from "@armillary/columns";
import type { Transport } from "@armillary/dali";
import { cellAt, propertyReader, textOf } from "@armillary/dali/dataset";
import { type ConeColumns, findConeColumns, readPositions, ScsService } from "@armillary/scs";
import { TapService } from "@armillary/tap";
import { regionShape } from "../region/region-shape.ts";
import type { AskOptions, OpenedAnswer } from "./answer.ts";
import type { PlannedAsk } from "./plan.ts";
import type { ArchiveQuestion } from "./question.ts";
import { insideRegion, rowFilter, withWords } from "./row-filter.ts";
import { tableQuery } from "./table-query.ts";

/** Asks a cone search: for the circle around the region, of which the rows outside are left out. */
export async function openCone(
  { url }: PlannedAsk,
  { region, keyword, maxrec }: ArchiveQuestion,
  transport: Transport,
  options: AskOptions,
): Promise<OpenedAnswer> {
  const shape = regionShape(region);
  const result = await new ScsService(url, { transport }).search(
    { ...shape.enclosing, ...(maxrec === undefined ? {} : { maxrec }) },
    options,
  );
  const around = "A cone search has circles alone, and the one around the region was asked for";
  const filter = rowFilter([...(shape.isCircle ? [] : [insideRegion(shape, around)]), ...withWords(keyword)]);
  return {
    result,
    url: result.url,
    read: sourceReader(result.fields, result.columns),
    ...(filter === undefined ? {} : { filter }),
  };
}

/**
 * Asks a table of sources by TAP, in the dialect of its service.
 * @throws DalError DAL_USAGE where no columns of positions are known; as the client
 */
export async function openTable(
  { url, table, service: { position } }: PlannedAsk,
  { region, keyword, maxrec }: ArchiveQuestion,
  transport: Transport,
  { spool, ...options }: AskOptions,
): Promise<OpenedAnswer> {
  const service = new TapService(url, { transport, ...(spool === undefined ? {} : { spool }) });
  const { query, ra, dec } = await tableQuery(service, { ...position, ...table }, region, options);
  const result = await service.query(query, { ...options, adapt: true, ...(maxrec === undefined ? {} : { maxrec }) });
  const filter = rowFilter(withWords(keyword));
  return {
    result,
    url: service.url,
    query: query.text,
    read: sourceReader(result.fields, columnsNamed(result.fields, ra, dec)),
    ...(filter === undefined ? {} : { filter }),
  };
}

/** The columns that were asked by are those of positions, whatever UCDs the answer has. */
function columnsNamed(fields: readonly Field[], ra: string, dec: string): ConeColumns {
  const ucds = new Map([
    [plain(ra), "pos.eq.ra;meta.main"],
    [plain(dec), "pos.eq.dec;meta.main"],
  ]);
  const isThere = [...ucds.keys()].every((name) => fields.some((field) => plain(field.name) === name));
  if (!isThere) return findConeColumns(fields);
  return findConeColumns(
    fields.map(({ ucd = "", ...field }) => {
      const own = ucds.get(plain(field.name));
      // Another position in the table must not stand before it.
      return { ...field, ucd: own ?? (/^pos\.eq\.(?:ra|dec)/i.test(ucd) ? "" : ucd) };
    }),
  );
}

/** A name without its quotes: in what is sent it may have some, in an answer never. */
function plain(name: string): string {
  return name
    .replace(/^"(.*)"$/s, "$1")
    .replaceAll('""', '"')
    .toLowerCase();
}

/** What archives call the column with names of objects, where that is another than the identifier. */
const NAMES = ["name", "prefname", "object name", "objname", "targetname", "main_id", "designation", "target_name"];

function sourceReader(fields: readonly Field[], columns: ConeColumns): OpenedAnswer["read"] {
  const nameOf = propertyReader(fields, { wanted: [{ names: NAMES }], as: "text" });
  let last: { readonly batch: ColumnBatch; readonly positions: ReturnType<typeof readPositions> } | undefined;
  return (batch, row) => {
    if (last?.batch !== batch) last = { batch, positions: readPositions(batch, columns) };
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
