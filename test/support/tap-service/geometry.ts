/** A place in ICRS. */
export interface Point {
  readonly raDeg: number;
  readonly decDeg: number;
}

export interface Circle extends Point {
  readonly radiusDeg: number;
}

/** A box about its centre: sides are great circles, in the directions that the axes have there (ADQL 2.1, section 4.2.9). */
export interface Box extends Point {
  readonly widthDeg: number;
  readonly heightDeg: number;
}

export interface Polygon {
  readonly vertices: readonly Point[];
}

export type Region = Circle | Box | Polygon;

const DEGREE = Math.PI / 180;

/** Degrees (haversine). */
export function separation(a: Point, b: Point): number {
  const half = (degrees: number): number => Math.sin((degrees * DEGREE) / 2) ** 2;
  const square =
    half(b.decDeg - a.decDeg) + Math.cos(a.decDeg * DEGREE) * Math.cos(b.decDeg * DEGREE) * half(b.raDeg - a.raDeg);
  return (2 * Math.asin(Math.min(1, Math.sqrt(square)))) / DEGREE;
}

/** Where a point is on the plane that touches the sky at `centre`, in degrees east and north; undefined on the far half. */
export function offsetDeg(centre: Point, { raDeg, decDeg }: Point): readonly [east: number, north: number] | undefined {
  const [along, dec, middle] = [(raDeg - centre.raDeg) * DEGREE, decDeg * DEGREE, centre.decDeg * DEGREE];
  const depth = Math.sin(middle) * Math.sin(dec) + Math.cos(middle) * Math.cos(dec) * Math.cos(along);
  if (depth <= 1e-9) return undefined;
  const east = (Math.cos(dec) * Math.sin(along)) / depth;
  const north = (Math.cos(middle) * Math.sin(dec) - Math.sin(middle) * Math.cos(dec) * Math.cos(along)) / depth;
  return [east / DEGREE, north / DEGREE];
}

/** The point that stands so far from `centre` on the plane that touches the sky there. */
export function pointAt(centre: Point, eastDeg: number, northDeg: number): Point {
  const [east, north, middle] = [eastDeg * DEGREE, northDeg * DEGREE, centre.decDeg * DEGREE];
  const depth = Math.cos(middle) - north * Math.sin(middle);
  const raDeg = centre.raDeg + Math.atan2(east, depth) / DEGREE;
  const height = Math.sin(middle) + north * Math.cos(middle);
  return { raDeg: (raDeg + 360) % 360, decDeg: Math.atan2(height, Math.hypot(east, depth)) / DEGREE };
}

/** Whether a point lies within, its border included; polygons are smaller than a half of the sky. */
export function isWithin(point: Point, region: Region): boolean {
  if ("radiusDeg" in region) return separation(point, region) <= region.radiusDeg;
  if ("vertices" in region) return isInPolygon(point, region.vertices);
  const offset = offsetDeg(region, point);
  if (offset === undefined) return false;
  // What a side of the plane is long follows from its angle.
  const halfSide = (sideDeg: number): number => Math.tan((Math.min(sideDeg, 179) * DEGREE) / 2) / DEGREE + 1e-12;
  return Math.abs(offset[0]) <= halfSide(region.widthDeg) && Math.abs(offset[1]) <= halfSide(region.heightDeg);
}

/** Crossings of a line from the point, on the plane about it: great circles are straight there. */
function isInPolygon(point: Point, vertices: readonly Point[]): boolean {
  const corners = vertices.map((vertex) => offsetDeg(point, vertex));
  let isInside = false;
  corners.forEach((a, index) => {
    const b = corners[(index + 1) % corners.length];
    if (a === undefined || b === undefined || a[1] > 0 === b[1] > 0) return;
    const east = a[0] + ((b[0] - a[0]) * -a[1]) / (b[1] - a[1]);
    if (east > 0) isInside = !isInside;
  });
  return isInside;
}
