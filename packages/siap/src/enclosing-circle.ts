import type { SkyCircle } from "@armillary/dali/dataset";
import { separationDeg } from "@armillary/sky";

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
  const isEven = norm < 1e-9;
  const raDeg = isEven ? 0 : Math.atan2(y, x) / RAD_PER_DEG;
  const decDeg = isEven ? 90 : Math.atan2(z, Math.hypot(x, y)) / RAD_PER_DEG;
  const farthestDeg = Math.max(
    ...vertices.map(({ longitudeDeg, latitudeDeg }) => separationDeg(raDeg, decDeg, longitudeDeg, latitudeDeg)),
  );
  return {
    raDeg: raDeg < 0 ? raDeg + 360 : raDeg,
    decDeg,
    // Rounding must not leave a vertex out.
    radiusDeg: farthestDeg >= 90 ? 180 : farthestDeg * (1 + 1e-12),
  };
}
