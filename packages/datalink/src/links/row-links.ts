import { type Field, uniqueNames } from "@armillary/columns";
import { isStandard } from "@armillary/dali";
import { type ColumnWanted, findColumn } from "@armillary/dali/table";
import { callUrl, prepareCall } from "../descriptor/call.ts";
import type { ServiceDescriptor } from "../descriptor/model.ts";
import { isLinksType } from "../record.ts";

/** How the rows of a table lead to their links; each property is the key that rows have the value under. */
export interface RowLinks {
  /** A links service that the document describes, and the column that has its IDs. */
  readonly service?: { readonly url: string; readonly idKey: string };
  /** What `access_url` is called, and the column that says whether it leads to a table of links. */
  readonly accessUrlKey?: string;
  readonly accessFormatKey?: string;
  /** The publisher's identifiers, which links services take. */
  readonly publisherDidKey?: string;
}

const ACCESS_URL: ColumnWanted = {
  utypes: ["obscore:access.reference", "Access.Reference"],
  names: ["access_url"],
  ucds: ["VOX:Image_AccessReference", "meta.ref.url"],
};
const ACCESS_FORMAT: ColumnWanted = {
  utypes: ["obscore:access.format", "Access.Format"],
  names: ["access_format"],
  ucds: ["VOX:Image_Format", "meta.code.mime"],
};
const PUBLISHER_DID: ColumnWanted = {
  utypes: ["obscore:curation.publisherdid", "Curation.PublisherDID"],
  names: ["obs_publisher_did", "publisher_did", "pub_did", "ssa_pubdid"],
  ucds: ["meta.ref.ivoid", "meta.ref.uri;meta.curation"],
};

/**
 * How the rows of a table, of any protocol, lead to their links: by a links service that its document describes, by
 * `access_url` where that is of a table of links, or by identifiers for a service that one knows.
 * @see DataLink 1.1, sections 3.1 and 4.5; ObsCore 1.1, section 4
 */
export function findRowLinks(fields: readonly Field[], descriptors: readonly ServiceDescriptor[]): RowLinks {
  const keys = uniqueNames(fields.map(({ name }) => name));
  const keyOf = (wanted: ColumnWanted): string | undefined => {
    const place = findColumn(fields, wanted);
    return place === undefined ? undefined : keys[place];
  };
  const [accessUrlKey, accessFormatKey, publisherDidKey] = [ACCESS_URL, ACCESS_FORMAT, PUBLISHER_DID].map(keyOf);
  const service = serviceIn(descriptors);
  return {
    ...(service === undefined ? {} : { service }),
    ...(accessUrlKey === undefined ? {} : { accessUrlKey }),
    ...(accessFormatKey === undefined ? {} : { accessFormatKey }),
    ...(publisherDidKey === undefined ? {} : { publisherDidKey }),
  };
}

/** The address of a row's table of links, where its `access_url` is one; undefined where it is a file. */
export function linksUrlOf(
  row: Readonly<Record<string, unknown>>,
  { accessUrlKey = "", accessFormatKey = "" }: RowLinks,
): string | undefined {
  const url = row[accessUrlKey];
  return typeof url === "string" && url !== "" && isLinksType(String(row[accessFormatKey] ?? "")) ? url : undefined;
}

function serviceIn(descriptors: readonly ServiceDescriptor[]): RowLinks["service"] {
  for (const descriptor of descriptors) {
    if (descriptor.isSelf || !isStandard(descriptor.standardId, "DataLink")) continue;
    const id = descriptor.inputs.find(({ param, source }) => source === "column" && param.name.toUpperCase() === "ID");
    if (id?.column?.field === undefined || descriptor.accessUrl === undefined) continue;
    // What it fixes goes along in the base URL.
    const inputs = descriptor.inputs.filter((input) => input.source === "fixed" || input.source === "default");
    return { url: callUrl(prepareCall({ ...descriptor, inputs })), idKey: id.column.key };
  }
  return undefined;
}
