import type { Position } from "@armillary/sky";
import type { EncodeEntry, GroupMark, Mark } from "vega";
import type { GraticuleLabel } from "./graticule.ts";
import { outlineOf } from "./outline.ts";
import type { SeriesStyle } from "./series-style.ts";
import { ringsOf, type SkyShape } from "./sky-shape.ts";
import type { Point, View } from "./view.ts";

// Marks of Vega's, each with the data that it draws.

export const INK = "#222222";
export const GREY = "#6b6b6b";

type Row = Readonly<Record<string, string | number | boolean>>;
type Drawn = { readonly type: "path" | "symbol" | "text"; readonly enter: EncodeEntry };

/** Rows of data, each drawn by these marks in turn. `name` is a class of the group in SVG. */
export function layer(name: string, rows: readonly Row[], ...drawn: readonly Drawn[]): GroupMark {
  const marks = drawn.map(
    ({ type, enter }): Mark => ({ type, aria: false, from: { data: "rows" }, encode: { enter } }),
  );
  return { type: "group", name, aria: false, data: [{ name: "rows", values: [...rows] }], marks };
}

/** Lines that are all alike. */
export function lineLayer(
  name: string,
  paths: readonly string[],
  { color, width, dash, fillOpacity }: LineStyle,
): GroupMark {
  return layer(
    name,
    paths.map((path) => ({ path })),
    {
      type: "path",
      enter: {
        path: { field: "path" },
        stroke: { value: color },
        strokeWidth: { value: width },
        strokeJoin: { value: "round" },
        ...(dash === undefined ? {} : { strokeDash: { value: [...dash] } }),
        ...(fillOpacity === undefined ? {} : { fill: { value: color }, fillOpacity: { value: fillOpacity } }),
      },
    },
  );
}

export interface LineStyle {
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly fillOpacity?: number;
}

/** The border of a region that was asked for. */
export const REGION_LINE: LineStyle = { color: "#444444", width: 1.2, dash: [5, 4] };

export function footprintLine({ color }: SeriesStyle): LineStyle {
  return { color, width: 0.9 };
}

/** Outlines of footprints, filled where nothing of them is missing, so faintly that it shows where many lie over one another. */
export function footprintLayers(
  name: string,
  footprints: readonly SkyShape[],
  view: View,
  style: SeriesStyle,
): readonly GroupMark[] {
  const outlines = footprints.flatMap(ringsOf).flatMap((ring) => outlineOf(ring, view) ?? []);
  const whole = outlines.filter(({ isWhole }) => isWhole).map(({ path }) => path);
  const torn = outlines.filter(({ isWhole }) => !isWhole).map(({ path }) => path);
  const line = footprintLine(style);
  return [
    ...(whole.length === 0 ? [] : [lineLayer(name, whole, { ...line, fillOpacity: 0.06 })]),
    ...(torn.length === 0 ? [] : [lineLayer(`${name}-torn`, torn, line)]),
  ];
}

export function regionPaths(shapes: readonly SkyShape[], view: View): readonly string[] {
  return shapes.flatMap(ringsOf).flatMap((ring: readonly Position[]) => outlineOf(ring, view)?.path ?? []);
}

/** Fewer points are open, and those of each series smaller than those below: one object of four archives is seen as that. */
const MOST_OPEN = 2000;
const MOST_TIMES = 12;

/**
 * The order in which series are drawn, by their numbers of points. Open ones are the larger the fewer they are, and lie below; full
 * ones are all alike, and few must not be covered by many.
 */
export function drawingOrder(counts: readonly number[]): readonly number[] {
  const isOpen = counts.reduce((sum, count) => sum + count, 0) <= MOST_OPEN;
  const fewestFirst = counts.map((_, at) => at).sort((a, b) => (counts[a] as number) - (counts[b] as number));
  return isOpen ? fewestFirst : fewestFirst.reverse();
}

/**
 * @param place - of the series among `series`; the first are below
 * @param all - points in the whole picture: the more, the smaller
 */
export function pointLayer(
  name: string,
  points: readonly Point[],
  style: SeriesStyle,
  { place, series, all }: { readonly place: number; readonly series: number; readonly all: number },
): GroupMark {
  const areaPx2 = Math.max(7, Math.min(60, 700 / Math.max(1, all) ** 0.45));
  const isOpen = all <= MOST_OPEN;
  // A circle around a square that is as large has twice its area; with many series the largest must not cover the picture.
  const step = series > 1 ? Math.min(2.2, MOST_TIMES ** (1 / (series - 1))) : 1;
  const times = isOpen && series > 1 ? 0.55 * step ** (series - 1 - place) : 1;
  const enter: EncodeEntry = { x: { field: "x" }, y: { field: "y" }, ...symbolOf(style, areaPx2 * times, isOpen) };
  return layer(
    name,
    points.map(({ x, y }) => ({ x, y })),
    { type: "symbol", enter },
  );
}

export function symbolOf({ color, shape }: SeriesStyle, areaPx2: number, isOpen: boolean): EncodeEntry {
  return {
    size: { value: areaPx2 },
    shape: { value: shape },
    fill: { value: color },
    fillOpacity: { value: isOpen ? 0.18 : 0.65 },
    ...(isOpen ? { stroke: { value: color }, strokeWidth: { value: 1.1 } } : {}),
  };
}

/** Labels of the graticule; those over the picture stand on white of their own shape. */
export function labelLayer(name: string, labels: readonly GraticuleLabel[]): GroupMark {
  const rows = labels.map(({ x, y, text, align, baseline }) => ({ x, y, text, align, baseline }));
  const enter: EncodeEntry = {
    x: { field: "x" },
    y: { field: "y" },
    text: { field: "text" },
    align: { field: "align" },
    baseline: { field: "baseline" },
    fontSize: { value: 11 },
    fill: { value: GREY },
  };
  const halo: EncodeEntry = { ...enter, stroke: { value: "#ffffff" }, strokeWidth: { value: 3 } };
  const isInside = labels.some(({ inside }) => inside);
  return layer(name, rows, ...(isInside ? [{ type: "text", enter: halo } as const] : []), { type: "text", enter });
}

/** One line of text. */
export function textMark(text: string, { x, y, size, color, bold = false, align = "left" }: TextStyle): Mark {
  return {
    type: "text",
    aria: false,
    encode: {
      enter: {
        x: { value: x },
        y: { value: y },
        text: { value: text },
        align: { value: align },
        baseline: { value: "middle" },
        fontSize: { value: size },
        fontWeight: { value: bold ? "bold" : "normal" },
        fill: { value: color },
      },
    },
  };
}

interface TextStyle extends Point {
  readonly size: number;
  readonly color: string;
  readonly bold?: boolean;
  readonly align?: "left" | "right";
}
