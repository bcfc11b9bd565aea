import { boxVertices, SkyError } from "@armillary/sky";
import { doubleLiteral } from "../sql.ts";
import { constantPoint, constantPolygon } from "./constant-shape.ts";
import { type Shape, shapeRegion } from "./shape.ts";

const SHAPE = /\b(circle|polygon|box|position|point)\b/gi;
const FOREIGN =
  /\b(fk4|galactic\w*|ecliptic|super_galactic|cartesian\d|not|intersection|difference|range|ellipse|convex|moc)\b/i;

/**
 * The region of a literal: STC-S as TAP 1.0 has it (section 6), with unions, or a shape of DALI (1.1, section 3.3.6).
 *
 * @param refuse - ends the translation, saying why
 */
export function regionOfText(text: string, refuse: (why: string) => never): Shape {
  const foreign = FOREIGN.exec(text)?.[0];
  if (foreign !== undefined) {
    return refuse(
      `"${foreign}" is not understood in a region: circles, polygons, boxes and positions in ICRS are, and unions of them.`,
    );
  }
  const starts = [...text.matchAll(SHAPE)];
  const shapes = starts.map((match, index) => {
    const end = starts[index + 1]?.index ?? text.length;
    return shapeOfText(match[0].toLowerCase(), text.slice(match.index + match[0].length, end), refuse);
  });
  const [first] = shapes;
  if (first === undefined) return refuse(`"${text}" is no region. Write it as 'CIRCLE ICRS 10 20 0.5'.`);
  if (shapes.length === 1) return first;
  return { kind: "region", sql: `(${shapes.map(shapeRegion).join(" || ")})` };
}

function shapeOfText(word: string, rest: string, refuse: (why: string) => never): Shape {
  const numbers = rest
    .split(/[\s(),]+/)
    .filter((part) => /^[+-]?[\d.]/.test(part))
    .map(Number);
  const [raDeg = 0, decDeg = 0, third = 0, fourth = 0] = numbers;
  if (numbers.some(Number.isNaN)) return refuse(`A number of the ${word} cannot be read.`);
  const wants = (count: number) =>
    numbers.length === count ? undefined : refuse(`A ${word} has ${count} numbers, and here are ${numbers.length}.`);
  try {
    switch (word) {
      case "circle":
        wants(3);
        return {
          kind: "circle",
          centre: constantPoint({ raDeg, decDeg }),
          radius: doubleLiteral(third),
          constantRadiusDeg: third,
        };
      case "box":
        wants(4);
        return constantPolygon(boxVertices(raDeg, decDeg, third, fourth));
      case "polygon": {
        if (numbers.length % 2 !== 0) return refuse("A polygon has an even number of coordinates.");
        const vertices = numbers.flatMap((ra, at) =>
          at % 2 === 0 ? [{ raDeg: ra, decDeg: numbers[at + 1] ?? 0 }] : [],
        );
        return constantPolygon(vertices);
      }
      default:
        wants(2);
        return constantPoint({ raDeg, decDeg });
    }
  } catch (error) {
    if (error instanceof SkyError) return refuse(error.message);
    throw error;
  }
}
