import { DalError, type SkyPosition } from "@armillary/dali";
import { suggestNames } from "../filters/suggest.ts";
import { CATALOGS, type CatalogVersion } from "./catalog.ts";

/**
 * A catalogue by its name, in any case, and its version (default: the newest). A name that is not known stands for the services that would have it:
 * `Mast.Catalogs.NAME.Cone`, `Mast.NAME.Crossmatch`.
 * @throws DalError code DAL_USAGE for a version that there is not, and for what is no name
 */
export function findCatalog(name: string, version?: number): CatalogVersion {
  const bare = name.trim();
  const known = CATALOGS.get(bare.toLowerCase());
  if (known === undefined) {
    if (!/^[A-Za-z][A-Za-z0-9.]*$/.test(bare)) throw usage(`"${bare}" is no name of a catalogue. ${listed(bare)}`);
    if (version !== undefined) throw usage(`Versions of "${bare}" are not known: write its services' name for one.`);
    return { cone: `Mast.Catalogs.${bare}.Cone`, crossmatch: `Mast.${bare}.Crossmatch` };
  }
  const found = known.versions.find((one) => version === undefined || one.version === version);
  if (found !== undefined) return found;
  const versions = known.versions.flatMap((one) => one.version ?? []).join(", ");
  throw usage(`${known.title} has no version ${version}${versions === "" ? "" : `; it has ${versions}`}.`);
}

function listed(name: string): string {
  const near = suggestNames(name, CATALOGS.keys());
  return near.length > 0 ? `Is ${near.join(" or ")} meant?` : `There are ${[...CATALOGS.keys()].join(", ")}.`;
}

export function usage(message: string): DalError {
  return new DalError("DAL_USAGE", message);
}

/** @throws DalError code DAL_USAGE for a position or a radius that cannot be */
export function checkPlace({
  position,
  radiusDeg,
}: {
  readonly position?: SkyPosition;
  readonly radiusDeg?: number;
}): void {
  const { raDeg, decDeg } = position ?? { raDeg: 0, decDeg: 0 };
  if (!(raDeg >= 0 && raDeg <= 360 && decDeg >= -90 && decDeg <= 90)) {
    throw usage(`There is no place at right ascension ${raDeg}°, declination ${decDeg}°.`);
  }
  if (radiusDeg !== undefined && !(radiusDeg > 0 && radiusDeg <= 180))
    throw usage(`A radius is above 0 and at most 180 degrees: not ${radiusDeg}.`);
}
