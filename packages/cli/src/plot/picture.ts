import { printSexagesimal } from "@armillary/dali";
import type { SkyRegion } from "@armillary/dali/dataset";
import type { Spec } from "vega";
import { printCounted } from "../quantities.ts";
import type { Collected } from "./collect.ts";
import { enclosingCap } from "./enclosing-cap.ts";
import { graticuleOf } from "./graticule.ts";
import { printAngle } from "./graticule-steps.ts";
import {
  drawingOrder,
  footprintLayers,
  GREY,
  INK,
  labelLayer,
  lineLayer,
  pointLayer,
  REGION_LINE,
  regionPaths,
  textMark,
} from "./layers.ts";
import { type Legend, legendOf } from "./legend.ts";
import { rounded } from "./outline.ts";
import type { Projection } from "./plot-request.ts";
import { OTHERS_STYLE, type SeriesStyle, stylesOf } from "./series-style.ts";
import { ringsOf, type SkyShape, shapesOfRegion } from "./sky-shape.ts";
import { chooseView, isInFrame, type Point, type View } from "./view.ts";

/** What a picture is of. */
export interface Subject {
  readonly title: string;
  /** What was asked for. */
  readonly region?: SkyRegion | undefined;
}

/** The first is what PNGs are drawn with; where an SVG is shown without it, the others are as wide. */
const FONTS = "DejaVu Sans, Verdana, Arial, sans-serif";

/** The picture of what was collected, as a specification of Vega's in which every place is computed. */
export function pictureOf(collected: Collected, projection: Projection, { title, region }: Subject): Spec {
  const { series } = collected;
  const shapes = region === undefined ? [] : shapesOfRegion(region);
  const view = viewOf(collected, projection, shapes);
  const styles = stylesOfAll(collected);
  const points = series.map(({ positions }) => positions.map(view.project).filter((point) => isInFrame(point, view)));
  const drawn = points.reduce((sum, { length }) => sum + length, 0);
  const outside = series.reduce((sum, { positions }) => sum + positions.length, 0) - drawn;
  const perRow = view.kind === "tangent" ? 1 : 4;
  const legend = legendOf(collected, styles, { perRow, outside, hasRegion: shapes.length > 0 });
  const layout = layoutOf(view, legend);
  const { left, top } = layout;
  const graticule = graticuleOf(view);
  const order = drawingOrder(points.map(({ length }) => length));
  const size = { width: { value: view.widthPx }, height: { value: view.heightPx } };
  return {
    width: layout.widthPx,
    height: layout.heightPx,
    padding: 0,
    autosize: "none",
    background: "#ffffff",
    description: describe(view, title),
    config: { text: { font: FONTS } },
    marks: [
      textMark(title, { x: left, y: 28, size: 17, bold: true, color: INK }),
      textMark(subtitleOf(view, collected), { x: left, y: 50, size: 12, color: GREY }),
      {
        type: "group",
        name: "sky",
        aria: false,
        encode: { enter: { x: { value: left }, y: { value: top }, ...size, clip: { value: view.kind === "tangent" } } },
        marks: [
          lineLayer("graticule", graticule.lines, { color: "#d4d4d4", width: 0.8 }),
          ...order.flatMap((at) =>
            footprintLayers(`footprints-${at}`, series[at]?.footprints ?? [], view, styles[at] as SeriesStyle),
          ),
          ...order.map((at, place) =>
            pointLayer(`points-${at}`, (points[at] ?? []).map(roundedPoint), styles[at] as SeriesStyle, {
              place,
              series: series.length,
              all: drawn,
            }),
          ),
          lineLayer("region", regionPaths(shapes, view), REGION_LINE),
          labelLayer(
            "labels-inside",
            graticule.labels.filter(({ inside }) => inside),
          ),
        ],
      },
      {
        type: "group",
        name: "frame",
        aria: false,
        encode: { enter: { x: { value: left }, y: { value: top } } },
        marks: [
          lineLayer("border", [graticule.border ?? frameOf(view)], { color: "#555555", width: 1 }),
          labelLayer(
            "labels",
            graticule.labels.filter(({ inside }) => !inside),
          ),
        ],
      },
      ...legend.marks(layout.legendX, layout.legendY),
    ],
  };
}

function viewOf({ series }: Collected, projection: Projection, regionShapes: readonly SkyShape[]): View {
  const [shape, ...more] = regionShapes;
  const positions = series.flatMap((each) => each.positions);
  if (shape === undefined) {
    const footprints = series.flatMap((each) => each.footprints).flatMap(ringsOf);
    return chooseView(projection, { positions: [...positions, ...footprints.flat()] });
  }
  const isCircle = shape.shape === "circle" && more.length === 0;
  const region = isCircle ? shape : enclosingCap(regionShapes.flatMap(ringsOf).flat());
  return chooseView(projection, { positions, region });
}

function stylesOfAll({ series, hasOthers }: Collected): readonly SeriesStyle[] {
  const named = hasOthers ? series.slice(0, -1) : series;
  const styles = stylesOf(named.map(({ label }) => label));
  return hasOthers ? [...styles, OTHERS_STYLE] : styles;
}

function roundedPoint({ x, y }: Point): Point {
  return { x: rounded(x), y: rounded(y) };
}

interface Layout {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where the sky is. */
  readonly left: number;
  readonly top: number;
  readonly legendX: number;
  readonly legendY: number;
}

/** The legend is beside a square, and below the whole sky. */
function layoutOf({ kind, widthPx, heightPx }: View, legend: Legend): Layout {
  const top = 84;
  if (kind === "tangent") {
    const left = 92;
    const legendX = left + widthPx + 76;
    return {
      left,
      top,
      widthPx: legendX + legend.widthPx + 8,
      heightPx: top + Math.max(heightPx + 44, legend.heightPx),
      legendX,
      legendY: top + 4,
    };
  }
  const left = 52;
  const legendY = rounded(top + heightPx + 32);
  return { left, top, widthPx: left + widthPx + 40, heightPx: legendY + legend.heightPx, legendX: left, legendY };
}

function subtitleOf(view: View, { series }: Collected): string {
  const positions = printCounted(
    series.reduce((sum, { count }) => sum + count, 0),
    "position",
  );
  if (view.kind === "mollweide") return `${positions} · whole sky, equal areas (Mollweide)`;
  const halfOnPlane = view.widthPx / 2 / view.pixelsPerDeg;
  const acrossDeg = 2 * Math.atan((halfOnPlane * Math.PI) / 180) * (180 / Math.PI);
  return `${positions} · tangent plane at ${printSexagesimal(view.centre, { secondDigits: acrossDeg < 0.01 ? 2 : 0 })} · ${printAngle(acrossDeg)} across`;
}

/** For those who cannot see the picture, and for programs: what is where. */
function describe({ kind, centre: { raDeg, decDeg }, pixelsPerDeg }: View, title: string): string {
  const projection = kind === "mollweide" ? "Mollweide projection about" : "tangent plane at";
  const place = `right ascension ${raDeg} and declination ${decDeg} degrees`;
  return `${title}: ${projection} ${place}, ${pixelsPerDeg} pixels a degree in its middle, east to the left`;
}

function frameOf({ widthPx, heightPx }: View): string {
  return `M0,0L${widthPx},0L${widthPx},${heightPx}L0,${heightPx}Z`;
}
