import { printableLine } from "../printable.ts";
import { printAngle } from "./graticule-steps.ts";

const THINGS = { cone: "Objects", images: "Images", spectra: "Spectra" } as const;

/** `Images within 5′ of M31`; without a target those of anywhere. */
export function plotTitle(kind: keyof typeof THINGS, target: string | undefined, radiusDeg?: number): string {
  const within = radiusDeg === undefined ? "" : ` within ${printAngle(radiusDeg)}`;
  return printableLine(`${THINGS[kind]}${within}${target === undefined ? "" : ` of ${target}`}`, 70);
}
