export { findTapPreset, TAP_PRESETS, type TapPreset } from "./presets.ts";
