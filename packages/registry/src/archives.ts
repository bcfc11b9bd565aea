import { RegistryError } from "./errors.ts";

/** An archive, and the authorities that its identifiers begin with. */
export interface RegistryArchive {
  readonly name: string;
  readonly title: string;
  readonly authorities: readonly string[];
}

/** The four archives of NASA's Virtual Observatory (NAVO). */
export const ARCHIVES: readonly RegistryArchive[] = [
  {
    name: "mast",
    title: "MAST, Space Telescope Science Institute",
    // pyvo's docs and RegTAP's validator have the first; records of SIA cutouts and SSA have the second (AstroGrid's lists).
    authorities: ["archive.stsci.edu", "mast.stsci"],
  },
  // HEASARC's own tutorials.
  { name: "heasarc", title: "HEASARC, NASA Goddard Space Flight Center", authorities: ["nasa.heasarc"] },
  // pyvo's tests of SIA2.
  { name: "irsa", title: "IRSA, NASA/IPAC Infrared Science Archive", authorities: ["irsa.ipac"] },
  // The publisher in the examples of RegTAP.
  { name: "ned", title: "NED, NASA/IPAC Extragalactic Database", authorities: ["ned.ipac"] },
];

/**
 * The archive of a short name, in letters of any case.
 * @throws RegistryError code REG_USAGE
 */
export function archiveNamed(name: string): RegistryArchive {
  const wanted = name.trim().toLowerCase();
  const found = ARCHIVES.find((archive) => archive.name === wanted);
  if (found !== undefined) return found;
  const names = ARCHIVES.map((archive) => archive.name).join(", ");
  throw new RegistryError("REG_USAGE", `"${name}" is no archive that is known here: ${names}.`);
}

/** The archive that an identifier belongs to, if it is one of the four. */
export function archiveOf(ivoid: string | undefined): RegistryArchive | undefined {
  const authority = authorityOf(ivoid);
  return authority === undefined ? undefined : ARCHIVES.find(({ authorities }) => authorities.includes(authority));
}

/** `irsa.ipac` of `ivo://irsa.ipac/tap`. */
export function authorityOf(ivoid: string | undefined): string | undefined {
  return /^ivo:\/\/([^/?#]+)/i.exec(ivoid ?? "")?.[1]?.toLowerCase();
}
