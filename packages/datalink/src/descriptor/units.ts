/** How large units are in the first of their kind; those that parameters of services have. */
const KINDS: readonly Readonly<Record<string, number>>[] = [
  { m: 1, km: 1e3, cm: 1e-2, mm: 1e-3, um: 1e-6, nm: 1e-9, pm: 1e-12, Angstrom: 1e-10, angstrom: 1e-10, AA: 1e-10 },
  { d: 1, s: 1 / 86_400, min: 1 / 1440, h: 1 / 24, a: 365.25, yr: 365.25 },
  { deg: 1, arcmin: 1 / 60, arcsec: 1 / 3600, mas: 1 / 3_600_000, rad: 180 / Math.PI },
  { Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9, THz: 1e12 },
  { eV: 1, keV: 1e3, MeV: 1e6, GeV: 1e9, J: 1 / 1.602176634e-19 },
  { pixel: 1, pix: 1, pixels: 1 },
];

/** A number in another unit of the same kind; undefined where one is of another, or not known. */
export function convertUnit(value: number, from: string, to: string): number | undefined {
  const [given, wanted] = [from.trim(), to.trim()];
  if (given === wanted) return value;
  const kind = KINDS.find((units) => Object.hasOwn(units, given) && Object.hasOwn(units, wanted));
  const [size, unit] = [kind?.[given], kind?.[wanted]];
  if (size === undefined || unit === undefined) return undefined;
  return size < unit ? value / wholeFactor(unit / size) : value * wholeFactor(size / unit);
}

/** Most factors are whole numbers, which division misses by a little: 500 nm are to be 5e-7 m. */
function wholeFactor(factor: number): number {
  const whole = Math.round(factor);
  return Math.abs(factor / whole - 1) < 1e-12 ? whole : factor;
}
