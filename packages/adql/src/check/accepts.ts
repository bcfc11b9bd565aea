import { familyOf } from "../schema/datatype.ts";
import type { Parameter } from "../schema/functions/function.ts";
import type { Inferred } from "./value.ts";

/** `fits`: every service takes it; `doubtful`: some do; `unfit`: none can. */
export type Acceptance = "fits" | "doubtful" | "unfit";

/**
 * Whether a value can be an argument. Lenient where services declare types loosely: a value of unknown type fits
 * anything, a string may be a timestamp, an array of numbers a geometry.
 */
export function accepts({ type: wanted }: Pick<Parameter, "type">, value: Inferred): Acceptance {
  const family = familyOf(value.type);
  if (wanted === "any" || family === "unknown" || family === "null") return "fits";
  switch (wanted) {
    case "numeric":
    case "integer":
      if (family === "numeric") return "fits";
      // DaCHS computes with whole arrays.
      return family === "boolean" || family === "array" ? "doubtful" : "unfit";
    case "character":
      if (family === "character") return "fits";
      return family === "numeric" || family === "geometry" || family === "moc" ? "unfit" : "doubtful";
    case "timestamp":
      if (family === "timestamp" || family === "character") return "fits";
      return family === "geometry" || family === "moc" ? "unfit" : "doubtful";
    case "geometry":
      return acceptsGeometry(value);
    case "point":
      if (value.type.name === "POINT") return "fits";
      // The standard leaves open what other geometries do here (ADQL 2.1, section 4.2.16).
      return family === "geometry" ? "doubtful" : acceptsGeometry(value);
    case "moc":
      return family === "moc" || family === "character" ? "fits" : family === "geometry" ? "doubtful" : "unfit";
    case "boolean":
    case "binary":
    case "interval":
    case "array":
      return family === wanted ? "fits" : "doubtful";
  }
}

function acceptsGeometry(value: Inferred): Acceptance {
  const family = familyOf(value.type);
  if (family === "geometry") return "fits";
  if (family === "moc" || family === "array" || isRegionText(value)) return "doubtful";
  return "unfit";
}

/** Services declare s_region of ObsCore as a string and take it for a geometry (CADC and others). */
function isRegionText({ type, ucd, utype, column }: Inferred): boolean {
  if (familyOf(type) !== "character") return false;
  const name = column?.name.name.toLowerCase() ?? "";
  return (
    /^(s_region|.*footprint|.*_region)$/.test(name) ||
    /pos\.outline/i.test(ucd ?? "") ||
    /Support\.Area$/i.test(utype ?? "")
  );
}
