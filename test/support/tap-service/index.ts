export type { ServiceExample } from "./examples.ts";
export type { Pace, ServiceJob } from "./jobs.ts";
export { ARCHIVES, type Quirks } from "./quirks.ts";
export { openTapService, type TapServiceOptions, type TestTapService, tapService } from "./service.ts";
export { type ColumnSpec, fieldOf, type ServiceTable, serviceTable, starTable } from "./tables.ts";
