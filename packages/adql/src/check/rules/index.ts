import type { Rule } from "../rule.ts";
import { aggregates } from "./aggregates.ts";
import { ambiguousNames } from "./ambiguous-names.ts";
import { casts } from "./casts.ts";
import { comparisons } from "./comparisons.ts";
import { coordinates } from "./coordinates.ts";
import { duplicateNames } from "./duplicate-names.ts";
import { functions } from "./functions.ts";
import { limits } from "./limits.ts";
import { operators } from "./operators.ts";
import { services } from "./services.ts";
import { shapes } from "./shapes.ts";
import { units } from "./units.ts";
import { unknownColumns } from "./unknown-columns.ts";
import { unknownTables } from "./unknown-tables.ts";

/** All checks, in no order that matters. */
export const RULES: readonly Rule[] = [
  unknownTables,
  unknownColumns,
  ambiguousNames,
  duplicateNames,
  aggregates,
  functions,
  operators,
  comparisons,
  casts,
  shapes,
  limits,
  units,
  coordinates,
  services,
];
