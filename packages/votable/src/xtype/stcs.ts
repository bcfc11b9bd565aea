import { type Circle, circle, type Point, type Polygon, point, polygon } from "./geometry.ts";
import { numberOf } from "./shape.ts";

/** A region as TAP 1.0, section 6 writes it, in the part of STC-S that tables use. */
export type StcRegion = StcSimple | StcCompound;

export type StcSimple = StcFrame &
  (
    | ({ readonly shape: "position" } & Point)
    | ({ readonly shape: "circle" } & Circle)
    | ({ readonly shape: "box"; readonly widthDeg: number; readonly heightDeg: number } & Point)
    | ({ readonly shape: "ellipse" } & Ellipse)
    | ({ readonly shape: "polygon" } & Polygon)
  );

export interface StcCompound extends StcFrame {
  readonly shape: "union" | "intersection" | "not";
  readonly parts: readonly StcRegion[];
}

/** Absent where the text does not say and no region around it does. */
export interface StcFrame {
  /** `ICRS`, `FK5`, `GALACTIC`, …; in upper case. */
  readonly frame?: string;
  /** `GEOCENTER`, `BARYCENTER`, …; in upper case. */
  readonly refposition?: string;
}

export interface Ellipse extends Point {
  readonly semiMajorDeg: number;
  readonly semiMinorDeg: number;
  /** East of north. */
  readonly positionAngleDeg: number;
}

const FRAMES = /^(?:ICRS|FK4|FK5|J2000|B1950|ECLIPTIC|GALACTIC(?:_II)?|SUPER_GALACTIC|GEO_[CD]|UNKNOWN(?:FRAME)?)$/;
const REFPOSITIONS =
  /^(?:GEOCENTER|BARYCENTER|HELIOCENTER|TOPOCENTER|LSRK?|LSRD|GALACTIC_CENTER|EMBARYCENTER|RELOCATABLE|UNKNOWNREFPOS)$/;
const FLAVOURS = /^(?:SPHERICAL2|CARTESIAN[123])$/;
/** Regions inside one another: more is no region of the sky. */
const MOST_DEPTH = 50;

/**
 * Parses a region in STC-S: `Circle ICRS 10.7 41.3 0.5`, `Union ICRS (Circle … Polygon …)`.
 *
 * Case does not matter; frame, reference position and flavour may be missing; several regions one after the other are
 * a union (MAST sends polygons so). Numbers are degrees.
 * @returns undefined when it is no region, or one with more to it than frame and numbers
 */
export function parseStcs(text: string): StcRegion | undefined {
  const tokens = text.replace(/[()]/g, " $& ").match(/\S+/g) ?? [];
  const cursor: Cursor = { tokens, next: 0 };
  const parts = regions(cursor, {}, 0);
  if (parts === undefined || cursor.next < tokens.length) return undefined;
  return parts.length === 1 ? parts[0] : { shape: "union", parts };
}

interface Cursor {
  readonly tokens: readonly string[];
  next: number;
}

/** Regions up to a closing bracket or the end; undefined when there is none or one is bad. */
function regions(cursor: Cursor, around: StcFrame, depth: number): StcRegion[] | undefined {
  const found: StcRegion[] = [];
  while (cursor.next < cursor.tokens.length && cursor.tokens[cursor.next] !== ")") {
    const region = depth > MOST_DEPTH ? undefined : regionAt(cursor, around, depth);
    if (region === undefined) return undefined;
    found.push(region);
  }
  return found.length === 0 ? undefined : found;
}

function regionAt(cursor: Cursor, around: StcFrame, depth: number): StcRegion | undefined {
  const shape = cursor.tokens[cursor.next++]?.toLowerCase() ?? "";
  const frame = frameAt(cursor, around);
  if (shape === "union" || shape === "intersection" || shape === "not") {
    if (cursor.tokens[cursor.next++] !== "(") return undefined;
    const parts = regions(cursor, frame, depth + 1);
    if (parts === undefined || cursor.tokens[cursor.next++] !== ")") return undefined;
    return shape === "not" && parts.length !== 1 ? undefined : { shape, ...frame, parts };
  }
  const numbers: number[] = [];
  for (let number = numberAt(cursor); number !== undefined; number = numberAt(cursor)) numbers.push(number);
  return simpleRegion(shape, frame, numbers);
}

function frameAt(cursor: Cursor, around: StcFrame): StcFrame {
  const frame = wordAt(cursor, FRAMES) ?? around.frame;
  const refposition = wordAt(cursor, REFPOSITIONS) ?? around.refposition;
  wordAt(cursor, FLAVOURS);
  return { ...(frame === undefined ? {} : { frame }), ...(refposition === undefined ? {} : { refposition }) };
}

function wordAt(cursor: Cursor, words: RegExp): string | undefined {
  const word = cursor.tokens[cursor.next]?.toUpperCase();
  if (word === undefined || !words.test(word)) return undefined;
  cursor.next++;
  return word;
}

function numberAt(cursor: Cursor): number | undefined {
  const number = numberOf(cursor.tokens[cursor.next] ?? "");
  if (number !== undefined) cursor.next++;
  return number;
}

function simpleRegion(shape: string, frame: StcFrame, numbers: readonly number[]): StcSimple | undefined {
  switch (shape) {
    case "position": {
      const found = point(numbers);
      return found && { shape, ...frame, ...found };
    }
    case "circle": {
      const found = circle(numbers);
      return found && { shape, ...frame, ...found };
    }
    case "polygon": {
      const found = polygon(numbers);
      return found && { shape, ...frame, ...found };
    }
    case "box": {
      const centre = point(numbers.slice(0, 2));
      const [, , widthDeg, heightDeg] = numbers;
      if (numbers.length !== 4 || widthDeg === undefined || heightDeg === undefined) return undefined;
      return centre && { shape, ...frame, ...centre, widthDeg, heightDeg };
    }
    case "ellipse": {
      const centre = point(numbers.slice(0, 2));
      const [, , semiMajorDeg, semiMinorDeg, positionAngleDeg] = numbers;
      if (numbers.length !== 5 || semiMajorDeg === undefined || semiMinorDeg === undefined) return undefined;
      if (positionAngleDeg === undefined) return undefined;
      return centre && { shape, ...frame, ...centre, semiMajorDeg, semiMinorDeg, positionAngleDeg };
    }
    default:
      return undefined;
  }
}
