export { findSsaFacts, SSA_FACTS, type SsaFact, type SsaFacts } from "./facts.ts";
export { groupFormats, type SsaDataset } from "./group.ts";
export { ssaParameters } from "./parameters.ts";
export { CALIBRATIONS, type Calibration, type SsaQuery } from "./query.ts";
export type { SsaRecord } from "./record.ts";
export { type SsaResult, SsaService, type SsaServiceOptions } from "./service.ts";
