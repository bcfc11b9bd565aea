import type { FunctionMetadata } from "../metadata.ts";

/**
 * The functions of the Catalogue of ADQL User Defined Functions (IVOA Endorsed Note, 1.2 and its successor's draft), for
 * services that have them and do not declare them, and to describe those that do.
 */
export const IVOA_FUNCTIONS: readonly FunctionMetadata[] = [
  {
    signature: "ivo_healpix_index(hpxOrder INTEGER, long REAL, lat REAL) -> BIGINT",
    description: "The number of the HEALPix cell (NESTED) at an order that a position in degrees lies in.",
  },
  {
    signature: "ivo_healpix_index(hpxOrder INTEGER, point POINT) -> BIGINT",
    description: "The number of the HEALPix cell (NESTED) at an order that a point lies in.",
  },
  {
    signature: "ivo_healpix_center(hpxOrder INTEGER, hpxIndex BIGINT) -> POINT",
    description: "The centre of a HEALPix cell, by order and number (NESTED).",
  },
  {
    signature:
      "ivo_epoch_prop_pos(ra REAL, dec REAL, parallax REAL, pmra REAL, pmdec REAL, radial_velocity REAL, ref_epoch REAL, out_epoch REAL) -> POINT",
    description:
      "Where an object is at out_epoch that was at ra, dec (deg) at ref_epoch (Julian years), by its parallax (mas), proper motion (mas/yr, pmra with cos δ) and radial velocity (km/s).",
  },
  {
    signature: "ivo_geom_transform(from_sys TEXT, to_sys TEXT, geo GEOMETRY) -> GEOMETRY",
    description: "A geometry in another reference frame; frames are literals of the IVOA refframe vocabulary.",
  },
  { signature: "ivo_to_jd(d TIMESTAMP) -> REAL", description: "A timestamp as Julian date." },
  { signature: "ivo_to_mjd(d TIMESTAMP) -> REAL", description: "A timestamp as modified Julian date." },
  {
    signature: "ivo_string_agg(expression TEXT, delimiter TEXT) -> TEXT",
    description: "All strings of a group in one, with a delimiter between them; nulls are left out. An aggregate.",
  },
  {
    signature: "ivo_nocasematch(value TEXT, pattern TEXT) -> INTEGER",
    description: "1 if a string matches a pattern of LIKE without regard to case, else 0; ILIKE is its successor.",
  },
  {
    signature: "ivo_hasword(haystack TEXT, needle TEXT) -> INTEGER",
    description: "1 if all words of needle are in haystack, more or less as search engines see it, else 0.",
  },
  {
    signature: "ivo_hashlist_has(hashlist TEXT, item TEXT) -> INTEGER",
    description: "1 if a list of words joined by # has an item, without regard to case, else 0.",
  },
  {
    signature: "ivo_histogram(val REAL, lower REAL, upper REAL, nbins INTEGER) -> INTEGER[]",
    description:
      "A histogram of a group's values: nbins counts between those below lower and above upper. An aggregate.",
  },
  {
    signature: "ivo_normal_random(mu REAL, sigma REAL) -> REAL",
    description: "A random number of the normal distribution with mean mu and deviation sigma.",
  },
  {
    signature: "ivo_interval_overlaps(a1 NUMERIC, b1 NUMERIC, a2 NUMERIC, b2 NUMERIC) -> INTEGER",
    description: "1 if the intervals from a1 to b1 and from a2 to b2 have a value in common, else 0.",
  },
  {
    signature: "ivo_simbadpoint(identifier TEXT) -> POINT",
    description: "The position of an object by name, looked up at the CDS; the name is a literal.",
  },
  {
    signature: "ivo_hms_to_degrees(hms TEXT) -> REAL",
    description: "Hours, minutes and seconds (3:34:45.4 or 3h34m45.4s) as degrees.",
  },
  {
    signature: "ivo_dms_to_degrees(dms TEXT) -> REAL",
    description: "Degrees, minutes and seconds (42:9:6.8 or 42d9m6.8s) as degrees.",
  },
];
