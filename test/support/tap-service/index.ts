export { ARCHIVES } from "./quirks.ts";
export { type TapServiceOptions, type TestTapService, tapService } from "./service.ts";
export { serviceTable, starTable } from "./tables.ts";
