import type { Field } from "@armillary/columns";
import { type Bitpix, type FitsHdu, type HduKind, openFits } from "@armillary/fits";
import type { Diagnostic, Status } from "@armillary/votable";
import type { TableMetadata } from "../table-stream.ts";
import { diagnosticsOf, metadataOf, statusOf } from "./hdu-metadata.ts";
import { type DescribedTable, isAbout, readVotablePrimary } from "./votable-primary.ts";

/** One header and data unit of a FITS file. Attributes that the header does not have are left out. */
export interface HduDescription {
  /** From 0, the primary HDU. */
  readonly index: number;
  readonly kind: HduKind;
  /** EXTNAME. */
  readonly name?: string;
  /** EXTVER. */
  readonly version?: number;
  readonly bitpix: Bitpix;
  /** NAXIS1, NAXIS2, …: the fastest axis first. Of a table bytes of a row, and rows. */
  readonly axes: readonly number[];
  /** BUNIT of an image. */
  readonly unit?: string;
  /** Place among the tables of the file, from 0. */
  readonly table?: number;
}

/** A table of the file, without its rows. */
export interface FitsTableDescription {
  readonly fields: readonly Field[];
  readonly metadata: TableMetadata;
  /** NAXIS2; as many rows are there. */
  readonly rows: number;
}

export interface FitsFileDescription {
  /** The last QUERY_STATUS that a VOTable in the primary HDU has, else OK. */
  readonly status: Status;
  readonly message?: string;
  readonly hdus: readonly HduDescription[];
  /** In file order. */
  readonly tables: readonly FitsTableDescription[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Describes a FITS file by its headers; data are skipped, and there to their ends.
 * @throws FitsError
 */
export async function describeFits(source: AsyncIterable<Uint8Array>): Promise<FitsFileDescription> {
  const reader = await openFits(source, { lenient: true });
  try {
    const hdus: HduDescription[] = [];
    const tables: FitsTableDescription[] = [];
    let binaryTables = 0;
    let descriptions: readonly DescribedTable[] | undefined;
    for await (const hdu of reader.hdus()) {
      if (hdu.index === 0) descriptions = await readVotablePrimary(hdu);
      const isTable = hdu.kind === "bintable" || hdu.kind === "table";
      hdus.push({ ...describeHdu(hdu), ...(isTable ? { table: tables.length } : {}) });
      if (!isTable) continue;
      const described = hdu.kind === "bintable" ? descriptions?.[binaryTables++] : undefined;
      const about = described !== undefined && isAbout(described, hdu);
      const { fields, rows } = hdu.table(about ? { metadata: described.fields } : {});
      tables.push({ fields, rows, metadata: metadataOf(hdu, described) });
    }
    const infos = tables.flatMap(({ metadata }) => metadata.infos);
    return { ...statusOf({ infos }), hdus, tables, diagnostics: diagnosticsOf(reader) };
  } finally {
    await reader.close();
  }
}

function describeHdu({ index, kind, name, header, bitpix, axes }: FitsHdu): HduDescription {
  const version = header.get("EXTVER");
  const unit = kind === "image" ? header.text("BUNIT") : undefined;
  return {
    index,
    kind,
    ...(name === undefined ? {} : { name }),
    ...(typeof version === "number" ? { version } : {}),
    bitpix,
    axes,
    ...(unit === undefined ? {} : { unit }),
  };
}
