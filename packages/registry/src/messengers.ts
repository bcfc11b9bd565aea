import { RegistryError } from "./errors.ts";

/** The terms of the IVOA's vocabulary of messengers (http://www.ivoa.net/rdf/messenger), as RegTAP has them: in lower case. */
export const MESSENGERS = [
  "radio",
  "millimeter",
  "infrared",
  "optical",
  "uv",
  "euv",
  "x-ray",
  "gamma-ray",
  "photon",
  "neutrino",
] as const;
export type Messenger = (typeof MESSENGERS)[number];

/** How people write some of them. */
const SPELLINGS: Readonly<Record<string, Messenger>> = {
  ir: "infrared",
  visible: "optical",
  ultraviolet: "uv",
  "extreme-uv": "euv",
  xray: "x-ray",
  gammaray: "gamma-ray",
  gamma: "gamma-ray",
  millimetre: "millimeter",
  mm: "millimeter",
};

/**
 * The term that a word means, whatever the case of its letters, with a blank or underscore for the hyphen.
 * @throws RegistryError code REG_USAGE, with all terms
 */
export function parseMessenger(text: string): Messenger {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, "-");
  const found = MESSENGERS.find((term) => term === word) ?? SPELLINGS[word];
  if (found !== undefined) return found;
  throw new RegistryError("REG_USAGE", `"${text}" is no waveband or messenger: ${MESSENGERS.join(", ")}.`);
}
