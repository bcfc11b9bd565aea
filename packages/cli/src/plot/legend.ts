import type { Mark } from "vega";
import { printCount, printCounted } from "../quantities.ts";
import type { Collected } from "./collect.ts";
import { footprintLine, GREY, INK, layer, lineLayer, REGION_LINE, symbolOf, textMark } from "./layers.ts";
import type { SeriesStyle } from "./series-style.ts";

/** What a sign of the picture means. */
type LegendEntry =
  | { readonly kind: "points"; readonly style: SeriesStyle; readonly text: string; readonly detail: string }
  | { readonly kind: "footprints" | "region"; readonly text: string; readonly detail: string };

/** What is told beside a picture, and the room that it takes. */
export interface Legend {
  readonly widthPx: number;
  readonly heightPx: number;
  marks(x: number, y: number): readonly Mark[];
}

const ENTRY_WIDTH_PX = 214;
const ENTRY_HEIGHT_PX = 40;
const NOTE_HEIGHT_PX = 18;
const TEXT_X_PX = 22;
/** Letters of a label that fit; all of it is in the table. */
const MOST_LETTERS = 26;

/**
 * The legend of a picture.
 * @param perRow - entries side by side
 * @param outside - points that are not in the picture
 */
export function legendOf(
  collected: Collected,
  styles: readonly SeriesStyle[],
  { perRow, outside, hasRegion }: { readonly perRow: number; readonly outside: number; readonly hasRegion: boolean },
): Legend {
  const entries = entriesOf(collected, styles, hasRegion);
  const notes = notesOf(collected, outside);
  const entryRows = Math.ceil(entries.length / perRow);
  return {
    widthPx: ENTRY_WIDTH_PX * Math.min(perRow, Math.max(1, entries.length)),
    heightPx: entryRows * ENTRY_HEIGHT_PX + notes.length * NOTE_HEIGHT_PX + 8,
    marks(x, y) {
      const marks = entries.flatMap((entry, at) =>
        entryMarks(entry, at, x + (at % perRow) * ENTRY_WIDTH_PX, y + Math.floor(at / perRow) * ENTRY_HEIGHT_PX),
      );
      const below = y + entryRows * ENTRY_HEIGHT_PX + 2;
      const lines = notes.map((note, at) =>
        textMark(note, { x, y: below + at * NOTE_HEIGHT_PX, size: 11, color: GREY }),
      );
      return [...marks, ...lines];
    },
  };
}

function entriesOf(
  { series, footprintRows }: Collected,
  styles: readonly SeriesStyle[],
  hasRegion: boolean,
): readonly LegendEntry[] {
  const entries: LegendEntry[] = series.map(({ label, count, positions }, at) => ({
    kind: "points",
    style: styles[at] as SeriesStyle,
    text: label,
    detail:
      positions.length < count ? `${printCount(positions.length)} of ${printCount(count)} drawn` : printCount(count),
  }));
  if (series.some(({ footprints }) => footprints.length > 0)) {
    entries.push({ kind: "footprints", text: "footprints", detail: printCount(footprintRows) });
  }
  if (hasRegion) entries.push({ kind: "region", text: "the region asked for", detail: "" });
  return entries;
}

/** What the picture does not show. */
function notesOf({ series, withoutPosition, footprintRows }: Collected, outside: number): readonly string[] {
  const isThinned = series.some(({ count, positions }) => positions.length < count);
  const isCrowded = footprintRows > 0 && series.every(({ footprints }) => footprints.length === 0);
  return [
    ...(series.length === 0 ? ["There is no position to draw."] : []),
    ...(isThinned ? ["Those drawn are chosen at random."] : []),
    ...(outside > 0 ? [`${printCounted(outside, "point")} outside of the picture.`] : []),
    ...(withoutPosition > 0 ? [`${printCounted(withoutPosition, "row")} without a position.`] : []),
    ...(isCrowded ? [`${printCounted(footprintRows, "footprint")}, too many to draw.`] : []),
  ];
}

function entryMarks(entry: LegendEntry, at: number, x: number, y: number): readonly Mark[] {
  const text = entry.text.length <= MOST_LETTERS ? entry.text : `${entry.text.slice(0, MOST_LETTERS - 1)}…`;
  return [
    signOf(entry, `legend-${at}`, x + 7, y + 6),
    textMark(text, { x: x + TEXT_X_PX, y: y + 6, size: 13, color: INK }),
    ...(entry.detail === "" ? [] : [textMark(entry.detail, { x: x + TEXT_X_PX, y: y + 22, size: 11, color: GREY })]),
  ];
}

function signOf(entry: LegendEntry, name: string, x: number, y: number): Mark {
  if (entry.kind === "points") {
    const enter = { x: { value: x }, y: { value: y }, ...symbolOf(entry.style, 70, true) };
    return layer(name, [{}], { type: "symbol", enter });
  }
  const box = `M${x - 7},${y - 5}h14v10h-14Z`;
  if (entry.kind === "region") return lineLayer(name, [box], REGION_LINE);
  const line = footprintLine({ color: GREY, shape: "square" });
  return lineLayer(name, [box], { ...line, fillOpacity: 0.1 });
}
