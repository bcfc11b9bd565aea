import type { SkyCircle } from "@armillary/dali/dataset";

const RAD_PER_DEG = Math.PI / 180;

/**
 * A circle around a polygon of great circles: about the mean of its vertices, through the farthest. A circle below 90
 * degrees that has all vertices has the sides, too. Half the sky for polygons that are larger than that.
 * @param vertices - degrees, at least one
 */
export function enclosingCircle(
  vertices: readonly { readonly longitudeDeg: number; readonly latitudeDeg: number }[],
): SkyCircle {
  const vectors = vertices.map(({ longitudeDeg, latitudeDeg }) => {
    const [ra, dec] = [longitudeDeg * RAD_PER_DEG, latitudeDeg * RAD_PER_DEG];
    return [Math.cos(dec) * Math.cos(ra), Math.cos(dec) * Math.sin(ra), Math.sin(dec)] as const;
  });
  const [x, y, z] = [0, 1, 2].map((axis) =>
    vectors.reduce((sum, vector) => sum + (vector[axis as 0 | 1 | 2] ?? 0), 0),
  ) as [number, number, number];
  const norm = Math.hypot(x, y, z);
  // Vertices all around: no direction is their mean, and any is as good.
  const centre = norm < 1e-9 ? ([0, 0, 1] as const) : ([x / norm, y / norm, z / norm] as const);
  const radiusRad = Math.max(...vectors.map((vector) => angleBetween(centre, vector)));
  const raDeg = Math.atan2(centre[1], centre[0]) / RAD_PER_DEG;
  return {
    raDeg: raDeg < 0 ? raDeg + 360 : raDeg,
    decDeg: Math.atan2(centre[2], Math.hypot(centre[0], centre[1])) / RAD_PER_DEG,
    // Rounding must not leave a vertex out.
    radiusDeg: radiusRad >= Math.PI / 2 ? 180 : (radiusRad / RAD_PER_DEG) * (1 + 1e-12),
  };
}

type Vector = readonly [number, number, number];

function angleBetween(a: Vector, b: Vector): number {
  const cross = Math.hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
  return Math.atan2(cross, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}
