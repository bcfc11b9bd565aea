import type { Position } from "@armillary/sky";
import { decStepArcsec, multiplesWithin, printDec, printRa, raStepS } from "./graticule-steps.ts";
import { pathOf, piecesOf } from "./outline.ts";
import { EDGE_DEG, isInFrame, type Point, type View, visibleIn } from "./view.ts";

/** What is written where a line of the graticule is. */
export interface GraticuleLabel extends Point {
  readonly text: string;
  readonly align: "left" | "center" | "right";
  readonly baseline: "top" | "middle" | "bottom";
  /** Within the frame, over what is drawn there. */
  readonly inside: boolean;
}

/** Lines of equal right ascension and declination. */
export interface Graticule {
  readonly lines: readonly string[];
  /** The border of the whole sky, or none where the frame is it. */
  readonly border?: string;
  readonly labels: readonly GraticuleLabel[];
}

export function graticuleOf(view: View): Graticule {
  return view.kind === "mollweide" ? wholeSky(view) : around(view);
}

const SIDES = ["bottom", "top", "left", "right"] as const;
type Side = (typeof SIDES)[number];

/** Points of a line: enough that it looks like the curve it is. */
const POINTS = 160;
const LINES = 6;
/** Between a label and the frame. */
const GAP_PX = 7;
/** Labels closer than this would run into one another: along a side, and up it. */
const LABEL_WIDTH_PX = 88;
const LABEL_HEIGHT_PX = 16;

function around(view: View): Graticule {
  const visible = visibleIn(view);
  const [south, north] = visible.decDeg;
  const decStep = decStepArcsec(view.heightPx / view.pixelsPerDeg, LINES);
  const raSpan = visible.raOffsetDeg[1] - visible.raOffsetDeg[0];
  const raStep = visible.hasPole ? 7200 : raStepS(raSpan, LINES);
  const { raDeg: centreRaDeg } = view.centre;
  const placer = new LabelPlacer(view);
  const lines: string[] = [];
  const decs = multiplesWithin(decStep, [south * 3600, north * 3600]).filter((arcsec) => Math.abs(arcsec) < 324000);
  // Meridians end at the last parallel before a pole: there all of them would meet in a blot.
  const ends = visible.hasPole ? shortOfPole(visible.decDeg, decStep / 3600 / 5) : visible.decDeg;
  const ras = visible.hasPole
    ? multiplesWithin(raStep, [0, 86399])
    : multiplesWithin(raStep, [
        (centreRaDeg + visible.raOffsetDeg[0]) * 240,
        (centreRaDeg + visible.raOffsetDeg[1]) * 240,
      ]);
  for (const seconds of ras) {
    const line = lineOf((share) => ({ raDeg: seconds / 240, decDeg: ends[0] + (ends[1] - ends[0]) * share }));
    const { pieces } = piecesOf(line, view);
    lines.push(...pieces.map(pathOf));
    placer.place(printRa(seconds, raStep), pieces, SIDES);
  }
  const [first, last] = visible.raOffsetDeg;
  for (const arcsec of decs) {
    const decDeg = arcsec / 3600;
    const line = lineOf((share) => ({ raDeg: centreRaDeg + first + (last - first) * share, decDeg }));
    const { pieces } = piecesOf(line, view);
    lines.push(...pieces.map(pathOf));
    const text = printDec(arcsec, decStep);
    if (visible.hasPole) placer.placeInside(text, { raDeg: centreRaDeg, decDeg });
    else placer.place(text, pieces, ["left", "right", "top", "bottom"]);
  }
  return { lines: lines.filter((path) => path !== ""), labels: placer.labels };
}

function shortOfPole([south, north]: readonly [number, number], gapDeg: number): readonly [number, number] {
  return [south <= -90 ? -90 + gapDeg : south, north >= 90 ? 90 - gapDeg : north];
}

function lineOf(at: (share: number) => Position): readonly Position[] {
  return Array.from({ length: POINTS + 1 }, (_, step) => at(step / POINTS));
}

/** Puts labels where lines leave the frame, and none over another. */
class LabelPlacer {
  readonly labels: GraticuleLabel[] = [];
  readonly #view: View;
  readonly #taken: Readonly<Record<Side, number[]>> = { bottom: [], top: [], left: [], right: [] };

  constructor(view: View) {
    this.#view = view;
  }

  place(text: string, pieces: readonly (readonly Point[])[], sides: readonly Side[]): void {
    for (const side of sides) {
      const room = side === "top" || side === "bottom" ? LABEL_WIDTH_PX : LABEL_HEIGHT_PX;
      const along = pieces.map((piece) => this.#crossing(piece, side)).find((place) => place !== undefined);
      if (along === undefined) continue;
      if (this.#taken[side].some((other) => Math.abs(other - along) < room)) return;
      this.#taken[side].push(along);
      this.labels.push({ text, inside: false, ...this.#at(side, along) });
      return;
    }
  }

  placeInside(text: string, position: Position): void {
    const point = this.#view.project(position);
    if (!isInFrame(point, this.#view)) return;
    this.labels.push({ text, inside: true, ...point, align: "center", baseline: "middle" });
  }

  #at(side: Side, along: number): Omit<GraticuleLabel, "text" | "inside"> {
    const { widthPx, heightPx } = this.#view;
    switch (side) {
      case "bottom":
        return { x: along, y: heightPx + GAP_PX, align: "center", baseline: "top" };
      case "top":
        return { x: along, y: -GAP_PX, align: "center", baseline: "bottom" };
      case "left":
        return { x: -GAP_PX, y: along, align: "right", baseline: "middle" };
      case "right":
        return { x: widthPx + GAP_PX, y: along, align: "left", baseline: "middle" };
    }
  }

  /** Where a line goes through one side of the frame, along that side. */
  #crossing(piece: readonly Point[], side: Side): number | undefined {
    const { widthPx, heightPx } = this.#view;
    const isLevel = side === "top" || side === "bottom";
    const [edge, length] = isLevel
      ? [side === "top" ? 0 : heightPx, widthPx]
      : [side === "left" ? 0 : widthPx, heightPx];
    for (let at = 1; at < piece.length; at++) {
      const [from, to] = [piece[at - 1] as Point, piece[at] as Point];
      const [before, after] = isLevel ? [from.y - edge, to.y - edge] : [from.x - edge, to.x - edge];
      if (before * after > 0 || before === after) continue;
      const share = before / (before - after);
      const along = isLevel ? from.x + (to.x - from.x) * share : from.y + (to.y - from.y) * share;
      if (along >= 0 && along <= length) return along;
    }
    return undefined;
  }
}

/** Degrees between lines of the whole sky. */
const WHOLE_STEP_DEG = 30;

function wholeSky(view: View): Graticule {
  const lines: string[] = [];
  const labels: GraticuleLabel[] = [];
  const { raDeg: centreRaDeg } = view.centre;
  const meridian = (offsetDeg: number): string => {
    const line = lineOf((share) => ({ raDeg: centreRaDeg + offsetDeg, decDeg: -90 + 180 * share }));
    return piecesOf(line, view).pieces.map(pathOf).join("");
  };
  for (let offsetDeg = -150; offsetDeg <= 150; offsetDeg += WHOLE_STEP_DEG) {
    lines.push(meridian(offsetDeg));
    const raDeg = centreRaDeg + offsetDeg;
    const point = view.project({ raDeg, decDeg: 0 }) as Point;
    const text = printRa(raDeg * 240, 3600);
    labels.push({ text, x: point.x, y: point.y + 3, align: "center", baseline: "top", inside: true });
  }
  for (let decDeg = -60; decDeg <= 60; decDeg += WHOLE_STEP_DEG) {
    const ends = [EDGE_DEG, -EDGE_DEG].map((offset) => view.project({ raDeg: centreRaDeg + offset, decDeg }) as Point);
    lines.push(pathOf(ends));
    const [left] = ends as [Point, Point];
    const text = printDec(decDeg * 3600, 3600);
    labels.push({ text, x: left.x - GAP_PX, y: left.y, align: "right", baseline: "middle", inside: false });
  }
  return { lines, border: `${meridian(EDGE_DEG)}${meridian(-EDGE_DEG)}`, labels };
}
