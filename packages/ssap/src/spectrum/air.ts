/** Below this, air is not what spectra are taken in: by convention such wavelengths are those in vacuum on any scale. */
const SHORTEST_M = 200e-9;

/**
 * The index of refraction of standard air, 15 °C and 101 325 Pa, with 450 ppm of carbon dioxide (Ciddor 1996, Applied Optics 35,
 * 1566, equation 1): what SDSS and VALD convert by. That of FITS Paper III is of air at 0 °C, in which no spectrograph is calibrated.
 * @param vacuumUm - wavelength in vacuum, micrometres
 */
function refraction(vacuumUm: number): number {
  const squared = 1 / (vacuumUm * vacuumUm);
  return 1 + 0.057_921_05 / (238.0185 - squared) + 0.001_679_17 / (57.362 - squared);
}

/** A wavelength in vacuum as one in standard air; below 200 nm it is the same. */
export function airOfVacuumM(vacuumM: number): number {
  const airM = vacuumM / refraction(vacuumM * 1e6);
  return airM >= SHORTEST_M ? airM : vacuumM;
}

/** The other way: the wavelength in vacuum of which `airOfVacuumM` makes this one. */
export function vacuumOfAirM(airM: number): number {
  if (!(airM >= SHORTEST_M)) return airM;
  let vacuumM = airM;
  // Each step is some 10 000 times nearer.
  for (let step = 0; step < 5; step++) vacuumM = airM * refraction(vacuumM * 1e6);
  return vacuumM;
}
