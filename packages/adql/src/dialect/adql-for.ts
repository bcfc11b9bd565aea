import { type AdqlFlavour, COMMON_FLAVOUR } from "../build/flavour.ts";
import { type AdqlTools, createAdqlTools } from "../build/tools.ts";
import { type DialectProfile, isMissing } from "./profile.ts";
import { type DialectTarget, dialectOf } from "./target.ts";

/**
 * The template and the helpers of geometry in the flavour of a service: `const { adql, inCircle } = adqlFor(profile)`.
 * @param target - what is known of the service (`findDialectProfile`), what it says of itself, or both
 */
export function adqlFor(target: DialectTarget): AdqlTools {
  return createAdqlTools(flavourFor(target));
}

/** The flavour that a service understands; what is not known of it is as most services have it. */
export function flavourFor(target: DialectTarget): AdqlFlavour {
  const profile = dialectOf(target);
  return profile === undefined ? COMMON_FLAVOUR : flavourOf(profile);
}

function flavourOf(profile: DialectProfile): AdqlFlavour {
  return {
    frame: frameOf(profile),
    truth: profile.truth?.value ?? COMMON_FLAVOUR.truth,
    region: regionOf(profile),
    box: isMissing(profile, "POLYGON") && !isMissing(profile, "BOX"),
    booleans: profile.booleans?.value ?? COMMON_FLAVOUR.booleans,
    timestamps: COMMON_FLAVOUR.timestamps,
    backslashes: profile.backslashEscapes?.value === false ? "plain" : "refuse",
  };
}

function frameOf({ frame, frameNames, versions }: DialectProfile): string | null {
  const names = frameNames?.value;
  const name = names === undefined || names.includes("ICRS") ? "ICRS" : (names[0] ?? "ICRS");
  if (frame !== undefined) return frame.value === "refused" ? null : name;
  // Nobody speaks 2.1 alone and demands what it deprecates.
  return versions?.value.every((version) => version === "2.1") === true ? null : name;
}

function regionOf(profile: DialectProfile): AdqlFlavour["region"] {
  if (isMissing(profile, "POINT", "CIRCLE")) return "trigonometry";
  if (!isMissing(profile, "CONTAINS")) return "contains";
  return isMissing(profile, "DISTANCE") ? "trigonometry" : "distance";
}
