export { type CutoutOutcome, type SaveCutoutsOptions, type SavedCutout, saveCutouts } from "./node/save-cutouts.ts";
