/** What a program can read out of a picture of the sky: the words of its description, and where its points are. */
export interface SkyPicture {
  readonly projection: "TAN" | "MOL";
  readonly centre: readonly [raDeg: number, decDeg: number];
  readonly pixelsPerDeg: number;
  /** Of the frame that the points are in. */
  readonly middle: Point;
  /** Of each series, in the order of the legend. */
  readonly points: readonly (readonly Point[])[];
  /** Paths of a layer. */
  paths(layer: string): readonly string[];
  readonly texts: readonly string[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export function readSkyPicture(svg: string): SkyPicture {
  const [, label = ""] = /aria-label="([^"]*)"/.exec(svg) ?? [];
  const found =
    /: (tangent plane at|Mollweide projection about) right ascension (\S+) and declination (\S+) degrees, (\S+) pixels a degree/.exec(
      label,
    );
  if (found === null) throw new Error(`no description: ${label}`);
  const [, kind, raDeg, decDeg, scale] = found;
  const projection = kind === "tangent plane at" ? "TAN" : "MOL";
  const series = [...svg.matchAll(/class="mark-group role-scope points-(\d+)"/g)].map(([, at]) => Number(at)).sort();
  return {
    projection,
    centre: [Number(raDeg), Number(decDeg)],
    pixelsPerDeg: Number(scale),
    middle: projection === "TAN" ? { x: 300, y: 300 } : { x: 440, y: 220 },
    points: series.map((at) => pointsIn(layerOf(svg, `points-${at}`))),
    paths: (layer) => [...layerOf(svg, layer).matchAll(/ d="(M[^"]*L[^"]*)"/g)].map(([, path = ""]) => path),
    texts: [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text),
  };
}

/** From the opening of a layer's group to that of the next. */
function layerOf(svg: string, name: string): string {
  const start = svg.search(new RegExp(`class="mark-group role-scope ${name}"`));
  if (start < 0) return "";
  const next = svg.indexOf('class="mark-group', start + 1);
  return svg.slice(start, next < 0 ? undefined : next);
}

function pointsIn(layer: string): readonly Point[] {
  return [...layer.matchAll(/<path transform="translate\(([^,]+),([^)]+)\)"/g)].map(([, x, y]) => ({
    x: Number(x),
    y: Number(y),
  }));
}
