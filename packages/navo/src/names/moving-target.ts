const BODIES: ReadonlySet<string> = new Set(
  (
    "sun moon luna mercury venus mars jupiter saturn uranus neptune pluto ceres pallas juno vesta eris haumea makemake sedna " +
    "quaoar orcus chiron phobos deimos io europa ganymede callisto amalthea mimas enceladus tethys dione rhea titan hyperion " +
    "iapetus phoebe miranda ariel umbriel titania oberon triton nereid charon nix hydra 'oumuamua oumuamua bennu ryugu eros " +
    "itokawa didymos dimorphos apophis"
  ).split(" "),
);

/**
 * Designations of comets and minor planets: `C/2020 F3`, `67P`, `1P/Halley`, `2I/Borisov`, `(101955) Bennu`, `1998 QE2`,
 * `2003 UB313`. The Minor Planet Center's forms.
 */
const DESIGNATIONS: readonly RegExp[] = [
  /^[CPDXAI]\/(?:-?\d{1,4}) [A-HJ-Y]{1,2}\d{0,3}\b/i,
  /^\d{1,4}[PDI](?:\/.+)?$/i,
  /^\(\d{1,7}\)(?: .+)?$/,
  /^(?:1[89]|20)\d\d [A-HJ-Y][A-HJ-Z]\d{0,3}$/,
];

/** Whether a name is of a body of the solar system: one that the archives of fixed positions cannot say the place of. */
export function isMovingTarget(name: string): boolean {
  const text = name.trim().replace(/\s+/g, " ");
  return BODIES.has(text.toLowerCase()) || DESIGNATIONS.some((form) => form.test(text));
}
