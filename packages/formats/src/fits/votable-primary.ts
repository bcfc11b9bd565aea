import { isNumberedName } from "@armillary/columns";
import type { FitsHdu } from "@armillary/fits";
import { openVotable, type TableMeta, VotableError } from "@armillary/votable";
import type { TableMetadata } from "../table-stream.ts";
import { tableMetadata } from "../votable-head.ts";

/** What the VOTable of a FITS-plus file says of one table. */
export interface DescribedTable {
  readonly fields: TableMeta["fields"];
  readonly metadata: TableMetadata;
}

/** A VOTable without rows is not longer than this. */
const MOST_BYTES = 64 << 20;

/**
 * The tables that a primary HDU describes by the VOTable in it, in the order of the binary tables that follow: what the
 * FITS-plus convention of TOPCAT and STILTS has there, announced by VOTMETA. Undefined for any other HDU, and for data that
 * are no VOTable.
 */
export async function readVotablePrimary(hdu: FitsHdu): Promise<readonly DescribedTable[] | undefined> {
  const announced = hdu.index === 0 && hdu.header.get("VOTMETA") === true;
  if (!announced || hdu.bitpix !== 8 || hdu.axes.length !== 1 || hdu.dataBytes > MOST_BYTES) return undefined;
  try {
    const reader = await openVotable(hdu.bytes(), { lenient: true });
    const tables = [];
    for await (const table of reader.tables()) tables.push(table);
    await reader.summary;
    return tables.map((table) => ({
      fields: table.meta.fields,
      metadata: tableMetadata(reader.document, table),
    }));
  } catch (failure) {
    if (failure instanceof VotableError) return undefined;
    throw failure;
  }
}

/**
 * Whether a description is of this table: other software that adds, drops or moves columns leaves it in place. Names may
 * have been cut, numbered to tell them apart, or rid of what a header cannot hold.
 */
export function isAbout({ fields }: DescribedTable, hdu: FitsHdu): boolean {
  if (hdu.header.get("TFIELDS") !== fields.length) return false;
  return fields.every(({ name }, index) => {
    const stored = hdu.header.text(`TTYPE${index + 1}`) ?? "";
    const described = name
      .replace(/\s/g, " ")
      .replace(/[^\x20-\x7e]/gu, "?")
      .trimEnd();
    return (
      described.startsWith(stored) || isNumberedName(stored, described) || (described === "" && /^col\d+$/.test(stored))
    );
  });
}
