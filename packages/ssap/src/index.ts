export { findSsaFacts, SSA_FACTS, type SsaFact, type SsaFacts } from "./facts.ts";
export { groupFormats, type SsaDataset } from "./group.ts";
export { ssaParameters } from "./parameters.ts";
export { CALIBRATIONS, type Calibration, type SsaQuery } from "./query.ts";
export { findAccessColumn, type SsaRecord } from "./record.ts";
export { type SsaResult, SsaService, type SsaServiceOptions } from "./service.ts";
export { ERROR_KINDS, type ErrorKind } from "./spectrum/axis-names.ts";
export {
  isSpectrumError,
  SPECTRUM_ERROR_CODES,
  type SpectrumChoice,
  SpectrumError,
  type SpectrumErrorCode,
} from "./spectrum/errors.ts";
export type { AxisChoice } from "./spectrum/find-axes.ts";
export type { SpectrumKeyword, SpectrumMeta } from "./spectrum/meta.ts";
export type { OpenSpectrumOptions, SpectrumAddress } from "./spectrum/open-options.ts";
export { openSpectrum } from "./spectrum/open-spectrum.ts";
export {
  parseSpectralUnit,
  SPECTRAL_KINDS,
  type SpectralKind,
  type SpectralUnit,
  wavelengthM,
} from "./spectrum/spectral-units.ts";
export type {
  FluxError,
  Medium,
  SpectralAxis,
  Spectrum,
  SpectrumQuantity,
  WavelengthOptions,
  Wavelengths,
} from "./spectrum/spectrum.ts";
export { type SpectrumTableOptions, spectrumTable } from "./spectrum/spectrum-table.ts";
