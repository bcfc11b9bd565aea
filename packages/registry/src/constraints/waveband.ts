import { anyWords, type Constraint } from "../constraint.ts";
import { RegistryError } from "../errors.ts";
import { parseMessenger } from "../messengers.ts";

/**
 * Resources of a waveband, or of another messenger (`neutrino`): see `MESSENGERS`. Of several, one is enough.
 * @throws RegistryError code REG_USAGE for a word that is none
 */
export function waveband(...bands: readonly string[]): Constraint {
  if (bands.length === 0) throw new RegistryError("REG_USAGE", "A waveband is wanted: radio, infrared, optical, …");
  const wanted = [...new Set(bands.map(parseMessenger))];
  return {
    text: `waveband: ${anyWords(wanted)}`,
    condition({ tools: { raw, anyOf }, listHas }) {
      return anyOf(...wanted.map((band) => listHas(raw("r.waveband"), band)));
    },
    judge({ wavebands }) {
      return wavebands.length === 0 ? undefined : wanted.some((band) => wavebands.includes(band));
    },
  };
}
