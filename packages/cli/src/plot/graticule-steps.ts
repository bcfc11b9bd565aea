// Steps between lines of right ascension and declination, and what is written beside them.

/** Steps of a sexagesimal scale in its seconds, of which decimals follow below one. */
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600] as const;
const HOURS = [7200, 10800, 21600] as const;
const DEGREES = [7200, 18000, 36000, 54000, 108000] as const;
const DECIMALS = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5] as const;

/** Between meridians, in seconds of time. @param spanDeg - of right ascension @param lines - at most, about */
export function raStepS(spanDeg: number, lines: number): number {
  return leastOf([...DECIMALS, ...SECONDS, ...HOURS], (spanDeg * 240) / lines);
}

/** Between parallels, in seconds of arc. */
export function decStepArcsec(spanDeg: number, lines: number): number {
  return leastOf([...DECIMALS, ...SECONDS, ...DEGREES], (spanDeg * 3600) / lines);
}

function leastOf(steps: readonly number[], due: number): number {
  return steps.find((step) => step >= due) ?? (steps.at(-1) as number);
}

/** Multiples of a step from one value to another. */
export function multiplesWithin(step: number, [least, most]: readonly [number, number]): readonly number[] {
  const first = Math.ceil(least / step - 1e-9);
  const count = Math.floor(most / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => (first + at) * step);
}

/** `0ʰ42ᵐ30ˢ`, as far as the step needs it. @param seconds - of time */
export function printRa(seconds: number, step: number): string {
  const turned = ((seconds % 86400) + 86400) % 86400;
  return sexagesimal(turned, step, ["ʰ", "ᵐ", "ˢ"], 86400);
}

/** `+41°16′`, as far as the step needs it. @param arcsec - of arc */
export function printDec(arcsec: number, step: number): string {
  const sign = Math.round(arcsec / step) === 0 ? "" : arcsec < 0 ? "−" : "+";
  return `${sign}${sexagesimal(Math.abs(arcsec), step, ["°", "′", "″"])}`;
}

/** @param whole - where the scale begins again */
function sexagesimal(
  value: number,
  step: number,
  [first, second, third]: readonly [string, string, string],
  whole = Number.POSITIVE_INFINITY,
): string {
  const digits = step >= 1 ? 0 : Math.ceil(-Math.log10(step) - 1e-9);
  const scale = 10 ** digits;
  const units = Math.round(value * scale) % (whole * scale);
  const [large, rest] = [Math.floor(units / (3600 * scale)), units % (3600 * scale)];
  const [middle, small] = [Math.floor(rest / (60 * scale)), rest % (60 * scale)];
  if (step >= 3600) return `${large}${first}`;
  const minutes = `${large}${first}${String(middle).padStart(2, "0")}${second}`;
  if (step >= 60) return minutes;
  return `${minutes}${(small / scale).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, "0")}${third}`;
}

/** An angle by its first three digits, in the unit that suits it: `10.8′`. */
export function printAngle(angleDeg: number): string {
  if (angleDeg >= 1) return `${trimmed(angleDeg)}°`;
  return angleDeg * 60 >= 1 ? `${trimmed(angleDeg * 60)}′` : `${trimmed(angleDeg * 3600)}″`;
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(3)));
}
