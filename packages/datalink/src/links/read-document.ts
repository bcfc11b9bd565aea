import { isDalError, type OperationOptions, type Transport } from "@armillary/dali";
import { type SearchOptions, searchTable } from "@armillary/dali/table";
import type { Diagnostic, Status } from "@armillary/votable";
import { findDescriptors } from "../descriptor/find-descriptors.ts";
import type { ServiceDescriptor } from "../descriptor/model.ts";
import type { LinksParameters } from "../parameters.ts";
import type { LinksContext } from "../record.ts";

/** A table of links, read whole: what its rows refer to stands behind them. */
export interface LinksDocument {
  readonly url: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly descriptors: readonly ServiceDescriptor[];
  /** OVERFLOW where the service took fewer IDs than it was asked. */
  readonly status: Status;
  readonly standardId?: string;
  readonly bytes: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the rows of a table are read with. */
export function linksContext({ url, descriptors }: LinksDocument, depth = 0): LinksContext {
  return { documentUrl: url, descriptors, depth };
}

/** Asks for a table of links, and reads it. @throws DalError as `searchTable` */
export async function readDocument(
  transport: Transport,
  url: string,
  { method, parameters }: LinksParameters,
  options: OperationOptions & Pick<SearchOptions, "lenient">,
): Promise<LinksDocument> {
  const { signal, deadline, timeoutMs, lenient } = options;
  try {
    const result = await searchTable(transport, {
      url,
      method,
      parameters,
      ...(signal === undefined ? {} : { signal }),
      ...(deadline === undefined ? {} : { deadline }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(lenient === undefined ? {} : { lenient }),
    });
    const rows: Record<string, unknown>[] = [];
    for await (const row of result.rows()) rows.push(row);
    const { status, bytesRead, diagnostics } = await result.summary;
    const standardId = result.metadata.infos.find(({ name }) => name.toLowerCase() === "standardid")?.value;
    const { document } = result;
    return {
      url: result.url,
      rows,
      descriptors: document === undefined ? [] : findDescriptors(document, result.url),
      status,
      ...(standardId === undefined ? {} : { standardId }),
      bytes: bytesRead,
      diagnostics,
    };
  } catch (failure) {
    // HEASARC, of data that are not public: a VOTable without any table.
    if (isTableless(failure)) return { url, rows: [], descriptors: [], status: "OK", bytes: 0, diagnostics: [] };
    throw failure;
  }
}

function isTableless(failure: unknown): boolean {
  if (!isDalError(failure) || failure.code !== "DAL_FORMAT") return false;
  const { cause } = failure;
  // Of a FITS file without tables the same code tells; that is no answer to the question.
  return (
    cause instanceof Error && "code" in cause && cause.code === "FORMAT_NO_TABLE" && /document/.test(cause.message)
  );
}
