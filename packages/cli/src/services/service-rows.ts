import type { TableStream } from "@armillary/formats";
import { accessPoints, type RegistryRecord, type ServiceAccess } from "@armillary/registry";
import { tableOfRows } from "@armillary/tap";

/** A service of a resource, or a resource without one that is known here. */
export interface ServiceRow {
  readonly record: RegistryRecord;
  readonly access?: ServiceAccess;
}

/**
 * The services of resources, one a row. Where protocols are asked for, those of them alone.
 * @param auxiliary - whether services of many datasets count for each
 */
export function serviceRows(
  records: readonly RegistryRecord[],
  protocols: readonly string[] | undefined,
  auxiliary: boolean,
): readonly ServiceRow[] {
  return records.flatMap((record): readonly ServiceRow[] => {
    const points = accessPoints(record, { auxiliary, ...(protocols === undefined ? {} : { protocol: protocols }) });
    if (points.length === 0 && protocols === undefined) return [{ record }];
    return points.map((access) => ({ record, access }));
  });
}

const TEXT = { datatype: "unicodeChar", arraysize: "*" } as const;

/** The same as a table, for any format. */
export function serviceTable(rows: readonly ServiceRow[]): TableStream {
  return tableOfRows({
    fields: [
      { name: "archive", ...TEXT, description: "Short name of the archive, if it is one of the four" },
      { name: "protocol", ...TEXT, description: "What the service is asked by" },
      { name: "version", ...TEXT, ucd: "meta.version", description: "Version of the standard" },
      { name: "short_name", ...TEXT, ucd: "meta.title" },
      { name: "title", ...TEXT, ucd: "meta.title;meta.main" },
      { name: "access_url", ...TEXT, ucd: "meta.ref.url", description: "Base URL of the service" },
      { name: "ivoid", ...TEXT, ucd: "meta.ref.ivoid", description: "Identifier of the resource" },
      { name: "res_type", ...TEXT, ucd: "meta.code.class", description: "Type of the resource" },
      { name: "waveband", ...TEXT, description: "Wavebands, between commas" },
      { name: "standard_id", ...TEXT, ucd: "meta.ref.ivoid", description: "Identifier of the standard" },
      { name: "auxiliary", datatype: "boolean", description: "Whether the service is one of many datasets" },
      { name: "login", datatype: "boolean", description: "Whether nobody gets in without logging in" },
      { name: "mirrors", ...TEXT, ucd: "meta.ref.url", description: "Other addresses, between blanks" },
      { name: "reference_url", ...TEXT, ucd: "meta.ref.url", description: "Page about the resource" },
      { name: "updated", ...TEXT, description: "When the record was last changed" },
      { name: "description", ...TEXT, ucd: "meta.note" },
    ],
    rows: rows.map(({ record, access }) => [
      record.archive,
      access?.protocol,
      access?.version,
      record.shortName,
      record.title,
      access?.url,
      record.ivoid,
      record.type,
      record.wavebands.length === 0 ? undefined : record.wavebands.join(", "),
      access?.standardId,
      access?.isAuxiliary,
      access?.needsLogin,
      access === undefined || access.mirrors.length === 0 ? undefined : access.mirrors.join(" "),
      record.referenceUrl,
      record.updated,
      record.description,
    ]),
  });
}
