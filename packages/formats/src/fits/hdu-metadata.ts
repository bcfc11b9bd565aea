import type { FitsHdu, FitsReader } from "@armillary/fits";
import type { Diagnostic, Status } from "@armillary/votable";
import type { TableMetadata } from "../table-stream.ts";
import type { DescribedTable } from "./votable-primary.ts";

/** What a table says of itself: by the VOTable that describes it, else by EXTNAME. */
export function metadataOf(hdu: FitsHdu, described: DescribedTable | undefined): TableMetadata {
  const name = described?.metadata.name ?? hdu.name;
  return {
    ...(name === undefined || name === "" ? {} : { name }),
    ...(described?.metadata ?? { params: [], infos: [] }),
  };
}

/** The last QUERY_STATUS (DALI 1.1, section 4.4). */
export function statusOf({ infos }: Pick<TableMetadata, "infos">): {
  readonly status: Status;
  readonly message?: string;
} {
  const last = infos.filter(({ name }) => name === "QUERY_STATUS").at(-1);
  const value = last?.value.trim().toUpperCase();
  if (value !== "OVERFLOW" && value !== "ERROR") return { status: "OK" };
  return { status: value, ...(last?.text === undefined ? {} : { message: last.text }) };
}

/** What the reader read past, as other formats report it. */
export function diagnosticsOf(reader: FitsReader): Diagnostic[] {
  return reader.diagnostics.map(({ code, message, count, section }) => ({ code, message, count, section }));
}
