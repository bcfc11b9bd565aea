/** Degrees of one unit of angle, by the symbols of VOUnits and what tables write for them. */
const DEGREES: ReadonlyMap<string, number> = new Map([
  ["deg", 1],
  ["degree", 1],
  ["degrees", 1],
  ["d", 1],
  ["°", 1],
  ["rad", 180 / Math.PI],
  ["radian", 180 / Math.PI],
  ["radians", 180 / Math.PI],
  ["arcmin", 1 / 60],
  ["arcminute", 1 / 60],
  ["arcminutes", 1 / 60],
  ["arcsec", 1 / 3600],
  ["arcsecond", 1 / 3600],
  ["arcseconds", 1 / 3600],
  ["mas", 1 / 3.6e6],
  ["marcsec", 1 / 3.6e6],
  ["uas", 1 / 3.6e9],
  ["uarcsec", 1 / 3.6e9],
  ["µas", 1 / 3.6e9],
  ["h", 15],
  ["hour", 15],
  ["hours", 15],
  ["hr", 15],
  ["hourangle", 15],
]);

/** Degrees of one of this unit; undefined where it is none of angle. Hours are of angle: 15 degrees. */
export function degreesPerUnit(unit: string): number | undefined {
  // Some FITS headers have the quotes in the value; VizieR writes scaled units: `0.001arcsec`.
  const bare = unit.replaceAll("'", "").trim();
  const [factor = ""] = /^\d+(\.\d*)?(e[+-]?\d+)?/i.exec(bare) ?? [];
  const symbol = bare.slice(factor.length).trim();
  const degrees = DEGREES.get(symbol) ?? DEGREES.get(symbol.toLowerCase());
  return degrees === undefined ? undefined : degrees * (factor === "" ? 1 : Number(factor));
}
