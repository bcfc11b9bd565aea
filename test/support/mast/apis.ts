import type { MastApi } from "./api.ts";
import { CUTOUTS } from "./cutouts.ts";
import { BUCKET_OBJECTS, BUNDLES, DOWNLOADS, PATH_LOOKUP } from "./downloads.ts";
import { WHO_AM_I } from "./who-am-i.ts";

/** All that the simulated MAST answers, one line an API. */
export const MAST_APIS: readonly MastApi[] = [WHO_AM_I, CUTOUTS, DOWNLOADS, BUNDLES, PATH_LOOKUP, BUCKET_OBJECTS];
