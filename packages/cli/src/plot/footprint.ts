import type { CellValue, Field } from "@armillary/columns";
import type { SkyShape } from "./sky-shape.ts";

/** Columns that say which region of the sky a dataset covers: ObsCore's, and those that services model on it. */
export function isFootprintColumn({ name, ucd = "", utype = "", layout }: Field): boolean {
  const isFitting = layout.kind === "utf8" || layout.kind === "list" || layout.kind === "fixed";
  return (
    isFitting &&
    (/(^|_)s_region$/i.test(name) ||
      /(^|[:.])Char\.SpatialAxis\.Coverage\.Support\.Area$/i.test(utype) ||
      /^pos\.outline(;|$)/i.test(ucd))
  );
}

/** Frames whose axes are those of ICRS, to within what can be seen: STC-S has them all. Without a word it is DALI's ICRS. */
const FRAMES = /^(icrs|j2000|fk5|unknownframe|bary\w*|topo\w*|geo\w*|helio\w*|unknownrefpos|spher\w*2?|cart\w*)$/i;

/**
 * The shapes of a footprint: of DALI's words (`POLYGON 10 41 …`), of STC-S (`Polygon ICRS …`, `UNION ICRS (…)`), or of an array with
 * DALI's xtype. None where it is in another frame, or something else.
 * @see TAP 1.0, section 6, for STC-S; DALI 1.2, section 3.12
 */
export function shapesOfFootprint(field: Field, cell: CellValue): readonly SkyShape[] {
  if (typeof cell === "string") return shapesOfText(cell);
  const numbers = Array.isArray(cell) ? cell.filter((value) => typeof value === "number") : [];
  const shape = shapeOf(field.xtype?.toUpperCase() ?? "", numbers);
  return shape === undefined ? [] : [shape];
}

function shapesOfText(text: string): readonly SkyShape[] {
  const shapes: SkyShape[] = [];
  let word = "";
  let numbers: number[] = [];
  const take = (): void => {
    const shape = shapeOf(word, numbers);
    if (shape !== undefined) shapes.push(shape);
    numbers = [];
  };
  for (const part of text.split(/[\s(),]+/)) {
    if (part === "") continue;
    const number = Number(part);
    if (Number.isFinite(number)) {
      numbers.push(number);
    } else if (/^(polygon|circle|range)$/i.test(part)) {
      take();
      word = part.toUpperCase();
    } else if (/^union$/i.test(part)) {
      take();
      word = "";
    } else if (!FRAMES.test(part)) {
      return [];
    }
  }
  take();
  return shapes;
}

function shapeOf(word: string, numbers: readonly number[]): SkyShape | undefined {
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = numbers;
  switch (word) {
    case "CIRCLE":
      return numbers.length === 3 && isPlace(a, b) && c > 0 && c < 180
        ? { shape: "circle", raDeg: a, decDeg: b, radiusDeg: c }
        : undefined;
    case "RANGE":
      return numbers.length === 4 && isPlace(a, c) && isPlace(b, d) && c <= d
        ? { shape: "range", raDeg: [a, b], decDeg: [c, d] }
        : undefined;
    case "POLYGON": {
      const vertices = numbers.flatMap((raDeg, at) => (at % 2 === 0 ? [{ raDeg, decDeg: numbers[at + 1] ?? 91 }] : []));
      const isWhole = vertices.length >= 3 && vertices.every(({ raDeg, decDeg }) => isPlace(raDeg, decDeg));
      return isWhole ? { shape: "polygon", vertices } : undefined;
    }
    default:
      return undefined;
  }
}

function isPlace(raDeg: number, decDeg: number): boolean {
  return Math.abs(raDeg) <= 720 && Math.abs(decDeg) <= 90;
}
