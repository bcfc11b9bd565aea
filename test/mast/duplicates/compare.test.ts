import type { ProposedObservation } from "@armillary/mast";
import { expect, test } from "vitest";
import { type Agreement, compareObservations } from "../../../packages/mast/src/duplicates/compare.ts";
import { searchRadiusArcsec } from "../../../packages/mast/src/duplicates/policy.ts";
import { caomMode, caomProposal } from "../../../packages/mast/src/duplicates/proposal.ts";

const PLACE = { raDeg: 10, decDeg: 20 };
const IMAGE = {
  target: PLACE,
  instrument: "NIRCam",
  mode: "NIRCam Imaging",
  opticalElements: ["F200W", "F444W"],
  exposureS: 1000,
};
const OTHER = { targetName: "X", instrumentName: "NIRCAM/IMAGE", filters: "F200W", exposureS: 1000 };

test.each<[string, Partial<ProposedObservation>, Partial<typeof OTHER>, string, Partial<Record<string, Agreement>>]>([
  ["the same", {}, {}, "DUPLICATE", {}],
  ["a fourth of the time", {}, { exposureS: 250 }, "DUPLICATE", { exposure: "AGREES" }],
  ["less than a fourth", {}, { exposureS: 249 }, "DIFFERENT", { exposure: "DIFFERS" }],
  ["more than four times", {}, { exposureS: 4001 }, "DIFFERENT", { exposure: "DIFFERS" }],
  ["another filter", {}, { filters: "F115W" }, "DIFFERENT", { elements: "DIFFERS" }],
  ["an element that lets all through", {}, { filters: "CLEAR;F444W" }, "DUPLICATE", { elements: "AGREES" }],
  ["one element of two", {}, { filters: "F200W;F164N" }, "POSSIBLE", { elements: "SIMILAR" }],
  ["another mode", {}, { instrumentName: "NIRCAM/GRISM" }, "DIFFERENT", { mode: "DIFFERS" }],
  ["another instrument", {}, { instrumentName: "MIRI/IMAGE" }, "DIFFERENT", { instrument: "DIFFERS" }],
  [
    "an instrument that sees much the same",
    {},
    { instrumentName: "NIRISS/IMAGE" },
    "POSSIBLE",
    { instrument: "SIMILAR" },
  ],
  [
    "the same instruments in another mode",
    {},
    { instrumentName: "NIRISS/SOSS" },
    "DIFFERENT",
    { instrument: "DIFFERS" },
  ],
  ["no filters given", { opticalElements: [] }, {}, "POSSIBLE", { elements: "UNKNOWN" }],
  ["no time planned yet", {}, { exposureS: 0 }, "POSSIBLE", { exposure: "UNKNOWN" }],
  ["no mode said", {}, { instrumentName: "NIRCAM" }, "POSSIBLE", { mode: "UNKNOWN" }],
  [
    "a mode that is given with the instrument",
    { instrument: "nircam/image", mode: "" },
    {},
    "POSSIBLE",
    { mode: "UNKNOWN" },
  ],
  ["a body by its name", { target: { movingTarget: "io" } }, { targetName: "IO" }, "DUPLICATE", { target: "AGREES" }],
  [
    "a body among other words",
    { target: { movingTarget: "Io" } },
    { targetName: "JUPITER-IO" },
    "POSSIBLE",
    { target: "SIMILAR" },
  ],
  [
    "letters of another name",
    { target: { movingTarget: "Io" } },
    { targetName: "RATIO" },
    "DIFFERENT",
    { target: "DIFFERS" },
  ],
  [
    "a name of two words",
    { target: { movingTarget: "2003 UB313" } },
    { targetName: "2003-UB313" },
    "DUPLICATE",
    { target: "AGREES" },
  ],
])("%s", (_what, ours, theirs, verdict, criteria) => {
  const comparison = compareObservations(caomProposal({ ...IMAGE, ...ours }, 0), { ...OTHER, ...theirs });
  expect(comparison.verdict).toBe(verdict);
  expect(comparison.criteria).toMatchObject(criteria);
});

test("the factor of exposure times is the caller's to choose", () => {
  const proposal = caomProposal(IMAGE, 0);
  expect(compareObservations(proposal, { ...OTHER, exposureS: 400 }, { exposureFactor: 2 }).verdict).toBe("DIFFERENT");
});

test.each([
  ["NIRCam Imaging", "IMAGE"],
  ["image", "IMAGE"],
  ["NIRSpec MultiObject Spectroscopy", "MSA"],
  ["MIRI Medium Resolution Spectroscopy", "IFU"],
  ["MRS", "IFU"],
  ["NIRISS Wide Field Slitless Spectroscopy", "WFSS"],
  ["SOSS", "SOSS"],
  ["  ", undefined],
])("%j is the mode %s", (text, mode) => {
  expect(caomMode(text)).toBe(mode);
});

test.each([
  ["NIRCAM", "IMAGE", 280],
  ["NIRSPEC", "MSA", 180],
  ["MIRI", "IFU", 4],
  ["NIRISS", "SOSS", 30],
  ["NIRCAM", undefined, 30],
])("around %s/%s is looked within %d arcsec", (instrument, mode, radius) => {
  expect(searchRadiusArcsec(instrument, mode)).toBe(radius);
});

test.each<[string, Partial<ProposedObservation>, RegExp]>([
  ["no instrument", { instrument: " " }, /no instrument/],
  ["no place", { target: { raDeg: -1, decDeg: 0 } }, /at no place/],
  ["no name", { target: { movingTarget: "" } }, /without a name/],
  ["no time", { exposureS: 0 }, /exposure time of 0/],
  ["no radius", { radiusArcsec: -4 }, /radius of -4/],
])("%s is refused", (_what, ours, words) => {
  expect(() => caomProposal({ ...IMAGE, ...ours }, 0)).toThrow(words);
});
