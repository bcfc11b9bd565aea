export { createEngineCatalog, type EngineCatalog } from "./catalog.ts";
export { ENGINE_FEATURES, ENGINE_FUNCTIONS } from "./declared.ts";
export { MACROS } from "./macros.ts";
export type {
  CellColumn,
  ColumnStorage,
  PhysicalColumn,
  PhysicalTable,
  RegionCap,
  RowExtents,
  SpatialIndex,
} from "./physical.ts";
export { translate } from "./translate.ts";
export type { TranslateOptions, Translation } from "./translation.ts";
