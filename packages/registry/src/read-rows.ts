import { archiveOf } from "./archives.ts";
import { bareTypeName, hashList } from "./normalise.ts";
import type { RegistryCapability, RegistryInterface, RegistryRecord } from "./record.ts";

/** A row of a registry's answer, by names of columns in lower case. */
export type Row = Readonly<Record<string, unknown>>;

/** The records of the rows of `buildSearchQuery`, in the order of their identifiers. */
export function recordsOf(rows: Iterable<Row>): readonly RegistryRecord[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const ivoid = textIn(row, "ivoid")?.toLowerCase();
    if (ivoid === undefined) continue;
    const group = groups.get(ivoid);
    if (group === undefined) groups.set(ivoid, [row]);
    else group.push(row);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([ivoid, group]) => recordOf(ivoid, group));
}

function recordOf(ivoid: string, rows: readonly Row[]): RegistryRecord {
  const first = rows[0] ?? {};
  const type = bareTypeName(textIn(first, "res_type"));
  const archive = archiveOf(ivoid)?.name;
  const source = textIn(first, "source_value");
  const sourceFormat = textIn(first, "source_format");
  const regionDeg = numberIn(first, "region_of_regard");
  return {
    ivoid,
    ...(archive === undefined ? {} : { archive }),
    ...(type === undefined ? {} : { type }),
    ...texts(first, {
      shortName: "short_name",
      title: "res_title",
      description: "res_description",
      referenceUrl: "reference_url",
      created: "created",
      updated: "updated",
      version: "res_version",
      rights: "rights",
      rightsUri: "rights_uri",
    }),
    creators: (textIn(first, "creator_seq") ?? "").split(";").flatMap((name) => name.trim() || []),
    wavebands: hashList(textIn(first, "waveband")).map((band) => band.toLowerCase()),
    contentTypes: hashList(textIn(first, "content_type")),
    contentLevels: hashList(textIn(first, "content_level")),
    ...(source === undefined
      ? {}
      : { source: { value: source, ...(sourceFormat === undefined ? {} : { format: sourceFormat }) } }),
    ...(regionDeg === undefined ? {} : { regionOfRegardDeg: regionDeg }),
    capabilities: capabilitiesOf(rows),
  };
}

function capabilitiesOf(rows: readonly Row[]): readonly RegistryCapability[] {
  const groups = new Map<string, { readonly head: Row; readonly interfaces: Map<string, RegistryInterface> }>();
  for (const row of rows) {
    const index = keyIn(row, "cap_index");
    if (index === undefined) continue;
    const group = groups.get(index) ?? { head: row, interfaces: new Map() };
    groups.set(index, group);
    const way = interfaceOf(row);
    if (way !== undefined) group.interfaces.set(keyIn(row, "intf_index") ?? "", way);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => compareKeys(a, b))
    .map(([, { head, interfaces }]) => {
      const type = bareTypeName(textIn(head, "cap_type"));
      const standardId = textIn(head, "standard_id")?.toLowerCase();
      return {
        ...(standardId === undefined ? {} : { standardId }),
        ...(type === undefined ? {} : { type }),
        ...texts(head, { description: "cap_description" }),
        interfaces: [...interfaces.entries()].sort(([a], [b]) => compareKeys(a, b)).map(([, way]) => way),
      };
    });
}

function interfaceOf(row: Row): RegistryInterface | undefined {
  const url = textIn(row, "access_url");
  if (url === undefined) return undefined;
  const type = bareTypeName(textIn(row, "intf_type"));
  const restricted = numberIn(row, "authenticated_only");
  return {
    ...(type === undefined ? {} : { type }),
    ...texts(row, { role: "intf_role", version: "std_version", use: "url_use", resultType: "result_type" }),
    url,
    mirrors: hashList(textIn(row, "mirror_url")),
    queryTypes: hashList(textIn(row, "query_type")),
    ...(restricted === undefined ? {} : { authenticatedOnly: restricted !== 0 }),
  };
}

/** A text, trimmed; undefined for null and nothing but blanks, which some registries have for it. */
export function textIn(row: Row, column: string): string | undefined {
  const value = row[column];
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" ? undefined : text;
}

export function numberIn(row: Row, column: string): number | undefined {
  const value = row[column];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "bigint") return Number(number);
  if (typeof number === "boolean") return number ? 1 : 0;
  return typeof number === "number" && !Number.isNaN(number) ? number : undefined;
}

/** A key, which may be a number or a text (RegTAP 1.2, section 3). */
export function keyIn(row: Row, column: string): string | undefined {
  const value = row[column];
  return value === null || value === undefined || value === "" ? undefined : String(value);
}

/** Those texts of a row that are there, by other names. */
export function texts<Name extends string>(
  row: Row,
  names: Readonly<Record<Name, string>>,
): { readonly [Key in Name]?: string } {
  const kept: { [Key in Name]?: string } = {};
  for (const [name, column] of Object.entries<string>(names)) {
    const text = textIn(row, column);
    if (text !== undefined) kept[name as Name] = text;
  }
  return kept;
}

/** Numbers by their size, texts by their letters. */
export function compareKeys(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}
