import { type Circle, circle, type Polygon, polygon, type Range, range } from "./geometry.ts";

/** A circle, range or polygon that says which it is (DALI 1.2, section 3.12). */
export type Shape =
  | ({ readonly shape: "circle" } & Circle)
  | ({ readonly shape: "range" } & Range)
  | ({ readonly shape: "polygon" } & Polygon);

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Parses one shape, `circle 12.3 45.6 0.5`; undefined when it is none. */
export function parseShape(text: string): Shape | undefined {
  const shapes = parseMultiShape(text);
  return shapes?.length === 1 ? shapes[0] : undefined;
}

/** Parses shapes whose union is meant (DALI 1.2, section 3.13); undefined unless all are good. */
export function parseMultiShape(text: string): Shape[] | undefined {
  const shapes: Shape[] = [];
  let label: string | undefined;
  let numbers: number[] = [];
  const tokens = text.match(/[^ \t\r\n]+/g) ?? [];
  for (const token of [...tokens, ""]) {
    const number = numberOf(token);
    if (number !== undefined) {
      numbers.push(number);
      continue;
    }
    if (label !== undefined) {
      const shape = shapeOf(label, numbers);
      if (shape === undefined) return undefined;
      shapes.push(shape);
    } else if (numbers.length > 0) return undefined;
    label = token;
    numbers = [];
  }
  return shapes.length === 0 ? undefined : shapes;
}

/** The number a token writes as TABLEDATA does; undefined for a word. */
export function numberOf(token: string): number | undefined {
  if (NUMBER.test(token)) return Number(token);
  if (/^[+-]Inf$/.test(token)) return token.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return undefined;
}

function shapeOf(label: string, numbers: readonly number[]): Shape | undefined {
  switch (label.toLowerCase()) {
    case "circle": {
      const found = circle(numbers);
      return found && { shape: "circle", ...found };
    }
    case "range": {
      const found = range(numbers);
      return found && { shape: "range", ...found };
    }
    case "polygon": {
      const found = polygon(numbers);
      return found && { shape: "polygon", ...found };
    }
    default:
      return undefined;
  }
}
