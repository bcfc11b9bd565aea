/** How the points of one series look: colour and shape alone each tell it from the others. */
export interface SeriesStyle {
  readonly color: string;
  readonly shape: string;
}

/** Colours that people with any kind of colour vision tell apart (Okabe and Ito 2008), without its yellow, too pale on white. */
const STYLES: readonly SeriesStyle[] = [
  { color: "#0072b2", shape: "circle" },
  { color: "#d55e00", shape: "square" },
  { color: "#009e73", shape: "triangle-up" },
  { color: "#cc79a7", shape: "diamond" },
  { color: "#56b4e9", shape: "triangle-down" },
  { color: "#e69f00", shape: "cross" },
  { color: "#000000", shape: "triangle-right" },
];

/** All that is not worth a style of its own. */
export const OTHERS_STYLE: SeriesStyle = { color: "#7f7f7f", shape: "circle" };

/** So many series have styles of their own. */
export const MOST_SERIES: number = STYLES.length;

/** The archives look the same in every picture, whichever of them are in it. */
const ARCHIVES = ["mast", "heasarc", "irsa", "ned"];

/** A style for each of these series, at most MOST_SERIES. */
export function stylesOf(labels: readonly string[]): readonly SeriesStyle[] {
  if (labels.every((label) => ARCHIVES.includes(label))) {
    return labels.map((label) => STYLES[ARCHIVES.indexOf(label)] as SeriesStyle);
  }
  return labels.map((_, at) => STYLES[at % STYLES.length] as SeriesStyle);
}
