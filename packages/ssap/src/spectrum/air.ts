/** Below this, air is not what spectra are taken in: by convention such wavelengths are those in vacuum on any scale. */
const SHORTEST_M = 200e-9;

/**
 * The index of refraction of standard air (FITS Paper III: Greisen et al. 2006, A&A 446, 747, equation 65).
 * @param wavelengthUm - in vacuum; in air it makes no difference that this formula could tell
 */
function refraction(wavelengthUm: number): number {
  const inverse = 1 / (wavelengthUm * wavelengthUm);
  return 1 + 1e-6 * (287.6155 + inverse * (1.62887 + inverse * 0.0136));
}

/** A wavelength in standard air as one in vacuum; below 200 nm it is the same. */
export function vacuumOfAirM(airM: number): number {
  return airM < SHORTEST_M ? airM : airM * refraction(airM * 1e6);
}

/** The other way, exactly back: the air wavelength of which `vacuumOfAirM` makes this one. */
export function airOfVacuumM(vacuumM: number): number {
  if (vacuumM < vacuumOfAirM(SHORTEST_M)) return vacuumM;
  let airM = vacuumM;
  // Each step is 10 000 times nearer.
  for (let step = 0; step < 5; step++) airM = vacuumM / refraction(airM * 1e6);
  return airM;
}
