import type { AdqlText, TableMetadata } from "@armillary/adql";
import type { RegistryFeatures } from "./features.ts";
import { compareKeys, keyIn, numberIn, type Row, textIn, texts } from "./read-rows.ts";
import type { Coverage, RegistryDescription, RegistryRecord, RegistryRole } from "./record.ts";

/** Tables with what is said of a resource besides the record itself (RegTAP 1.2, sections 8.2 to 8.17). */
export type DescriptionTable =
  | "res_role"
  | "res_subject"
  | "relationship"
  | "alt_identifier"
  | "res_date"
  | "validation"
  | "res_detail"
  | "capability"
  | "stc_spatial"
  | "stc_temporal"
  | "stc_spectral";

const DESCRIPTION_TABLES: Readonly<Record<DescriptionTable, readonly string[]>> = {
  res_role: ["role_name", "role_ivoid", "email", "telephone", "street_address", "base_role"],
  res_subject: ["res_subject"],
  relationship: ["relationship_type", "related_id", "related_name"],
  alt_identifier: ["alt_identifier"],
  res_date: ["date_value", "value_role"],
  validation: ["validated_by", "val_level", "cap_index"],
  res_detail: ["cap_index", "detail_xpath", "detail_value"],
  capability: ["cap_index", "standard_id"],
  stc_spatial: ["coverage"],
  stc_temporal: ["time_start", "time_end"],
  stc_spectral: ["spectral_start", "spectral_end"],
};

/** Rows of each table about one resource; none of those that a registry has not. */
export type DescriptionRows = { readonly [Table in DescriptionTable]?: readonly Row[] };

/** The queries for all that is said of one resource, by table. */
export function descriptionQueries(
  ivoid: string,
  features: RegistryFeatures,
): readonly (readonly [DescriptionTable, AdqlText])[] {
  const { adql, raw } = features.tools;
  return (Object.keys(DESCRIPTION_TABLES) as DescriptionTable[])
    .filter((table) => features.hasTable(table))
    .map((table) => {
      const columns = DESCRIPTION_TABLES[table].filter((column) => features.hasColumn(table, column));
      return [
        table,
        adql`SELECT ${raw(columns.join(", "))} FROM ${raw(`rr.${table}`)} WHERE ivoid = ${ivoid}`,
      ] as const;
    });
}

/** A record with all that was asked about it. */
export function describeRecord(record: RegistryRecord, rows: DescriptionRows): RegistryDescription {
  const standards = new Map(
    (rows.capability ?? []).map((row) => [keyIn(row, "cap_index"), textIn(row, "standard_id")] as const),
  );
  const roles = (wanted: string): readonly RegistryRole[] =>
    (rows.res_role ?? []).filter((row) => textIn(row, "base_role")?.toLowerCase() === wanted).flatMap(roleOf);
  return {
    ...record,
    subjects: columnOf(rows.res_subject, "res_subject"),
    contacts: roles("contact"),
    publishers: roles("publisher"),
    contributors: roles("contributor"),
    relationships: (rows.relationship ?? []).map((row) => ({
      type: textIn(row, "relationship_type") ?? "",
      ...texts(row, { ivoid: "related_id", name: "related_name" }),
    })),
    alternateIdentifiers: columnOf(rows.alt_identifier, "alt_identifier"),
    dates: (rows.res_date ?? []).flatMap((row) => {
      const date = textIn(row, "date_value");
      return date === undefined ? [] : [{ date, ...texts(row, { role: "value_role" }) }];
    }),
    validations: (rows.validation ?? []).flatMap((row) => {
      const level = numberIn(row, "val_level");
      if (level === undefined) return [];
      const standardId = standards.get(keyIn(row, "cap_index"));
      return [{ level, ...texts(row, { by: "validated_by" }), ...(standardId === undefined ? {} : { standardId }) }];
    }),
    details: (rows.res_detail ?? []).flatMap((row) => {
      const [path, value] = [textIn(row, "detail_xpath"), textIn(row, "detail_value")];
      return path === undefined || value === undefined ? [] : [{ path, value }];
    }),
    coverage: coverageOf(rows),
  };
}

function roleOf(row: Row): readonly RegistryRole[] {
  const name = textIn(row, "role_name");
  if (name === undefined) return [];
  const more = texts(row, { ivoid: "role_ivoid", email: "email", telephone: "telephone", address: "street_address" });
  return [{ name, ...more }];
}

function coverageOf(rows: DescriptionRows): Coverage {
  const moc = columnOf(rows.stc_spatial, "coverage")[0];
  return {
    ...(moc === undefined ? {} : { moc }),
    timesMjd: rangesOf(rows.stc_temporal, "time_start", "time_end"),
    energiesJ: rangesOf(rows.stc_spectral, "spectral_start", "spectral_end"),
  };
}

function rangesOf(rows: readonly Row[] = [], start: string, end: string): readonly (readonly [number, number])[] {
  return rows.flatMap((row) => {
    const [from, to] = [numberIn(row, start), numberIn(row, end)];
    return from === undefined || to === undefined ? [] : [[from, to] as const];
  });
}

function columnOf(rows: readonly Row[] = [], column: string): readonly string[] {
  return rows.flatMap((row) => textIn(row, column) ?? []);
}

/** The queries for the tables of one resource: schemas, tables, columns. */
export function tableQueries(ivoid: string, { tools: { adql } }: RegistryFeatures): readonly [AdqlText, AdqlText] {
  return [
    adql`SELECT schema_name, table_index, table_name, table_title, table_description, table_type, table_utype FROM rr.res_table LEFT OUTER JOIN rr.res_schema ON rr.res_schema.ivoid = rr.res_table.ivoid AND rr.res_schema.schema_index = rr.res_table.schema_index WHERE rr.res_table.ivoid = ${ivoid}`,
    adql`SELECT table_index, name, ucd, unit, utype, std, datatype, extended_type, arraysize, flag, column_description FROM rr.table_column WHERE ivoid = ${ivoid}`,
  ];
}

/** Tables with their columns, as the ADQL package has those of services. */
export function tablesOf(tables: readonly Row[], columns: readonly Row[]): readonly TableMetadata[] {
  const sorted = [...tables].sort((a, b) => compareKeys(keyIn(a, "table_index") ?? "", keyIn(b, "table_index") ?? ""));
  return sorted.flatMap((row) => {
    const name = textIn(row, "table_name");
    if (name === undefined) return [];
    const index = keyIn(row, "table_index");
    return [
      {
        name,
        ...texts(row, {
          schema: "schema_name",
          title: "table_title",
          description: "table_description",
          utype: "table_utype",
        }),
        columns: columns.filter((column) => keyIn(column, "table_index") === index).flatMap(columnOfTable),
      },
    ];
  });
}

function columnOfTable(row: Row): TableMetadata["columns"] {
  const name = textIn(row, "name");
  if (name === undefined) return [];
  const std = numberIn(row, "std");
  return [
    {
      name,
      ...texts(row, {
        datatype: "datatype",
        arraysize: "arraysize",
        xtype: "extended_type",
        unit: "unit",
        ucd: "ucd",
        utype: "utype",
        description: "column_description",
      }),
      ...(textIn(row, "flag")?.includes("indexed") === true ? { indexed: true } : {}),
      ...(std === undefined ? {} : { std: std !== 0 }),
    },
  ];
}
