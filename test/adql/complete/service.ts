import type { ColumnMetadata, ServiceMetadata } from "../../../packages/adql/src/index.ts";

const column = (name: string, ucd: string, more: Partial<ColumnMetadata> = {}): ColumnMetadata => ({
  name,
  datatype: "double",
  ucd,
  ...more,
});

/** A service with a large catalogue, one that hangs on it, names that need quotes, and ObsCore. */
export const SERVICE: ServiceMetadata = {
  tables: [
    {
      name: "sky.source",
      schema: "sky",
      title: "All sources",
      description: "One row a *source*.",
      rows: 1_811_709_771,
      columns: [
        column("solution_id", "meta.version", { datatype: "long" }),
        column("source_id", "meta.id;meta.main", { datatype: "long", principal: true, indexed: true }),
        column("ra", "pos.eq.ra;meta.main", { unit: "deg", principal: true, indexed: true }),
        column("dec", "pos.eq.dec;meta.main", { unit: "deg", principal: true, indexed: true }),
        column("parallax", "pos.parallax.trig", { unit: "mas", description: "Absolute parallax" }),
        column("phot_parallax", "pos.parallax.phot", { unit: "mas" }),
        column("pmra", "pos.pm;pos.eq.ra", { unit: "mas/yr" }),
        column("date", "time.epoch", { datatype: "char", arraysize: "*", xtype: "timestamp" }),
      ],
    },
    {
      name: "sky.spectra",
      schema: "sky",
      columns: [
        column("spectrum_id", "meta.id;meta.main", { datatype: "long" }),
        column("source_id", "meta.id", { datatype: "long" }),
        column("teff", "phys.temperature.effective", { unit: "K" }),
      ],
      foreignKeys: [{ targetTable: "sky.source", columns: [{ from: "source_id", target: "source_id" }] }],
    },
    {
      name: "ivoa.ObsCore",
      schema: "ivoa",
      columns: [
        column("s_ra", "pos.eq.ra", { unit: "deg" }),
        column("s_dec", "pos.eq.dec", { unit: "deg" }),
        column("s_region", "pos.outline;obs.field", { datatype: "char", arraysize: "*", xtype: "adql:REGION" }),
      ],
    },
    {
      name: '"J/A+A/1/stars"',
      schema: "vizier",
      columns: [column("RAJ2000", "pos.eq.ra;meta.main"), column('"[Fe/H]"', "phys.abund.Z")],
    },
    { name: "tap_schema.tables", schema: "tap_schema", columns: [column("table_name", "meta.id")] },
  ],
  functions: [{ signature: "ivo_healpix_index(order INTEGER, ra REAL, dec REAL) -> BIGINT" }],
};
