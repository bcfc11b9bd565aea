import { quoteString } from "../../language/keywords.ts";
import { relateUnits } from "../../units/convert.ts";
import { parseUnit } from "../../units/parse.ts";
import type { Unit } from "../../units/unit.ts";
import { type ArgumentWanted, argumentWanted } from "../argument.ts";
import type { CompletionKind } from "../completion.ts";
import type { Place } from "../place.ts";
import { matchOf } from "../prefix-index.ts";
import { type Draft, type Request, SCORES } from "../request.ts";

/** Units that astronomers convert to, by what they measure; those alone are offered that the value can be turned into. */
const UNITS = `
deg arcmin arcsec mas uarcsec rad mas/yr arcsec/yr deg/yr km/s m/s
pc kpc Mpc AU lyr m km cm mm um nm Angstrom
s min h d yr Hz kHz MHz GHz THz eV keV MeV GeV J erg
Jy mJy uJy W/m**2 erg/s/cm**2 W/m**2/Hz erg/s/cm**2/Hz erg/s/cm**2/Angstrom W/m**2/um mag
K g kg solMass solLum solRad deg**2 arcmin**2 arcsec**2 sr count count/s`
  .trim()
  .split(/\s+/);

/** Coordinate systems, the first argument of geometry constructors (ADQL 2.0, section 2.4; deprecated since 2.1). */
const FRAMES = ["ICRS", "FK5", "FK4", "GALACTIC", "ECLIPTIC", "UNKNOWNFRAME"];

/** Frames as the IVOA's vocabulary `refframe` has them, for functions that transform between them. */
const REFERENCE_FRAMES = ["ICRS", "FK5", "FK4", "GALACTIC", "SUPER_GALACTIC", "ECLIPTIC"];

/** Types of `<cast_target>` (ADQL 2.1, section 4.7.1). */
const CAST_TYPES: readonly (readonly [type: string, meaning: string])[] = [
  ["INTEGER", "32-bit whole number"],
  ["BIGINT", "64-bit whole number"],
  ["SMALLINT", "16-bit whole number"],
  ["REAL", "32-bit number"],
  ["DOUBLE PRECISION", "64-bit number"],
  ["VARCHAR", "string"],
  ["CHAR", "string of fixed length"],
  ["TIMESTAMP", "date and time"],
  ["POINT", "position"],
  ["CIRCLE", "cone"],
  ["POLYGON", "region"],
];

/** Strings that an argument can be: units of IN_UNIT, coordinate systems. Inside quotes they stand without. */
export function literalDrafts(request: Request): Draft[] {
  const wanted = argumentWanted(request);
  if (wanted === undefined) return [];
  const { name, parameter, framed } = wanted;
  const make = (values: readonly string[], kind: CompletionKind) =>
    values.filter((value) => fits(value, request.place)).map((value, index) => literal(request, value, kind, index));
  if (name === "IN_UNIT" && parameter.literal === true) return make(unitsFor(wanted), "unit");
  if (parameter.name === "coordsys") return make(FRAMES, "frame");
  // Since 2.1 it may be left out, and better is.
  if (framed) return make(FRAMES, "frame").map((draft) => ({ ...draft, score: draft.score + SCORES.last }));
  return /_sys$/.test(parameter.name) ? make(REFERENCE_FRAMES, "frame") : [];
}

/** Whether nothing but a literal can be the argument. */
export function wantsLiteral(request: Request): boolean {
  return argumentWanted(request)?.parameter.literal === true;
}

/** Without quotes they are but for who has typed nothing. */
function fits(value: string, { inside, typed, quoted, qualifier }: Place): boolean {
  if (inside !== "string") return typed === "" && !quoted && qualifier.length === 0;
  return value.toLowerCase().startsWith(typed.toLowerCase());
}

let units: readonly (readonly [text: string, unit: Unit])[] | undefined;

function unitsFor({ given }: ArgumentWanted): readonly string[] {
  const from = given[0]?.unit;
  units ??= UNITS.flatMap((text) => {
    const unit = parseUnit(text);
    return unit === undefined ? [] : [[text, unit] as const];
  });
  return units
    .filter(([, unit]) => from === undefined || relateUnits(from, unit) !== "different")
    .map(([text]) => text);
}

function literal({ place }: Request, value: string, kind: CompletionKind, index: number): Draft {
  const text = place.inside === "string" ? value : quoteString(value);
  return { label: value, kind, insertText: text, filterText: text, score: index };
}

export function typeDrafts({ place }: Request): Draft[] {
  return CAST_TYPES.filter(([type]) => matchOf(type, place.typed) === "whole").map(([type, detail], index) => ({
    label: type,
    kind: "type",
    insertText: type,
    filterText: type,
    detail,
    score: index,
  }));
}
