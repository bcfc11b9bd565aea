import type { Param } from "@armillary/votable";

/** How many numbers a value has, and what they are (DALI 1.2, section 3). */
export type ValueShape = "text" | "scalar" | "array" | "interval" | "point" | "circle" | "range" | "polygon" | "pos";

const BY_XTYPE: Readonly<Record<string, ValueShape>> = {
  interval: "interval",
  point: "point",
  circle: "circle",
  range: "range",
  polygon: "polygon",
};

/**
 * What the values of a parameter look like. The xtype says it; SODA's parameters are known without (SODA 1.0, section 4.2, has
 * CIRCLE and POLYGON without xtype in its own example), and two numbers are an interval, as DALI has parameters.
 */
export function shapeOf({ name, datatype, arraysize, xtype }: Param): ValueShape {
  const upper = name.toUpperCase();
  const shape = BY_XTYPE[xtype?.trim().toLowerCase() ?? ""];
  if (datatype === "char" || datatype === "unicodeChar") {
    // CASDA: POS three times, as text, with the xtypes circle, range and polygon.
    if (upper === "POS" || xtype?.toLowerCase() === "shape") return "pos";
    return shape ?? "text";
  }
  if (shape !== undefined) return shape;
  if (upper === "CIRCLE" && arraysize !== undefined) return "circle";
  if (upper === "POLYGON" && arraysize !== undefined) return "polygon";
  if (arraysize === undefined || arraysize === "1") return "scalar";
  return arraysize === "2" ? "interval" : "array";
}
