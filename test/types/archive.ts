import type { ServiceMetadata } from "@armillary/adql";

/** An archive with what archives have: `declareSchema` makes `archive-schema.d.ts` of it. */
export const archive: ServiceMetadata = {
  tables: [
    {
      name: "ivoa.obscore",
      schema: "ivoa",
      description: "Observations, as ObsCore 1.1 has them.",
      columns: [
        { name: "obs_publisher_did", datatype: "char", arraysize: "*", ucd: "meta.ref.ivoid" },
        { name: "obs_id", datatype: "char", arraysize: "*", ucd: "meta.id" },
        { name: "calib_level", datatype: "int", ucd: "meta.code;obs.calib", description: "0 to 4: 0 is raw." },
        { name: "s_ra", datatype: "double", unit: "deg", ucd: "pos.eq.ra", description: "Right ascension, ICRS." },
        { name: "s_dec", datatype: "double", unit: "deg", ucd: "pos.eq.dec", description: "Declination, ICRS." },
        { name: "s_region", datatype: "double", arraysize: "*", xtype: "polygon" },
        { name: "t_min", datatype: "double", unit: "d", xtype: "mjd" },
        { name: "access_estsize", datatype: "long", unit: "kbyte" },
      ],
    },
    {
      name: "gaiadr3.gaia_source",
      schema: "gaiadr3",
      columns: [
        { name: "source_id", datatype: "long", ucd: "meta.id;meta.main" },
        { name: "ra", datatype: "double", unit: "deg", ucd: "pos.eq.ra;meta.main" },
        { name: "dec", datatype: "double", unit: "deg", ucd: "pos.eq.dec;meta.main" },
        { name: "parallax", datatype: "double", unit: "mas" },
        { name: "phot_g_mean_mag", datatype: "float", unit: "mag" },
        { name: "has_xp_sampled", datatype: "boolean" },
        { name: "Designation", datatype: "char", arraysize: "*" },
      ],
    },
    {
      name: "gaiadr3.vari_summary",
      schema: "gaiadr3",
      columns: [
        { name: "source_id", datatype: "BIGINT" },
        { name: "best_class", datatype: "adql:VARCHAR" },
        { name: "period", datatype: "DOUBLE", unit: "d" },
      ],
    },
    {
      name: '"J/A+A/1"."table.2"',
      schema: '"J/A+A/1"',
      description: "Ends a comment */ here, or\n@deprecated here.",
      columns: [
        { name: "recno", datatype: "INTEGER" },
        { name: '"_RAJ2000"', datatype: "DOUBLE" },
        { name: '"e_Plx"', datatype: "REAL", description: "Mean error" },
        { name: '"E_Plx"', datatype: "CHAR(1)", description: "Quality of the mean error" },
        { name: '"Sp. type"', datatype: "VARCHAR(20)" },
      ],
    },
  ],
};
