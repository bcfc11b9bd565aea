export type { ArchiveFault } from "./faults.ts";
export { type Archives, type ArchivesOptions, archives, openArchives } from "./open-archives.ts";
export { ARCHIVE_NAMES, datasetsOf, FIELDS, makeSky, sightingsOf } from "./sky.ts";
export { type World, world } from "./world.ts";
