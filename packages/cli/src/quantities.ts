/** Numbers as people read them. */

/** `1,234,567` */
export function printCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1,234 rows`, `1 row` */
export function printCounted(count: number, noun: string): string {
  return `${printCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Three digits and a decimal unit: `573 MB`, `1.2 GB`, `17 B`. */
export function printBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${BYTE_UNITS[unit] ?? ""}`;
}

const FACTORS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };
const BINARY_FACTORS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Bytes of `500MB`, `2 GiB`, `1.5G`; a bare number is bytes. Undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const [, digits, prefix = "", binary] = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i)?)?b?$/i.exec(text.trim()) ?? [];
  const factor = (binary === undefined ? FACTORS : BINARY_FACTORS)[prefix.toLowerCase()] ?? Number.NaN;
  const bytes = Math.round(Number(digits ?? Number.NaN) * factor);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** `0.6 s`, `42 s`, `2 min 10 s`, `1 h 5 min` */
export function printDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `30s`, `1.5 min`, `500ms`, `2h`; a bare number is seconds. Undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(text.trim());
  if (match === null) return undefined;
  const ms = Number(match[1]) * (MS_PER_UNIT[match[2] ?? "s"] ?? Number.NaN);
  return ms > 0 && ms <= 2 ** 31 - 1 ? ms : undefined;
}
