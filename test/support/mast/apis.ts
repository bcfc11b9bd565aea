import type { MastApi } from "./api.ts";
import { COLUMNS_CONFIG } from "./columns-configs.ts";
import { CUTOUTS } from "./cutouts.ts";
import { BUCKET_OBJECTS, BUNDLES, DOWNLOADS, PATH_LOOKUP } from "./downloads.ts";
import { MASHUP } from "./mashup.ts";
import { MISSION_SEARCH } from "./mission-search.ts";
import { PANSTARRS } from "./panstarrs.ts";
import { SANTA } from "./santa.ts";
import { WHO_AM_I } from "./who-am-i.ts";

/** All that the simulated MAST answers, one line an API. */
export const MAST_APIS: readonly MastApi[] = [
  WHO_AM_I,
  MASHUP,
  COLUMNS_CONFIG,
  CUTOUTS,
  PANSTARRS,
  SANTA,
  // Before the mission searches, below whose addresses one of the ways to files is.
  DOWNLOADS,
  BUNDLES,
  PATH_LOOKUP,
  BUCKET_OBJECTS,
  MISSION_SEARCH,
];
