import {
  MOLLWEIDE_HALF_HEIGHT_DEG,
  MOLLWEIDE_HALF_WIDTH_DEG,
  mollweide,
  normalizeRaDeg,
  type Position,
  raDifferenceDeg,
  tangentPlane,
} from "@armillary/sky";
import { type Cap, enclosingCap, farthestDeg } from "./enclosing-cap.ts";
import type { Projection } from "./plot-request.ts";

/** A place in the picture's frame: pixels to the right and down from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How positions become points. Right ascension grows to the left, declination upwards. */
export interface View {
  readonly kind: "tangent" | "mollweide";
  readonly centre: Position;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixelsPerDeg: number;
  /** Undefined for what no point of the projection's plane stands for. */
  project(position: Position): Point | undefined;
  /** Undefined for points outside of the projection. */
  unproject(point: Point): Position | undefined;
  /** Where a short line between two positions leaves the picture at one edge and comes in at the other, if it does. */
  tear(from: Position, to: Position): readonly [out: Point, into: Point] | undefined;
}

/** What a view is chosen by. */
export interface Extent {
  readonly positions: readonly Position[];
  /** Around the region that was asked for, if one was. */
  readonly region?: Cap | undefined;
}

const FRAME_PX = 600;
const MAP_WIDTH_PX = 880;
/** Beyond, the tangent plane makes twice as much of what is at its edge: all of the sky shows it better. */
const WIDEST_TANGENT_DEG = 40;
/** The widest that is drawn where it is asked for. */
const WIDEST_ASKED_DEG = 75;
/** Of one place without a size. */
const SMALLEST_DEG = 0.5 / 3600;
const SINGLE_DEG = 1 / 60;
/** Rows far outside of the region must not make a dot of it. */
const MOST_TIMES_REGION = 3;
const MARGIN = 1.08;

/** The view that shows the positions and the region, of the projection that is asked for or, `auto`, of the one that suits their extent. */
export function chooseView(projection: Projection, { positions, region }: Extent): View {
  const cap = capOf(positions, region);
  const isWide = cap === undefined || cap.radiusDeg > WIDEST_TANGENT_DEG;
  if (projection === "mollweide" || (projection === "auto" && isWide)) return mollweideView();
  return tangentView(cap ?? { raDeg: 0, decDeg: 0, radiusDeg: WIDEST_ASKED_DEG });
}

function capOf(positions: readonly Position[], region: Cap | undefined): Cap | undefined {
  if (region === undefined) {
    const cap = enclosingCap(positions);
    return cap === undefined || cap.radiusDeg >= SMALLEST_DEG ? cap : { ...cap, radiusDeg: SINGLE_DEG };
  }
  const most = Math.max(region.radiusDeg * MOST_TIMES_REGION, SMALLEST_DEG);
  return {
    ...region,
    radiusDeg: Math.min(most, Math.max(region.radiusDeg, farthestDeg(region, positions), SMALLEST_DEG)),
  };
}

function tangentView({ raDeg, decDeg, radiusDeg }: Cap): View {
  const plane = tangentPlane(raDeg, decDeg);
  const halfDeg = Math.min(WIDEST_ASKED_DEG, radiusDeg * MARGIN);
  // At its edge the plane is farther out than the sky.
  const halfOnPlaneDeg = Math.tan((halfDeg * Math.PI) / 180) * (180 / Math.PI);
  const pixelsPerDeg = FRAME_PX / 2 / halfOnPlaneDeg;
  const middle = FRAME_PX / 2;
  return {
    kind: "tangent",
    centre: { raDeg: normalizeRaDeg(raDeg), decDeg },
    widthPx: FRAME_PX,
    heightPx: FRAME_PX,
    pixelsPerDeg,
    project(position) {
      const point = plane.project(position.raDeg, position.decDeg);
      if (point === undefined) return undefined;
      return { x: middle - point.xiDeg * pixelsPerDeg, y: middle - point.etaDeg * pixelsPerDeg };
    },
    unproject: ({ x, y }) => plane.unproject((middle - x) / pixelsPerDeg, (middle - y) / pixelsPerDeg),
    tear: () => undefined,
  };
}

/** Next to the edge of the whole sky, which belongs to both of its sides. */
export const EDGE_DEG: number = 180 - 1e-9;

function mollweideView(): View {
  const map = mollweide(0);
  const pixelsPerDeg = MAP_WIDTH_PX / 2 / MOLLWEIDE_HALF_WIDTH_DEG;
  const middle = { x: MAP_WIDTH_PX / 2, y: MOLLWEIDE_HALF_HEIGHT_DEG * pixelsPerDeg };
  const project = ({ raDeg, decDeg }: Position): Point => {
    const { xiDeg, etaDeg } = map.project(raDeg, decDeg);
    return { x: middle.x - xiDeg * pixelsPerDeg, y: middle.y - etaDeg * pixelsPerDeg };
  };
  return {
    kind: "mollweide",
    centre: { raDeg: map.centralRaDeg, decDeg: 0 },
    widthPx: MAP_WIDTH_PX,
    heightPx: 2 * middle.y,
    pixelsPerDeg,
    project,
    unproject: ({ x, y }) => map.unproject((middle.x - x) / pixelsPerDeg, (middle.y - y) / pixelsPerDeg),
    tear(from, to) {
      const [before, after] = [from, to].map(({ raDeg }) => raDifferenceDeg(map.centralRaDeg, raDeg)) as [
        number,
        number,
      ];
      if (Math.abs(before - after) <= 180) return undefined;
      const [left, right] = [180 - Math.abs(before), 180 - Math.abs(after)];
      const share = left + right === 0 ? 0 : left / (left + right);
      const decDeg = from.decDeg + (to.decDeg - from.decDeg) * share;
      const edge = (side: number): Point => project({ raDeg: map.centralRaDeg + Math.sign(side) * EDGE_DEG, decDeg });
      return [edge(before), edge(after)];
    },
  };
}

/** What of the sky is in the frame: declinations, and right ascensions as differences from the centre's. */
export interface Visible {
  readonly decDeg: readonly [least: number, most: number];
  readonly raOffsetDeg: readonly [least: number, most: number];
  readonly hasPole: boolean;
}

const BORDER_STEPS = 60;

export function visibleIn(view: View): Visible {
  if (view.kind === "mollweide") return { decDeg: [-90, 90], raOffsetDeg: [-180, 180], hasPole: true };
  const border: Position[] = [];
  for (let step = 0; step <= BORDER_STEPS; step++) {
    const [along, across] = [(view.widthPx * step) / BORDER_STEPS, (view.heightPx * step) / BORDER_STEPS];
    const points = [
      { x: along, y: 0 },
      { x: along, y: view.heightPx },
      { x: 0, y: across },
      { x: view.widthPx, y: across },
    ];
    for (const point of points) border.push(view.unproject(point) as Position);
  }
  const poles = [90, -90].filter((decDeg) => isInFrame(view.project({ raDeg: 0, decDeg }), view));
  const decs = [...border.map(({ decDeg }) => decDeg), view.centre.decDeg, ...poles];
  const offsets = border.map(({ raDeg }) => raDifferenceDeg(view.centre.raDeg, raDeg));
  const hasPole = poles.length > 0;
  return {
    decDeg: [Math.min(...decs), Math.max(...decs)],
    raOffsetDeg: hasPole ? [-180, 180] : [Math.min(...offsets), Math.max(...offsets)],
    hasPole,
  };
}

export function isInFrame(point: Point | undefined, { widthPx, heightPx }: View): point is Point {
  return point !== undefined && point.x >= 0 && point.x <= widthPx && point.y >= 0 && point.y <= heightPx;
}
