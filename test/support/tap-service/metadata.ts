import type { ModeLimits, Quirks } from "./quirks.ts";
import { type ServiceTable, serviceTable } from "./tables.ts";
import { xmlText } from "./xml-text.ts";

/** What the capabilities say. */
export interface Declared {
  readonly version: "1.0" | "1.1";
  readonly sync: ModeLimits;
  readonly async: ModeLimits;
  /** Rows or bytes of an upload at most. */
  readonly uploadRows?: number;
  readonly uploadBytes?: number;
  /** Media types with an alias each; default: VOTable in three serializations, CSV, TSV, FITS. */
  readonly formats?: readonly (readonly [mime: string, alias?: string | undefined, ivoid?: string])[];
  readonly functions?: readonly string[];
  /** Optional features of the language, by the last part of their type: `["features-adql-sets", "UNION"]`. */
  readonly features?: readonly (readonly [type: string, form: string])[];
}

const FORMATS: NonNullable<Declared["formats"]> = [
  ["application/x-votable+xml", "votable"],
  ["application/x-votable+xml;serialization=TABLEDATA", "votable/td", "ivo://ivoa.net/std/TAPRegExt#output-votable-td"],
  [
    "application/x-votable+xml;serialization=BINARY2",
    "votable/b2",
    "ivo://ivoa.net/std/TAPRegExt#output-votable-binary2",
  ],
  ["text/csv", "csv"],
  ["text/tab-separated-values", "tsv"],
  ["application/fits", "fits"],
];

/** The capabilities document (TAPRegExt 1.1). */
export function capabilitiesXml(base: string, declared: Declared, quirks: Quirks): string {
  const { formats = FORMATS, functions = [], features = [] } = declared;
  const unit = quirks.byteLimits === true ? "byte" : "row";
  const limit = (mode: string, { default: soft, hard }: ModeLimits): string =>
    soft === undefined && hard === undefined
      ? ""
      : `<outputLimit forMode="${mode}">${amount("default", soft, unit)}${amount("hard", hard, unit)}</outputLimit>`;
  const limits =
    quirks.byteLimits === true
      ? '<outputLimit><default unit="byte">2000000000</default><hard unit="byte">2000000000</hard></outputLimit><uploadLimit><default unit="byte"/></uploadLimit>'
      : limit("sync", declared.sync) + limit("async", declared.async);
  const upload =
    declared.uploadRows !== undefined || declared.uploadBytes !== undefined
      ? `<uploadLimit>${amount("hard", declared.uploadRows ?? declared.uploadBytes, declared.uploadRows === undefined ? "byte" : "row")}</uploadLimit>`
      : "";
  const endpoints = [
    ...(quirks.noSync === true ? [] : ["sync"]),
    ...(quirks.noAsync === true ? [] : ["async"]),
    "tables",
  ];
  const dali =
    declared.version === "1.1" ? endpoints.map((name) => `<endpoint><name>${name}</name></endpoint>`).join("") : "";
  return `<?xml version="1.0" encoding="UTF-8"?>
<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<capability standardID="ivo://ivoa.net/std/TAP" xsi:type="tr:TableAccess">
<interface role="std" xsi:type="vs:ParamHTTP"${declared.version === "1.1" ? ' version="1.1"' : ""}><accessURL use="base">${base}</accessURL>${dali}</interface>
<language><name>ADQL</name><version>2.0</version><version>2.1</version><description>ADQL</description>
<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-udf">${functions.map((form) => `<feature><form>${form}</form></feature>`).join("")}</languageFeatures>
<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-adqlgeo">${["POINT", "CIRCLE", "CONTAINS", "DISTANCE"].map((form) => `<feature><form>${form}</form></feature>`).join("")}</languageFeatures>
${features.map(([type, form]) => `<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#${type}"><feature><form>${form}</form></feature></languageFeatures>`).join("")}</language>
${formats.map(([mime, alias, ivoid]) => `<outputFormat${ivoid === undefined ? "" : ` ivo-id="${ivoid}"`}><mime>${mime}</mime>${alias === undefined ? "" : `<alias>${alias}</alias>`}</outputFormat>`).join("\n")}
${quirks.noUploads === true ? "" : '<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-inline"/><uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-http"/>'}
${limits}${upload}
</capability></vosi:capabilities>
`;
}

function amount(element: string, value: number | undefined, unit: string): string {
  return value === undefined ? "" : `<${element} unit="${unit}">${value}</${element}>`;
}

/** VOSI tables: all, without columns, or one table. */
export function tablesXml(tables: readonly ServiceTable[], detail: "min" | "max"): string {
  const schemas = [...new Set(tables.map(schemaOf))];
  const body = schemas.map((schema) => {
    const own = tables.filter((table) => schemaOf(table) === schema).map((table) => tableXml(table, detail));
    return `<schema><name>${xmlText(schema)}</name>${own.join("")}</schema>`;
  });
  return `<?xml version="1.0"?>\n<vosi:tableset xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${body.join("")}</vosi:tableset>\n`;
}

/** One table alone (VOSI 1.1, section 4.1.3). */
export function singleTableXml(table: ServiceTable): string {
  return `<?xml version="1.0"?>\n${tableXml(table, "max")
    .replace(
      "<table",
      '<vosi:table xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    )
    .replace(/<\/table>$/, "</vosi:table>")}`;
}

function tableXml(table: ServiceTable, detail: "min" | "max"): string {
  const columns = table.fields.map((field) => {
    const said = (["description", "unit", "ucd", "utype"] as const).map((key) =>
      field[key] === undefined ? "" : `<${key}>${xmlText(field[key])}</${key}>`,
    );
    const size = field.arraysize === undefined ? "" : ` arraysize="${field.arraysize}"`;
    const flags = [
      ...(table.indexed?.includes(field.name) === true ? ["indexed"] : []),
      ...(isKey(table, field.name) ? ["primary"] : []),
    ];
    return `<column><name>${xmlText(field.name)}</name>${said.join("")}<dataType xsi:type="vs:VOTableType"${size}>${field.datatype}</dataType>${flags.map((flag) => `<flag>${flag}</flag>`).join("")}</column>`;
  });
  const keys = (table.foreignKeys ?? []).map(
    ({ to, columns: pairs }) =>
      `<foreignKey><targetTable>${xmlText(to)}</targetTable>${pairs.map(([from, target]) => `<fkColumn><fromColumn>${from}</fromColumn><targetColumn>${target}</targetColumn></fkColumn>`).join("")}</foreignKey>`,
  );
  const description = table.description === undefined ? "" : `<description>${xmlText(table.description)}</description>`;
  return `<table><name>${xmlText(table.name)}</name>${description}${detail === "min" ? "" : [...columns, ...keys].join("")}</table>`;
}

function isKey({ fields, indexed }: ServiceTable, name: string): boolean {
  return fields[0]?.name === name && indexed?.includes(name) === true;
}

/** The tables of TAP_SCHEMA about these tables, as tables of their own (TAP 1.1, section 4). */
export function tapSchema(tables: readonly ServiceTable[]): ServiceTable[] {
  const text = "char*";
  const keys = tables.flatMap((table) =>
    (table.foreignKeys ?? []).map((key, index) => ({ table, key, id: `${table.name}_${index}` })),
  );
  return [
    serviceTable(
      "TAP_SCHEMA.schemas",
      { schema_name: text, utype: text, description: text, schema_index: "int" },
      [...new Set(tables.map(schemaOf))].map((schema, index) => [schema, null, null, index]),
    ),
    serviceTable(
      "TAP_SCHEMA.tables",
      { schema_name: text, table_name: text, table_type: text, utype: text, description: text, table_index: "int" },
      tables.map((table, index) => [schemaOf(table), table.name, "table", null, table.description ?? null, index]),
    ),
    serviceTable(
      "TAP_SCHEMA.columns",
      {
        table_name: text,
        column_name: text,
        datatype: text,
        arraysize: text,
        xtype: text,
        description: text,
        utype: text,
        unit: text,
        ucd: text,
        indexed: "int",
        principal: "int",
        std: "int",
        column_index: "int",
      },
      tables.flatMap(({ name, fields, indexed = [], principal = [] }) =>
        fields.map((field, index) => [
          name,
          field.name,
          field.datatype,
          field.arraysize ?? null,
          field.xtype ?? null,
          field.description ?? null,
          field.utype ?? null,
          field.unit ?? null,
          field.ucd ?? null,
          indexed.includes(field.name) ? 1 : 0,
          principal.includes(field.name) ? 1 : 0,
          0,
          index,
        ]),
      ),
    ),
    serviceTable(
      "TAP_SCHEMA.keys",
      { key_id: text, from_table: text, target_table: text, description: text, utype: text },
      keys.map(({ table, key, id }) => [id, table.name, key.to, null, null]),
    ),
    serviceTable(
      "TAP_SCHEMA.key_columns",
      { key_id: text, from_column: text, target_column: text },
      keys.flatMap(({ key, id }) => key.columns.map(([from, target]) => [id, from, target])),
    ),
  ];
}

function schemaOf({ name }: ServiceTable): string {
  return /^(.*)\.[^.]*$/.exec(name)?.[1] ?? "default";
}
