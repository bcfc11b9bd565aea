/** `km`, `%`, `'jupiterMass'`, a name of an unknown unit: any run of letters will do (VOUnits 1.1, section 2.3). */
const NAME = `(?:[A-Za-z%_]+|'[^']*'|"[^"]*")`;
const NUMBER = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
const POWER = String.raw`\*\*(?:[+-]?\d+(?:\.\d+)?|\([+-]?\d+(?:\.\d+|\/\d+)?\))`;

/** One factor of VOUnits that has no brackets: a unit with or without its power. */
const VOUNIT_FACTOR = new RegExp(`^${NAME}(?:${POWER})?`);
/** A number in front: `10**-20`, `0.1`. */
const VOUNIT_SCALE = new RegExp(`^(?:10${POWER}|${NUMBER})\\.?(?=.)`);
const VOUNIT_CLOSE = new RegExp(`^\\)(?:${POWER})?`);

/** One factor of the older convention: a unit whose power follows at once, `cm-2`. */
const CATALOGUE_FACTOR = new RegExp(`^(?:${NAME}|\\\\h|\u00b0|\u00b5[A-Za-z]+)(?:[+-]?\\d+)?`);
const CATALOGUE_SCALE = new RegExp(`^(?:${NUMBER}x)?(?:10[+-]\\d+|${NUMBER})[./]?(?=.)`);

/**
 * Whether a unit has the form that the standard has units in: VOUnits since VOTable 1.4; before, also that of the
 * "Standards for Astronomical Catalogues" (`10-16mW/m2/nm`, `[Sun]`, `---`). Whether its words exist is not asked: a
 * unit may be anyone's own.
 */
export function isUnit(unit: string, version: string | undefined): boolean {
  // Nobody's unit is longer; a hostile one is not gone through.
  if (unit.length > 1000) return false;
  if (unit === "" || isExpression(unit, VOUNIT_SCALE, VOUNIT_FACTOR)) return true;
  return (version === undefined || version < "1.4") && isCatalogueUnit(unit);
}

function isCatalogueUnit(unit: string): boolean {
  if (/^-+$/.test(unit)) return true;
  const inner = /^\[(.*)\]$/.exec(unit)?.[1] ?? unit;
  return inner === "-" || isExpression(inner, CATALOGUE_SCALE, CATALOGUE_FACTOR);
}

/** Factors, `.` or `/` between them, brackets and functions around. */
function isExpression(text: string, scale: RegExp, factor: RegExp): boolean {
  if (new RegExp(`^${NUMBER}$`).test(text)) return true;
  let rest = text.replace(scale, "").replace(/^\//, "");
  let depth = 0;
  for (;;) {
    const open = /^(?:log|ln|exp|sqrt)?\(/.exec(rest)?.[0];
    if (open !== undefined) {
      depth++;
      rest = rest.slice(open.length);
      continue;
    }
    const found = factor.exec(rest)?.[0];
    if (found === undefined) return false;
    rest = rest.slice(found.length);
    for (let close = VOUNIT_CLOSE.exec(rest)?.[0]; close !== undefined; close = VOUNIT_CLOSE.exec(rest)?.[0]) {
      if (--depth < 0) return false;
      rest = rest.slice(close.length);
    }
    if (rest === "") return depth === 0;
    if (!/^[./]/.test(rest)) return false;
    rest = rest.slice(1);
  }
}
