import { FEATURE_TYPES, type FeatureMetadata, type FunctionMetadata } from "@armillary/adql";

/** The user-defined functions that queries can call: those of the IVOA's catalogue of them (1.1), for capabilities too. */
export const ENGINE_FUNCTIONS: readonly FunctionMetadata[] = [
  {
    signature: "ivo_healpix_index(hpxOrder INTEGER, long DOUBLE PRECISION, lat DOUBLE PRECISION) -> BIGINT",
    description: "The number of the HEALPix cell (NESTED) at an order, 0 to 29, that a position in degrees lies in.",
  },
  {
    signature: "ivo_healpix_index(hpxOrder INTEGER, point POINT) -> BIGINT",
    description: "The number of the HEALPix cell (NESTED) at an order, 0 to 29, that a point lies in.",
  },
  {
    signature: "ivo_healpix_center(hpxOrder INTEGER, hpxIndex BIGINT) -> POINT",
    description: "The centre of a HEALPix cell, by order and number (NESTED).",
  },
  {
    signature:
      "ivo_epoch_prop_pos(ra DOUBLE PRECISION, dec DOUBLE PRECISION, parallax DOUBLE PRECISION, pmra DOUBLE PRECISION, pmdec DOUBLE PRECISION, radial_velocity DOUBLE PRECISION, ref_epoch DOUBLE PRECISION, out_epoch DOUBLE PRECISION) -> POINT",
    description:
      "Where an object is at out_epoch that was at ra, dec (deg) at ref_epoch (Julian years) and moves along a straight line, by its parallax (mas), proper motion (mas/yr, pmra with cos dec) and radial velocity (km/s).",
  },
  {
    signature:
      "ivo_apply_pm(ra DOUBLE PRECISION, dec DOUBLE PRECISION, pmra DOUBLE PRECISION, pmde DOUBLE PRECISION, epdist DOUBLE PRECISION) -> POINT",
    description:
      "Where an object is after epdist years that starts at ra, dec (deg) with a proper motion in deg/yr (pmra with cos dec), in the plane that touches the sphere there.",
  },
  { signature: "ivo_to_jd(d TIMESTAMP) -> DOUBLE PRECISION", description: "A timestamp as Julian date." },
  { signature: "ivo_to_mjd(d TIMESTAMP) -> DOUBLE PRECISION", description: "A timestamp as modified Julian date." },
  {
    signature: "ivo_string_agg(expression TEXT, delimiter TEXT) -> TEXT",
    description: "All strings of a group in one, with a delimiter between them; nulls are left out. An aggregate.",
  },
  {
    signature: "ivo_nocasematch(value TEXT, pattern TEXT) -> INTEGER",
    description: "1 if a string matches a pattern of LIKE without regard to case, else 0.",
  },
  {
    signature: "ivo_hasword(haystack TEXT, needle TEXT) -> INTEGER",
    description: "1 if all words of needle are words of haystack, without regard to case, else 0.",
  },
  {
    signature: "ivo_hashlist_has(hashlist TEXT, item TEXT) -> INTEGER",
    description: "1 if a list of words joined by # has an item, without regard to case, else 0.",
  },
  {
    signature:
      "ivo_histogram(val DOUBLE PRECISION, lower DOUBLE PRECISION, upper DOUBLE PRECISION, nbins INTEGER) -> INTEGER[]",
    description:
      "A histogram of a group's values: how many are below lower, in each of nbins bins, and at or above upper. An aggregate.",
  },
  {
    signature: "ivo_normal_random(mu DOUBLE PRECISION, sigma DOUBLE PRECISION) -> DOUBLE PRECISION",
    description: "A random number of the normal distribution with mean mu and deviation sigma.",
  },
  {
    signature: "ivo_interval_overlaps(l1 NUMERIC, h1 NUMERIC, l2 NUMERIC, h2 NUMERIC) -> INTEGER",
    description: "1 if the intervals from l1 to h1 and from l2 to h2 have a value in common, else 0.",
  },
  {
    signature: "ivo_interval_has(val NUMERIC, iv INTERVAL) -> INTEGER",
    description: "1 if an interval (xtype interval) contains a value, its ends included, else 0.",
  },
  {
    signature: "ivo_geom_transform(from_sys TEXT, to_sys TEXT, geo GEOMETRY) -> GEOMETRY",
    description: "A geometry in another frame: literals, of ICRS, GALACTIC and ECLIPTIC.",
  },
  {
    signature: "ivo_hms_to_degrees(hms TEXT) -> DOUBLE PRECISION",
    description: "Hours, minutes and seconds (3:34:45.4 or 3h34m45.4s) as degrees.",
  },
  {
    signature: "ivo_dms_to_degrees(dms TEXT) -> DOUBLE PRECISION",
    description: "Degrees, minutes and seconds (-42:9:6.8 or -42d9m6.8s) as degrees.",
  },
];

/** The optional features of ADQL 2.1 (its section 4): all of them. */
export const ENGINE_FEATURES: readonly FeatureMetadata[] = [
  ...forms(
    FEATURE_TYPES.geometry,
    "AREA BOX CENTROID CIRCLE CONTAINS COORD1 COORD2 COORDSYS DISTANCE INTERSECTS POINT POLYGON REGION",
  ),
  ...forms(FEATURE_TYPES.string, "LOWER UPPER ILIKE"),
  ...forms(FEATURE_TYPES.commonTable, "WITH"),
  ...forms(FEATURE_TYPES.sets, "UNION EXCEPT INTERSECT"),
  ...forms(FEATURE_TYPES.type, "CAST"),
  ...forms(FEATURE_TYPES.conditional, "COALESCE"),
  ...forms(FEATURE_TYPES.unit, "IN_UNIT"),
  ...forms(FEATURE_TYPES.offset, "OFFSET"),
];

function forms(type: string, words: string): readonly FeatureMetadata[] {
  return words.split(" ").map((form) => ({ type, form }));
}
