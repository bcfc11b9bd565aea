import { isBox, isPos, type SkyRegion } from "@armillary/dali/dataset";
import { printableLine } from "../printable.ts";
import { looksLikeRegion, printSkyRegion } from "../targets/region.ts";
import { printAngle } from "./graticule-steps.ts";

const THINGS = { cone: "Objects", images: "Images", spectra: "Spectra" } as const;

/** `Images within 5′ of M31`, `Images in POLYGON …`; of anywhere `Spectra`. */
export function plotTitle(
  kind: keyof typeof THINGS,
  target: string | undefined,
  region: SkyRegion | undefined,
): string {
  return printableLine(`${THINGS[kind]}${region === undefined ? "" : ` ${whereIs(target, region)}`}`, 70);
}

/** The same of many targets. */
export function plotTitleOfMany(kind: keyof typeof THINGS, targets: string, radiusDeg: number): string {
  return printableLine(`${THINGS[kind]} within ${printAngle(radiusDeg)} of ${targets}`, 70);
}

function whereIs(target: string | undefined, region: SkyRegion): string {
  if (target === undefined || looksLikeRegion(target) || isPos(region)) return `in ${printSkyRegion(region)}`;
  return isBox(region) ? `around ${target}` : `within ${printAngle(region.radiusDeg)} of ${target}`;
}
