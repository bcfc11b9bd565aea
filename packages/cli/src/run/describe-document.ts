import type { FieldMeta } from "@armillary/columns";
import type { FormatName, TableStream } from "@armillary/formats";
import type { FitsFileDescription, HduDescription } from "@armillary/formats/fits";
import type { TableFolder } from "@armillary/formats/node";
import type {
  Container,
  Diagnostic,
  Info,
  Param,
  Resource,
  Status,
  TableMeta,
  VotableReader,
} from "@armillary/votable";

/** What `armillary info --json` prints. Attributes that the document does not have are left out. */
export interface DocumentDescription {
  readonly format: FormatName;
  /** Of a VOTable, as written. */
  readonly version?: string;
  readonly status: Status;
  /** The service's words with the status. */
  readonly message?: string;
  readonly tables: readonly TableDescription[];
  /** Of a FITS file: all that is in it, images too. */
  readonly hdus?: readonly HduDescription[];
  /** Of a folder: how many files its rows are in. */
  readonly files?: number;
  /** PARAMs and INFOs outside of tables; of a HATS catalogue what its `hats.properties` says. */
  readonly params: readonly ParamDescription[];
  readonly infos: readonly Info[];
  readonly diagnostics: readonly Omit<Diagnostic, "section">[];
}

export interface TableDescription {
  readonly name?: string;
  /** Name, or else ID, of the innermost RESOURCE around it. */
  readonly resource?: string;
  /** Counted by reading; left out where rows cannot be counted. */
  readonly rows?: number;
  readonly serialization?: string;
  readonly description?: string;
  readonly fields: readonly FieldDescription[];
  readonly params: readonly ParamDescription[];
  readonly infos: readonly Info[];
}

type FieldDescription = Pick<
  FieldMeta,
  "name" | "ID" | "datatype" | "arraysize" | "xtype" | "unit" | "ucd" | "utype" | "description"
> & { readonly null?: string };

type ParamDescription = Omit<FieldDescription, "null"> & { readonly value: string };

/** Reads a VOTable to its end and describes all of it; rows are skipped and counted. */
export async function describeVotable(reader: VotableReader): Promise<DocumentDescription> {
  const { status, message, diagnostics } = await reader.summary;
  const { document } = reader;
  const outside = containersOf(document);
  return {
    format: "votable",
    ...(document.version === undefined ? {} : { version: document.version }),
    status,
    ...(message === undefined ? {} : { message }),
    tables: tablesOf(document.resources)
      .sort((a, b) => a.meta.index - b.meta.index)
      .map(({ meta, resource }) => describeTable(meta, resource)),
    params: outside.flatMap(({ params }) => params.map(describeParam)),
    infos: outside.flatMap(({ infos }) => infos),
    diagnostics: diagnostics.map(({ section: _section, ...diagnostic }) => diagnostic),
  };
}

/** A FITS file in the same shape: its tables, and all HDUs. */
export function describeFitsFile(file: FitsFileDescription): DocumentDescription {
  const { status, message, hdus, tables, diagnostics } = file;
  return {
    format: "fits",
    status,
    ...(message === undefined ? {} : { message }),
    tables: tables.map(describeSingle),
    hdus,
    params: [],
    infos: [],
    diagnostics: diagnostics.map(({ section: _section, ...diagnostic }) => diagnostic),
  };
}

/** Reads a table of another format to its end and describes it in the same shape. */
export async function describeTableStream(format: FormatName, table: TableStream): Promise<DocumentDescription> {
  const { status, message, rows, diagnostics } = await table.summary;
  return {
    format,
    status,
    ...(message === undefined ? {} : { message }),
    tables: [describeSingle({ fields: table.fields, metadata: table.metadata, rows })],
    params: [],
    infos: [],
    diagnostics: diagnostics.map(({ section: _section, ...diagnostic }) => diagnostic),
  };
}

/** A folder of Parquet files, or a HATS catalogue, in the same shape. */
export async function describeFolder(
  { files, name, properties }: TableFolder,
  table: TableStream,
): Promise<DocumentDescription> {
  const description = await describeTableStream("parquet", table);
  const tables = description.tables.map((each) => (name === undefined ? each : { ...each, name }));
  const infos = [...properties].map(([key, value]) => ({ name: key, value }));
  return { ...description, files: files.length, tables, infos };
}

function describeSingle({
  fields,
  metadata: { name, description, params, infos },
  rows,
}: Pick<TableStream, "fields" | "metadata"> & { readonly rows: number }): TableDescription {
  return {
    ...(name === undefined ? {} : { name }),
    rows,
    ...(description === undefined ? {} : { description }),
    fields: fields.map(describeField),
    params: params.map(describeParam),
    infos,
  };
}

/** The document and its RESOURCEs, in document order. */
function containersOf(container: Container): Container[] {
  return [container, ...container.resources.flatMap(containersOf)];
}

function tablesOf(resources: readonly Resource[]): { readonly meta: TableMeta; readonly resource: Resource }[] {
  return resources.flatMap((resource) => [
    ...resource.tables.map((meta) => ({ meta, resource })),
    ...tablesOf(resource.resources),
  ]);
}

function describeTable(meta: TableMeta, resource: Resource): TableDescription {
  const name = meta.name ?? meta.ID;
  const around = resource.name ?? resource.ID;
  return {
    ...(name === undefined ? {} : { name }),
    ...(around === undefined ? {} : { resource: around }),
    ...(meta.rows === undefined ? {} : { rows: meta.rows }),
    ...(meta.serialization === undefined ? {} : { serialization: meta.serialization }),
    ...(meta.description === undefined ? {} : { description: meta.description }),
    fields: meta.fields.map(describeField),
    params: meta.params.map(describeParam),
    infos: meta.infos,
  };
}

const ATTRIBUTES = ["name", "ID", "datatype", "arraysize", "xtype", "unit", "ucd", "utype", "description"] as const;

function describeMeta(meta: FieldMeta): Omit<FieldDescription, "null"> {
  const present = ATTRIBUTES.flatMap((name) => (meta[name] === undefined ? [] : [[name, meta[name]]]));
  return Object.fromEntries(present) as Omit<FieldDescription, "null">;
}

function describeField(meta: FieldMeta): FieldDescription {
  const nullText = meta.values?.find((values) => values.null !== undefined)?.null;
  return { ...describeMeta(meta), ...(nullText === undefined ? {} : { null: nullText }) };
}

function describeParam(param: Param): ParamDescription {
  return { ...describeMeta(param), value: param.value };
}
