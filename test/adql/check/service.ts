import type { ServiceMetadata } from "@armillary/adql";

/** A made-up service: a star catalogue, its neighbours, ObsCore, and names of all kinds. */
export const SERVICE: ServiceMetadata = {
  tables: [
    {
      name: "gaia.source",
      columns: [
        { name: "source_id", datatype: "long", ucd: "meta.id;meta.main" },
        { name: "ra", datatype: "double", unit: "deg", ucd: "pos.eq.ra;meta.main", description: "Right ascension" },
        { name: "dec", datatype: "double", unit: "deg", ucd: "pos.eq.dec;meta.main" },
        { name: "ra_rad", datatype: "double", unit: "rad", ucd: "pos.eq.ra" },
        { name: "parallax", datatype: "double", unit: "mas", ucd: "pos.parallax.trig" },
        { name: "pmra", datatype: "double", unit: "mas/yr", ucd: "pos.pm;pos.eq.ra" },
        { name: "g_mag", datatype: "float", unit: "mag", ucd: "phot.mag;em.opt" },
        { name: "flux", datatype: "double", unit: "Jy", ucd: "phot.flux" },
        { name: "radius", datatype: "float", unit: "arcsec", ucd: "phys.angSize" },
        { name: "name", datatype: "char", arraysize: "32*", ucd: "meta.id" },
        { name: "variable", datatype: "boolean" },
        { name: "epoch", datatype: "char", arraysize: "*", xtype: "timestamp" },
        { name: "pos", datatype: "double", arraysize: "2", xtype: "point" },
        { name: "notes", datatype: "char", arraysize: "*", xtype: "adql:clob" },
        { name: "n_obs", datatype: "int" },
      ],
    },
    {
      name: "gaia.neighbours",
      columns: [
        { name: "source_id", datatype: "long" },
        { name: "other_id", datatype: "long" },
        { name: "separation", datatype: "float", unit: "arcsec" },
        { name: '"Flag"', datatype: "int" },
      ],
      foreignKeys: [{ targetTable: "gaia.source", columns: [{ from: "source_id", target: "source_id" }] }],
    },
    {
      name: "ivoa.ObsCore",
      columns: [
        { name: "obs_id", datatype: "char", arraysize: "*" },
        { name: "s_ra", datatype: "double", unit: "deg", ucd: "pos.eq.ra" },
        { name: "s_dec", datatype: "double", unit: "deg", ucd: "pos.eq.dec" },
        { name: "s_region", datatype: "char", arraysize: "*", ucd: "pos.outline;obs.field" },
        { name: "t_min", datatype: "double", unit: "d" },
      ],
    },
    {
      name: '"J/A+A/1/stars"',
      columns: [
        { name: '"[Fe/H]"', datatype: "float" },
        { name: "RAJ2000", datatype: "double", ucd: "pos.eq.ra" },
      ],
    },
    { name: "one.twice", columns: [{ name: "a", datatype: "int" }] },
    { name: "two.twice", columns: [{ name: "a", datatype: "int" }] },
  ],
  functions: [
    { signature: "gavo_match(pattern TEXT, string TEXT) -> INTEGER" },
    { signature: "ivo_string_agg(expression TEXT, delimiter TEXT) -> TEXT" },
    { signature: "ivo_healpix_index(order INTEGER, ra DOUBLE PRECISION, dec DOUBLE PRECISION) -> BIGINT" },
    { signature: "make_point(a DOUBLE) -> POINT" },
  ],
};
