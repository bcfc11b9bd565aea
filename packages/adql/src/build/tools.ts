import { AdqlText } from "./adql-text.ts";
import { type Conditions, createConditions } from "./conditions.ts";
import { type AdqlFlavour, COMMON_FLAVOUR } from "./flavour.ts";
import { createGeometry, type Geometry } from "./geometry.ts";
import { delimited, identifier } from "./names.ts";
import { type AdqlTemplate, createTemplate } from "./template.ts";
import type { Interval, Scalar } from "./values.ts";
import { createValueWriter } from "./values.ts";

/** All that builds queries in one flavour. */
export interface AdqlTools extends Geometry, Conditions {
  readonly flavour: AdqlFlavour;
  /**
   * A query, or a piece of one, with values bound: `` adql`SELECT TOP ${10} * FROM t WHERE name = ${name}` ``.
   * Takes what AdqlValue lists, gives what may stand in another template.
   */
  readonly adql: AdqlTemplate;
  identifier(...names: readonly string[]): AdqlText;
  delimited(...names: readonly string[]): AdqlText;
  /** Text that is ADQL already, taken as it is: never from users. */
  raw(text: string): AdqlText;
  /** Bounds for BETWEEN; where one may be missing, use `inInterval`. */
  interval(low: Scalar, high: Scalar): Interval;
}

/** The tools in a flavour; what it does not say is as most services have it. */
export function createAdqlTools(flavour: Partial<AdqlFlavour> = {}): AdqlTools {
  const complete = { ...COMMON_FLAVOUR, ...flavour };
  const geometry = createGeometry(complete);
  const writer = createValueWriter(complete, geometry);
  return {
    ...geometry,
    ...createConditions(writer),
    flavour: complete,
    adql: createTemplate(writer),
    identifier,
    delimited,
    raw: (text) => new AdqlText(text),
    interval: (low, high) => ({ low, high }),
  };
}

const common = createAdqlTools();

/** The template in the flavour that most services understand: see `AdqlTools`. */
export const adql: AdqlTemplate = common.adql;
