import { DalError, limitFor, type Part, printUpload } from "@armillary/dali";
import { convert, mapBatches, type Spool, type TableStream } from "@armillary/formats";
import type { TapCapabilities, TapMode } from "../capabilities.ts";
import { openUpload } from "./open.ts";
import {
  isRepeatable,
  isUploadUrl,
  knownRows,
  type UploadSerialization,
  type UploadSource,
  type UploadUrl,
} from "./source.ts";
import { unicodeWhereNeeded } from "./unicode.ts";

/** The uploads of a request, ready to be sent. */
export interface PreparedUploads {
  /** The value of UPLOAD. */
  readonly parameter: string;
  /** Tables that go inline; empty when all are fetched by the service. */
  readonly parts: readonly Part[];
  /** Whether they can be sent a second time. */
  readonly isRepeatable: boolean;
  /** What reading or writing one of them threw, and its name: a transport sees a request that broke off, and no reason. */
  failure(): UploadFailure | undefined;
}

export interface UploadFailure {
  /** Of the upload. */
  readonly name: string;
  readonly cause: unknown;
}

export interface UploadContext {
  readonly serialization: UploadSerialization;
  readonly mode: TapMode;
  readonly capabilities?: TapCapabilities;
  readonly spool?: Spool;
}

/**
 * Makes the parts of a request out of tables: UPLOAD in the form of TAP 1.0 (`a,param:t1;b,param:t2`), which services of
 * 1.1 take as well, and a VOTable for each, written while it is sent.
 * @throws DalError DAL_USAGE for a name that cannot be one; DAL_LIMIT where a table is known to be larger than the service takes
 * @see TAP 1.1, section 2.6 "Table Upload"
 */
export function prepareUploads(
  uploads: Readonly<Record<string, UploadSource>>,
  context: UploadContext,
): PreparedUploads | undefined {
  const entries = Object.entries(uploads);
  if (entries.length === 0) return undefined;
  checkNames(entries.map(([name]) => name));
  const isInline = entries.some(([, source]) => !isUploadUrl(source));
  checkMethods(
    isInline,
    entries.some(([, source]) => isUploadUrl(source)),
    context,
  );
  const limits = limitsOf(context);
  for (const [name, source] of entries) {
    const rows = knownRows(source);
    if (rows !== undefined && limits.rows !== undefined && rows > limits.rows)
      throw tooLarge(name, `${rows.toLocaleString("en")} rows`, limits);
  }
  let failure: UploadFailure | undefined;
  return {
    parameter: entries
      .map(([name, source]) => printUpload({ name, uri: isUploadUrl(source) ? source.url : `param:${partName(name)}` }))
      .join(";"),
    parts: entries.flatMap(([name, source]) =>
      isUploadUrl(source)
        ? []
        : [
            partOf(name, source, context, limits, (cause) => {
              failure ??= { name, cause };
            }),
          ],
    ),
    isRepeatable: entries.every(([, source]) => isRepeatable(source)),
    failure: () => failure,
  };
}

/** Not a name that is a parameter of TAP: some services mix up parts and parameters. */
function partName(name: string): string {
  return `upload_${name}`;
}

function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    // printUpload says what is wrong with a name; that two are one to a service, whose names have no case, it cannot see.
    printUpload({ name, uri: "param:x" });
    if (seen.has(name.toLowerCase())) {
      throw new DalError(
        "DAL_USAGE",
        `Two uploads are called "${name}": names of tables are compared without regard to case.`,
      );
    }
    seen.add(name.toLowerCase());
  }
}

/** A service that lists its ways to upload, and not the one that is needed, is not asked. */
function checkMethods(needsInline: boolean, needsUrl: boolean, { mode, capabilities }: UploadContext): void {
  const methods = (capabilities?.tableAccess?.uploadMethods ?? []).filter(
    ({ forMode }) => forMode === undefined || forMode === mode,
  );
  const named = methods.flatMap(({ ivoid }) => ivoid?.toLowerCase().split("#")[1] ?? []);
  if (named.length === 0) return;
  if (needsInline && !named.includes("upload-inline")) {
    throw new DalError(
      "DAL_USAGE",
      `The service takes uploads by ${named.join(", ")} alone, by its capabilities: put the table where it can fetch it.`,
    );
  }
  if (needsUrl && !named.some((method) => /^upload-(https?|ftp|vos)/.test(method))) {
    throw new DalError("DAL_USAGE", "The service does not fetch tables, by its capabilities: send the table along.");
  }
}

interface UploadLimits {
  readonly rows?: number;
  readonly bytes?: number;
}

function limitsOf({ mode, capabilities }: UploadContext): UploadLimits {
  const limit = limitFor(capabilities?.tableAccess?.uploadLimit ?? [], mode);
  const most = limit?.hard ?? limit?.default;
  if (most === undefined) return {};
  return most.unit === "byte" ? { bytes: most.value } : { rows: most.value };
}

function tooLarge(name: string, size: string, { rows, bytes }: UploadLimits): DalError {
  const most = rows === undefined ? `${(bytes ?? 0).toLocaleString("en")} bytes` : `${rows.toLocaleString("en")} rows`;
  return new DalError(
    "DAL_LIMIT",
    `The upload "${name}" has ${size}; the service takes ${most} at most. Send it in pieces, or fewer columns of it.`,
  );
}

function partOf(
  name: string,
  source: Exclude<UploadSource, UploadUrl>,
  { serialization, spool }: UploadContext,
  limits: UploadLimits,
  onFailure: (cause: unknown) => void,
): Part {
  const write = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    const tooMany = (rows: number): DalError => tooLarge(name, `more than ${rows.toLocaleString("en")} rows`, limits);
    const table = counted(await unicodeWhereNeeded(await openUpload(source)), limits.rows, tooMany);
    let bytes = 0;
    try {
      const writing = { serialization, services: false, ...(spool === undefined ? {} : { spool }) };
      for await (const chunk of convert(table, "votable", writing)) {
        bytes += chunk.length;
        if (limits.bytes !== undefined && bytes > limits.bytes) {
          throw tooLarge(name, `more than ${limits.bytes.toLocaleString("en")} bytes as a VOTable`, limits);
        }
        yield chunk;
      }
    } finally {
      await table.close();
    }
  };
  const open = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* write();
    } catch (cause) {
      onFailure(cause);
      throw cause;
    }
  };
  return {
    name: partName(name),
    filename: `${name}.vot`,
    contentType: "application/x-votable+xml",
    body: isRepeatable(source) ? open : open(),
  };
}

/** The table; more rows than `most` are an error. */
function counted(table: TableStream, most: number | undefined, toError: (most: number) => DalError): TableStream {
  if (most === undefined) return table;
  let rows = 0;
  return mapBatches(table, table.fields, (batch) => {
    rows += batch.rows;
    if (rows > most) throw toError(most);
    return batch;
  });
}
