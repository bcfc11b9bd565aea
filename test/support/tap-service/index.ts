export { ARCHIVES } from "./quirks.ts";
export { type TapServiceOptions, type TestTapService, tapResponder, tapService } from "./service.ts";
export { serviceTable, starTable } from "./tables.ts";
