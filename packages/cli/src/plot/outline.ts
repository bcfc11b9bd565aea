import type { Position } from "@armillary/sky";
import type { Point, View } from "./view.ts";

/** A line in the picture, as SVG has paths. */
export interface Outline {
  readonly path: string;
  /** Nothing of it is missing, so that it may be filled. */
  readonly isWhole: boolean;
}

/** The outline of a ring of positions: in pieces where the picture's edge tears it, or where it leaves the projection. */
export function outlineOf(ring: readonly Position[], view: View): Outline | undefined {
  const [first] = ring;
  if (first === undefined) return undefined;
  const { pieces, isWhole } = piecesOf([...ring, first], view);
  if (isWhole) {
    const [points = []] = pieces;
    return { path: `${pathOf(points.slice(0, -1))}Z`, isWhole };
  }
  const path = pieces.map(pathOf).join("");
  return path === "" ? undefined : { path, isWhole };
}

/** The pieces of a line that are in the picture, or near it. */
export function piecesOf(
  line: readonly Position[],
  view: View,
): { readonly pieces: readonly (readonly Point[])[]; readonly isWhole: boolean } {
  const pieces: Point[][] = [];
  let last: Position | undefined;
  let isWhole = true;
  for (const position of line) {
    const point = view.project(position);
    if (point === undefined || isFar(point, view)) {
      isWhole = false;
      last = undefined;
      continue;
    }
    const edges = last === undefined ? undefined : view.tear(last, position);
    if (edges !== undefined) {
      const [out, into] = edges;
      isWhole = false;
      pieces.at(-1)?.push(out);
      pieces.push([into, point]);
    } else if (last === undefined) {
      pieces.push([point]);
    } else {
      pieces.at(-1)?.push(point);
    }
    last = position;
  }
  return { pieces, isWhole };
}

export function pathOf(points: readonly Point[]): string {
  if (points.length < 2) return "";
  return points.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${rounded(x)},${rounded(y)}`).join("");
}

/** To a thousandth of a pixel: what is beyond makes files longer and no picture better. */
export function rounded(pixels: number): number {
  return Math.round(pixels * 1000) / 1000;
}

/** Farther outside than programs draw well. */
function isFar({ x, y }: Point, { widthPx, heightPx }: View): boolean {
  const reach = 20 * widthPx;
  return x < -reach || y < -reach || x > widthPx + reach || y > heightPx + reach;
}
